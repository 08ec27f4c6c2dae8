import type { Cluster, LineState, Shard } from '../../../shared/cluster.ts';
import type { Failure } from '../../../shared/failure.ts';
import { matchesSchema, type UnmatchedGlobs, unmatchedGlobs } from '../../../shared/glob.ts';
import type { Method } from '../../../shared/manifest.ts';
import { serverName } from '../../../shared/server-name.ts';
import { sayRemark, sayWhy } from '../../../shared/set-words.ts';
import { fail, failureOf } from '../engine-error.ts';
import { type MissingPrivilege, missingForBackup, missingForRestore } from '../mysql/check-privileges.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { type BinlogVolume, readBinlogVolume } from '../mysql/read-binlog-volume.ts';
import { readReplication } from '../mysql/read-replication.ts';
import { readServerInfo, type ServerInfo } from '../mysql/server-info.ts';
import { describeTables, type TableDescription } from '../schema/describe-tables.ts';
import { listSchemas } from '../schema/list-schemas.ts';
import { openTablesUnchanged } from '../schema/session-settings.ts';
import { type Comparison, compareSiblings } from './compare-siblings.ts';
import type { Drift } from './find-drift.ts';
import { groupLogicalTables, type LogicalTable } from './logical-tables.ts';
import { sampleReadRate } from './sample-read-rate.ts';

export interface SchemaSummary {
  readonly name: string;
  readonly tables: number;
  /** The server's estimates; bytes are the data without secondary indexes. */
  readonly rows: number;
  readonly bytes: number;
}

/** What a shard that answered is, holds and allows. */
export interface InspectedShard {
  readonly name: string;
  /** host:port */
  readonly server: string;
  readonly state: 'ok';
  readonly info: ServerInfo;
  /** What the connection is protected against. */
  readonly line: LineState;
  /** Quoted for GRANT: `'app'@'%'`. */
  readonly account: string;
  /** Roles that the account has but its sessions do not, for want of SET DEFAULT ROLE. */
  readonly inactiveRoles: readonly string[];
  readonly schemas: readonly SchemaSummary[];
  /** Globs of its filter that no schema matches. */
  readonly unmatched: UnmatchedGlobs;
  readonly privileges: { readonly backup: readonly MissingPrivilege[]; readonly restore: readonly MissingPrivilege[] };
  readonly bytes: number;
  /** Bytes per second of one connection; null where there was too little to read. */
  readonly readRate: number | null;
  /** Seconds to read the whole shard by one connection; null where the rate is not known. */
  readonly fullSeconds: number | null;
  readonly binlog: BinlogVolume;
}

/** A shard that could not be inspected, and why. */
export interface FailedShard {
  readonly name: string;
  readonly server: string;
  readonly state: 'failed';
  readonly failure: Failure;
}

export type ShardInspection = InspectedShard | FailedShard;

export interface InspectedTable extends LogicalTable {
  /** Null when all siblings that could be read are alike. */
  readonly drift: Drift | null;
}

/** What a cluster is made of. Figures are the servers' estimates and cover the shards that answered. */
export interface Inspection {
  readonly cluster: string;
  readonly method: Method;
  readonly shards: readonly ShardInspection[];
  readonly logicalTables: readonly InspectedTable[];
  readonly totals: {
    readonly shards: number;
    readonly reachable: number;
    readonly schemas: number;
    readonly tables: number;
    readonly rows: number;
    readonly bytes: number;
  };
  readonly estimate: {
    /** Shards are read side by side, so the slowest counts; null where no rate is known. */
    readonly fullSeconds: number | null;
    /** Bytes per second of binary log over all shards: what an incremental backup grows by; null unless every shard tells. */
    readonly binlogRate: number | null;
  };
  /** Tables that could not be read or compared, in sentences. */
  readonly warnings: readonly string[];
}

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** The method whose privileges are asked for; default hot. */
  readonly method?: Method;
}

/** Inspecting must not wait behind somebody's ALTER TABLE for long. */
const LOCK_WAIT_SECONDS = 5;

/** A shard during the inspection: its connection stays open until its tables have been compared. */
interface OpenShard {
  readonly session: Session;
  readonly inspected: InspectedShard;
  readonly tables: readonly TableDescription[];
  readonly warnings: readonly string[];
}

/**
 * Looks at all shards at the same time and changes nothing. A shard that fails is reported as failed and does not end the
 * inspection; only `signal` does, with code `cancelled`.
 */
