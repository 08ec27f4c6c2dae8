import type { ChainDifference, ProvenTable } from '../../../shared/chain-proof.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { NotRestored, RestoreReport } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { isTransactional } from '../backup/backup-warnings.ts';
import { listBaseTables } from '../backup/list-base-tables.ts';
import { defect } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { readServerInfo } from '../mysql/server-info.ts';
import { ProgressMeter, Tally } from '../progress.ts';
import { compareLiterals } from '../restore/compare-literals.ts';
import { type ComparedTable, compareTables, problemOf, UNREAD } from '../restore/compare-tables.ts';
import { mapCollations } from '../restore/map-collations.ts';
import { hasRows, type ShardScope } from '../restore/select-scope.ts';
import { withCurrentRows } from '../schema/current-rows.ts';
import { orAborted, settleAll } from '../settle.ts';

export interface CompareOptions {
  readonly full: ReadableSet;
  /** What of the full set the chain was to give, and where it was restored to. */
  readonly scopes: readonly ShardScope[];
  readonly report: RestoreReport;
  /** Globs of what the chain's own full set was taken of; undefined for everything. */
  readonly chosen: readonly string[] | undefined;
  /** Shards of which the chain was restored. */
  readonly restored: ReadonlySet<string>;
  /** The table that marks schemas as made by the proof. */
  readonly claim: string;
  readonly lanesPerShard: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: JobProgress) => void) | undefined;
}

