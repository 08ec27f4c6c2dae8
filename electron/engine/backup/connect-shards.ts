import type { Cluster, Shard } from '../../../shared/cluster.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { Replication } from '../../../shared/replication.ts';
import { fail, misuse } from '../engine-error.ts';
import type { LaneHandle, LanePool } from '../lane/lane-pool.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { isSlowToRead, type WireChoice } from '../mysql/measure-wire.ts';
import { quoteNames } from '../mysql/quote.ts';
import { readReplication } from '../mysql/read-replication.ts';
import { machineOf, type ServerIdentity } from '../mysql/server-identity.ts';
import { readServerInfo, type ServerInfo } from '../mysql/server-info.ts';
import { measureZone, type ZoneChange } from '../mysql/system-zone.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import { hasLibraries } from '../schema/has-libraries.ts';
import { listSchemas } from '../schema/list-schemas.ts';
import { openTablesUnchanged } from '../schema/session-settings.ts';
import { settleAll } from '../settle.ts';
import { refuseBlindAccount } from './unseen-objects.ts';

/** One shard with everything a backup has open on it. */
export interface ConnectedShard {
  readonly shard: Shard;
  /** Takes and releases locks, nothing else. */
  readonly control: Session;
  /** Reads definitions and statistics. */
  readonly reader: Session;
  /** Opens another session like it. */
  readonly openReader: () => Promise<Session>;
  readonly info: ServerInfo;
  /** What it had taken over from others when it was connected. */
  readonly replication: Replication;
  /** What SYSTEM means as a time zone. */
  readonly zone: readonly ZoneChange[];
  /** Tells one running server from another, under whatever address it was reached. */
  readonly machine: string;
  /** Lanes have the server compress what it sends. */
  readonly compressed: boolean;
  readonly schemas: readonly string[];
  readonly lanes: readonly LaneHandle[];
}

export interface ConnectShardsOptions {
  readonly only: readonly string[] | undefined;
  readonly lanesPerShard: number;
  /** Lanes read rows, or the binary log only, for which they connect anew each time. */
  readonly purpose: 'rows' | 'log';
  /** Default: measured. */
  readonly wire: WireChoice | undefined;
  readonly signal: AbortSignal | undefined;
  readonly meter: ProgressMeter;
  /** Every session opened, so that it is closed however the run ends. */
  readonly opened: (session: Session) => void;
}

/** Connects all shards and their lanes in parallel, and checks what can be checked before anything is written. */
export async function connectShards(
  cluster: Cluster,
  pool: LanePool,
  options: ConnectShardsOptions,
): Promise<ConnectedShard[]> {
  const connected = await settleAll(cluster.shards.map((shard) => connectShard(shard, pool, options)));
  refuseSameServer(connected);
  for (const { shard, schemas } of connected)
    if (shard.schemas !== undefined && schemas.length === 0)
      throw fail(
        'no-matching-schema',
        { shard: shard.name, schemas: shard.schemas.join(', ') },
        { where: { shard: shard.name, field: 'schemas' } },
      );
  for (const shard of connected) await refuseBlindAccount(shard);
  if (connected.every(({ schemas }) => schemas.length === 0)) throw fail('nothing-to-back-up', {});
  await refuseEmptySelection(connected, options.only);
  return connected;
}

/** Behind an ALTER TABLE that itself waits, a reader would wait for ever: the servers' own limits are a day and a year. */
const READ_LOCK_SECONDS = 30;

async function connectShard(shard: Shard, pool: LanePool, options: ConnectShardsOptions): Promise<ConnectedShard> {
  const { signal, meter, lanesPerShard, purpose, wire = 'measured', opened } = options;
  const open = async (server?: ServerIdentity) => {
    const session = await connect(shard, { signal, server });
    opened(session);
    await session.query(`SET SESSION lock_wait_timeout=${READ_LOCK_SECONDS}`);
    await openTablesUnchanged(session);
    return session;
  };
  const control = await open();
  const reader = await open(control.identity);
  // All shards at the same time: they may share the wire, as they do while rows are read.
  const compressed = wire === 'measured' ? await isSlowToRead(reader) : wire === 'compressed';
  const lanes = await Promise.all(
    Array.from({ length: lanesPerShard }, async () => {
      const lane = pool.lane();
      if (purpose === 'log') return lane;
      const tally = new Tally();
      meter.shard(shard.name, { tally });
      await lane.call('connect', { shard, server: control.identity, purpose: 'read', compressed, tally: tally.buffer });
      return lane;
    }),
  );
  const info = await readServerInfo(reader);
  const schemas = await listSchemas(reader, shard.schemas);
  meter.shard(shard.name, { phase: 'waiting' });
  return {
    shard,
    control,
    reader,
    openReader: () => open(control.identity),
    info,
    zone: await measureZone(reader),
    replication: await readReplication(reader, info),
    machine: machineOf(control),
    compressed,
    schemas,
    lanes,
  };
}

/** The same server under two names would be locked against itself and stored twice. Different schemas of it are fine. */
function refuseSameServer(connected: readonly ConnectedShard[]): void {
  const seen = new Map<string, ConnectedShard>();
  for (const one of connected)
    for (const schema of one.schemas) {
      const place = `${one.machine} ${one.info.uuid ?? ''} ${schema}`;
      const other = seen.get(place);
      if (other)
        throw fail(
          'same-server-twice',
          { one: other.shard.name, other: one.shard.name, schema },
          { where: { shard: one.shard.name, schema } },
        );
      seen.set(place, one);
    }
}

async function refuseEmptySelection(
  connected: readonly ConnectedShard[],
  only: readonly string[] | undefined,
): Promise<void> {
  if (only === undefined) return;
  for (const { reader, schemas } of connected) {
    const names = await listNames(reader, schemas);
    if (names.some(({ schema, name }) => matchesObject(only, schema, name))) return;
  }
  throw misuse(`Nothing matches ${only.map((glob) => `--only ${glob}`).join(' ')}.`, {
    next: 'A pattern is schema.table, such as shop_*.order_?; see the names with: shardkeep inspect',
  });
}

/** Names that a pattern can mean: tables, views, sequences, routines, libraries and events. */
async function listNames(session: Session, schemas: readonly string[]): Promise<{ schema: string; name: string }[]> {
  if (schemas.length === 0) return [];
  const list = quoteNames(schemas);
  const rows = await session.texts(
    `SELECT table_schema AS s, table_name AS n FROM information_schema.tables WHERE table_schema IN (${list})
     UNION ALL SELECT routine_schema, routine_name FROM information_schema.routines WHERE routine_schema IN (${list})
     UNION ALL SELECT event_schema, event_name FROM information_schema.events WHERE event_schema IN (${list})`,
  );
  if (await hasLibraries(session))
    rows.push(
      ...(await session.texts(
        `SELECT library_schema AS s, library_name AS n FROM information_schema.libraries WHERE library_schema IN (${list})`,
      )),
    );
  return rows.map((row) => ({ schema: row.s ?? '', name: row.n ?? '' }));
}