export async function inspectCluster(cluster: Cluster, options: InspectOptions = {}): Promise<Inspection> {
  const { signal, method = 'hot' } = options;
  const sessions: Session[] = [];
  const stop = () => {
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const results = await Promise.all(
      cluster.shards.map((shard) => openShard(shard, method, signal, (session) => sessions.push(session))),
    );
    const open = results.flatMap((result) => ('session' in result ? [result] : []));
    const logical = groupLogicalTables(open.flatMap(toMembers));
    const { drifts, warnings }: Comparison = await compareSiblings(
      logical,
      new Map(open.map(({ session }) => [session.shard.name, session])),
    );
    if (signal?.aborted) throw fail('inspection-stopped', {});
    const shards = results.map((result) => ('session' in result ? result.inspected : result));
    return {
      cluster: cluster.name,
      method,
      shards,
      logicalTables: logical.map((table, index) => ({ ...table, drift: drifts[index] ?? null })),
      ...sumUp(shards),
      warnings: [...open.flatMap((shard) => shard.warnings), ...warnings],
    };
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function openShard(
  shard: Shard,
  method: Method,
  signal: AbortSignal | undefined,
  onOpen: (session: Session) => void,
): Promise<OpenShard | FailedShard> {
  try {
    const session = await connect(shard, { signal, severalStatements: true });
    onOpen(session);
    return await inspectShard(session, method, signal);
  } catch (error) {
    return { name: shard.name, server: serverName(shard), state: 'failed', failure: failureOf(error) };
  }
}

async function inspectShard(session: Session, method: Method, signal?: AbortSignal): Promise<OpenShard> {
  const { shard } = session;
  await session.query(`SET SESSION lock_wait_timeout=${LOCK_WAIT_SECONDS}`);
  await openTablesUnchanged(session);
  const info = await readServerInfo(session);
  const [grants, account] = [await readGrants(session), await readAccount(session)];
  const all = await listSchemas(session);
  const names = all.filter((name) => matchesSchema(shard.schemas, name));
  const { tables, exceptions } = await describeTables(session, names);
  const warnings = exceptions.map(({ schema, object, why }) => `${shard.name}: ${schema}.${object}: ${sayWhy(why)}`);
  const { sources } = await readReplication(session, info);
  for (const source of sources ?? []) warnings.push(sayRemark({ code: 'replica', shard: shard.name, ...source }));
  const readRate = await sampleReadRate(session, tables, signal).catch((error: unknown) => {
    warnings.push(`${shard.name}: the reading rate could not be measured: ${failureOf(error).message}`);
    return null;
  });
  const bytes = sum(tables, (table) => table.byteEstimate);
  // Schemas that the cluster file names but this account cannot see are just those it lacks privileges on.
  const wanted = [...new Set([...names, ...(shard.schemas ?? []).filter((glob) => !/[*?]/.test(glob))])];
  return {
    session,
    tables,
    warnings,
    inspected: {
      name: shard.name,
      server: serverName(shard),
      state: 'ok',
      info,
      line: session.line,
      account,
      inactiveRoles: grants.inactiveRoles,
      schemas: names.map((name) => summarise(name, tables)),
      unmatched: unmatchedGlobs(shard.schemas, all),
      privileges: {
        backup: missingForBackup(info, grants, account, wanted, method),
        restore: missingForRestore(info, grants, account, wanted),
      },
      bytes,
      readRate,
      fullSeconds: bytes === 0 ? 0 : readRate === null ? null : bytes / readRate,
      binlog: info.logBin ? await readBinlogVolume(session) : { storedBytes: 0, bytesPerSecond: null },
    },
  };
}

function summarise(name: string, all: readonly TableDescription[]): SchemaSummary {
  const tables = all.filter((table) => table.schema === name);
  return {
    name,
    tables: tables.length,
    rows: sum(tables, (table) => table.rowEstimate),
    bytes: sum(tables, (table) => table.byteEstimate),
  };
}

function toMembers({ session, tables }: OpenShard) {
  return tables.map(({ schema, name, rowEstimate, byteEstimate }) => ({
    shard: session.shard.name,
    schema,
    table: name,
    rows: rowEstimate,
    bytes: byteEstimate,
  }));
}

function sumUp(shards: readonly ShardInspection[]): Pick<Inspection, 'totals' | 'estimate'> {
  const ok = shards.flatMap((shard) => (shard.state === 'ok' ? [shard] : []));
  const schemas = ok.flatMap((shard) => shard.schemas);
  const seconds = ok.flatMap(({ fullSeconds }) => (fullSeconds === null ? [] : [fullSeconds]));
  const rates = ok.flatMap(({ binlog }) => (binlog.bytesPerSecond === null ? [] : [binlog.bytesPerSecond]));
  return {
    totals: {
      shards: shards.length,
      reachable: ok.length,
      schemas: schemas.length,
      tables: sum(schemas, (schema) => schema.tables),
      rows: sum(schemas, (schema) => schema.rows),
      bytes: sum(schemas, (schema) => schema.bytes),
    },
    estimate: {
      fullSeconds: seconds.length === 0 ? null : Math.max(...seconds),
      binlogRate: ok.length > 0 && rates.length === ok.length ? sum(rates, (rate) => rate) : null,
    },
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