/** Reads every table of a full set's scopes on the targets and compares it with what the full set recorded. */
export async function compareWithFull(options: CompareOptions): Promise<ProvenTable[]> {
  const { scopes, signal, lanesPerShard } = options;
  const meter = new ProgressMeter(
    scopes.map(({ source }) => source.name),
    options.onProgress,
  );
  const pool = new LanePool(scopes.length * lanesPerShard);
  const sessions: Session[] = [];
  const abort = () => {
    pool.abort();
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  const work = async (): Promise<ProvenTable[]> => {
    meter.beginPass('verifying');
    const shards = await settleAll(scopes.map((scope) => openShard(scope, options, pool, sessions, meter)));
    await compareTables(
      shards.map(({ scope, lanes, compared }) => ({ name: scope.source.name, lanes, tables: compared })),
      { folder: options.full.folder, threads: pool.threads, meter },
    );
    for (const { session, compared } of shards) await compareLiterals(session, compared);
    return shards.flatMap((shard) => [
      ...shard.tables.map((table) => judge(shard, table, options)),
      ...shard.extra,
      ...exceptionsOf(shard.scope, options),
    ]);
  };
  try {
    signal?.throwIfAborted();
    return await orAborted(work(), signal);
  } finally {
    await pool.abandon();
    await Promise.all(sessions.map((session) => session.close()));
    await pool.close();
    meter.stop();
    signal?.removeEventListener('abort', abort);
  }
}

type OpenShard = Awaited<ReturnType<typeof openShard>>;

async function openShard(
  scope: ShardScope,
  { report, full, chosen, restored, claim, lanesPerShard, signal }: CompareOptions,
  pool: LanePool,
  sessions: Session[],
  meter: ProgressMeter,
) {
  const session = await connect(scope.target, { signal });
  sessions.push(session);
  const info = await readServerInfo(session);
  const { map } = await mapCollations(session, scope.objects);
  // A shard is not among those rolled forward where nothing was logged.
  const stopped = report.rolled.some(({ shard, stopped }) => shard === scope.source.name && stopped !== null);
  const all = await listBaseTables(session, [...new Set(scope.schemas.values())]);
  const there = all.filter(({ name }) => name !== claim);
  const has = (schema: string, name: string) => there.some((one) => one.schema === schema && one.name === name);
  const tables = scope.tables.filter(hasRows).map((inSet) => {
    const table = withCurrentRows(inSet, scope.source, info);
    const schema = scope.schemas.get(table.schema) ?? table.schema;
    const ordered =
      map.size === 0 ||
      table.columns.every(({ name, charset }) => charset === null || charset === 'binary' || !table.key.includes(name));
    const compared: ComparedTable = { table, schema, anyOrder: undefined, found: UNREAD };
    const wanted = restored.has(scope.source.name) && matchesObject(chosen, table.schema, table.name);
    return { compared, ordered, wanted, there: has(schema, table.name) };
  });
  const lanes = await Promise.all(
    Array.from({ length: lanesPerShard }, async () => {
      const lane = pool.lane();
      const tally = new Tally();
      meter.shard(scope.source.name, { tally });
      const server = session.identity;
      await lane.call('connect', {
        shard: scope.target,
        server,
        purpose: 'load',
        compressed: false,
        tally: tally.buffer,
      });
      return lane;
    }),
  );
  return {
    scope,
    session,
    lanes,
    tables,
    stopped,
    compared: stopped
      ? []
      : tables.filter((one) => one.there && one.ordered && one.wanted).map(({ compared }) => compared),
    extra: stopped ? [] : extraTables(scope, there, full),
  };
}

/** Tables that the chain gives and the full set neither has nor names. */
function extraTables(
  { source, target, schemas }: ShardScope,
  there: readonly { readonly schema: string; readonly name: string }[],
  { manifest }: ReadableSet,
): ProvenTable[] {
  const back = new Map([...schemas].map(([from, to]) => [to, from]));
  const known = new Set([
    ...source.objects.map(({ schema, name }) => JSON.stringify([schema, name])),
    ...manifest.exceptions
      .filter(({ shard }) => shard === source.name)
      .map(({ schema, object }) => JSON.stringify([schema, object])),
  ]);
  return there.flatMap(({ schema, name }): ProvenTable[] => {
    const of = back.get(schema) ?? schema;
    if (!matchesObject(manifest.only, of, name)) return [];
    if (known.has(JSON.stringify([of, name]))) return [];
    const place = { shard: source.name, target: target.name, schema: of, table: name };
    return [{ ...place, rows: 0, state: 'different', problem: { code: 'extra' } }];
  });
}

/** Tables that the full set names as something that it does not hold: they cannot be compared. */
function exceptionsOf({ source, target, schemas, tables }: ShardScope, { full }: CompareOptions): ProvenTable[] {
  return full.manifest.exceptions
    .filter(({ shard, kind, schema }) => shard === source.name && kind === 'table' && schemas.has(schema))
    .filter(({ schema, object }) => !tables.some((one) => one.schema === schema && one.name === object))
    .map(({ schema, object, reason }) => ({
      ...{ shard: source.name, target: target.name, schema, table: object, rows: 0 },
      state: 'left-out',
      why: { code: 'not-in-full', text: reason },
    }));
}

function judge(
  { scope, stopped }: OpenShard,
  { compared, ordered, wanted, there }: OpenShard['tables'][number],
  { full, report }: CompareOptions,
): ProvenTable {
  const { table, schema } = compared;
  const place = { shard: scope.source.name, target: scope.target.name, schema: table.schema, table: table.name };
  const base = { ...place, rows: table.rows };
  const leftOut = (why: NonNullable<ProvenTable['why']>): ProvenTable => ({ ...base, state: 'left-out', why });
  if (!wanted) return leftOut({ code: 'not-chosen' });
  if (stopped) return leftOut({ code: 'stopped' });
  if (there && !ordered) return leftOut({ code: 'other-order' });
  const problem: ChainDifference | undefined = there ? problemOf(compared.found) : { code: 'missing' };
  if (problem === undefined && compared.found.state === 'unread')
    throw defect(`${schema}.${table.name} was not compared.`);
  if (problem === undefined) return { ...base, state: 'equal' };
  if (table.position !== undefined) return leftOut({ code: 'other-instant' });
  if (full.manifest.method !== 'cold' && !isTransactional(table.engine))
    return leftOut({ code: 'no-snapshot', engine: table.engine });
  const named = report.exceptions.find(
    (one) => one.target === place.target && one.schema === schema && one.object === table.name && excuses(one),
  );
  return named ? leftOut({ code: 'named', why: named.why }) : { ...base, state: 'different', problem };
}

/** Whether what a restore has named explains a difference. What may have come out otherwise is what is looked for here. */
function excuses({ kind, why }: NotRestored): boolean {
  if (kind !== 'table' && kind !== 'sequence') return false;
  switch (why.code) {
    case 'open-values':
    case 'open-numbers':
    case 'open-zone':
    case 'open-charset':
    case 'index-lost':
    case 'index-refused':
    case 'placed-elsewhere':
    case 'logged-differs':
    case 'partition-rows':
    case 'counter-raised':
      return false;
    default:
      return true;
  }
}
