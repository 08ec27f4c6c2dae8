import type { Manifest } from '../../../shared/manifest.ts';
import type { NotRestored, RolledForward } from '../../../shared/restore-report.ts';
import type { Why } from '../../../shared/set-facts.ts';
import { instantOf } from '../binlog/instant-of.ts';
import type { StoredRange } from '../binlog/stored-range.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import type { DatedBefore } from '../replay/dated-before.ts';
import type { KeptObject } from '../replay/kept-object.ts';
import type { OpenResult } from '../replay/open-results.ts';
import type {
  LastTransaction,
  PreparedXa,
  ProgressPlace,
  SkippedStatement,
  StopRule,
  TablePlace,
} from '../replay/replay-options.ts';
import type { RollStart } from '../replay/roll-start.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { decidePrepared, type ShardHistory } from './decide-prepared.ts';
import type { DefinedBy } from './logged-definers.ts';
import { packagesOf } from './place-programs.ts';
import type { RestoreSeal } from './restore-run.ts';
import type { ShardScope } from './select-scope.ts';

/** One scope whose rows are those of its snapshot, and the log behind it. */
export interface RollingShard {
  readonly scope: ShardScope;
  readonly lane: LaneHandle;
  /** Of the target. */
  readonly session: Session;
  readonly info: ServerInfo;
  readonly ranges: readonly StoredRange[];
  readonly start: RollStart | undefined;
  readonly stop: StopRule;
  readonly defined: readonly DefinedBy[];
  /** What `SYSTEM` meant as a time zone; undefined where the sets do not say, or not the same. */
  readonly zone: readonly string[] | undefined;
  /** Schemas that the chain's sets name, under the target's names. */
  readonly schemas: ReadonlyMap<string, string>;
  /** `schema.table` of the set, of what is not there or not whole: rows that follow would make it look complete. */
  readonly missing: readonly string[];
  /** The same for views and programs, each behind its kind. */
  readonly missingPrograms: readonly string[];
  /** What the target had and keeps: the log's of the same name is not the restore's. */
  readonly kept: readonly KeptObject[];
  /** Where the target keeps how far the log is applied; undefined where it cannot. */
  readonly progress: ProgressPlace | undefined;
  readonly seal: RestoreSeal | undefined;
}

export interface RollOptions {
  readonly manifest: Manifest;
  readonly definers: Definers;
  readonly skipBinlog: boolean;
  /** What marks the schemas that the log makes. */
  readonly claim: string | undefined;
  /** Of all shards of the set: how one of them decided an XA transaction holds for the others. */
  readonly histories: readonly ShardHistory[];
  readonly meter: ProgressMeter;
}

/**
 * Applies what was logged after the snapshots, all shards at the same time. What stops one does not stop the others; `lost`
 * is what rows of the log could not keep.
 * `onApplied` comes before waiting transactions are decided: a restore that ends behind it cannot go on.
 */
export async function rollForward(
  shards: readonly RollingShard[],
  options: RollOptions,
  onApplied: () => Promise<void>,
): Promise<{ rolled: RolledForward[]; lost: NotRestored[] }> {
  if (shards.length === 0) {
    await onApplied();
    return { rolled: [], lost: [] };
  }
  const { meter } = options;
  meter.beginPass('replaying');
  for (const { scope, ranges } of shards)
    meter.shard(scope.source.name, {
      phase: 'replaying',
      expected: ranges.reduce((sum, one) => sum + bytesOf(one), 0),
    });
  const rolled = await Promise.all(shards.map((shard) => rollShard(shard, options)));
  await onApplied();
  const decided = await decidePrepared(
    rolled.map(({ report, session, left }) => ({ shard: report.shard, session, left })),
    options.histories,
  );
  return {
    rolled: rolled.map(({ report }, i) => ({ ...report, ...decided[i] })),
    lost: rolled.flatMap(({ report, late, open }) => [
      ...late.map((place) => lostMoments(report.target, place)),
      ...open.map((one) => openResult(report.target, one)),
    ]),
  };
}

interface RolledShard {
  readonly report: RolledForward;
  readonly session: Session;
  readonly left: readonly PreparedXa[];
  readonly late: readonly TablePlace[];
  readonly open: readonly OpenResult[];
}

async function rollShard(
  shard: RollingShard,
  { manifest, definers, skipBinlog, claim, meter }: RollOptions,
): Promise<RolledShard> {
  const {
    scope,
    lane,
    session,
    info,
    ranges,
    start,
    stop,
    schemas,
    missing,
    missingPrograms,
    progress,
    seal,
    zone,
    kept,
  } = shard;
  const { source, target, only } = scope;
  const tally = new Tally();
  meter.shard(source.name, { tally });
  const names = { shard: source.name, target: target.name };
  const reply = await lane.call('replay', {
    shard: target,
    server: session.identity,
    flavour: source.flavour,
    variables: source.variables,
    systemZone: zone,
    unordered: unorderedTables(source),
    ranges,
    start,
    stop,
    only: [manifest.only, only].filter((globs) => globs !== undefined),
    schemas,
    missing,
    missingPrograms,
    kept,
    ignoreCase: info.lowerCaseTableNames > 0,
    packages: [...packagesOf(source)],
    maxStatement: info.maxAllowedPacket,
    definers: { ...definers, named: new Set(shard.defined.map(({ definer }) => definer)) },
    skipBinlog,
    claim,
    progress,
    mark: seal?.file === undefined || seal.run === undefined ? undefined : { file: seal.file, run: seal.run },
    tally: tally.buffer,
  });
  const { late, open } = reply;
  if (reply.state === 'stopped') {
    const { code, message, next, fact, where } = reply.failure;
    const file = code === 'damaged' ? (where?.file ?? null) : null;
    const stopped = { cause: message, next: next ?? null, file, ...(fact && { fact }) };
    const { transactions, ddl, bytes, last, skipped } = reply.done;
    const applied = { transactions, statements: ddl, bytes, last: lastOf(last), leftOut: skipped.map(sayLeft) };
    return { report: { ...names, ...applied, prepared: [], committed: [], stopped }, session, left: [], late, open };
  }
  meter.shard(source.name, { phase: 'done' });
  const { transactions, changed, ddl, bytes, last, preparedXa, skipped, datedBefore, resumedFrom } = reply.report;
  const report = {
    ...names,
    transactions,
    changed: changed + (resumedFrom ? 1 : 0),
    statements: ddl,
    bytes,
    last: lastOf(last),
    prepared: [],
    committed: [],
    leftOut: skipped.map(sayLeft),
    ...(datedBefore && { datedBefore: sayDated(datedBefore) }),
    stopped: null,
  };
  return { report, session, left: preparedXa, late, open };
}

function sayLeft({ reason, text }: SkippedStatement): RolledForward['leftOut'][number] {
  return { reason, text };
}

function sayDated({ transactions, end, first, last }: DatedBefore): NonNullable<RolledForward['datedBefore']> {
  const dated = ({ gtid, micros }: DatedBefore['end']) => ({ gtid, at: instantOf(micros) });
  return { transactions, end: dated(end), first: dated(first), last: dated(last) };
}

function lostMoments(target: string, { schema, table }: TablePlace): NotRestored {
  return { target, schema, object: table, kind: 'table', why: { code: 'late-moments' } };
}

function openResult(target: string, { place, kind, why }: OpenResult): NotRestored {
  return { target, schema: place.schema, object: place.table, kind, why };
}

/** Without a key, rows of several chunks come by an index with NULLs, and others than InnoDB's had gaps to fill. */
function unorderedTables({ tables }: ShardScope['source']): string[] {
  return tables
    .filter(({ keyIndex, chunks }) => keyIndex === null && chunks.length > 1)
    .map(({ schema, name }) => `${schema}.${name}`);
}

function lastOf(last: LastTransaction | null): RolledForward['last'] {
  return last && { file: last.file, position: last.position, gtid: last.gtid, at: instantOf(last.micros) };
}

function bytesOf({ range }: StoredRange): number {
  return range.segments.reduce((sum, segment) => sum + segment.bytes, 0);
}

/** Tables that did not come back from the set: what was logged about them is left out too. */
export function missingTables({ target, schemas }: ShardScope, refused: readonly NotRestored[]): string[] {
  const back = new Map([...schemas].map(([source, name]) => [name, source]));
  return refused
    .filter(
      (one) => one.target === target.name && (one.kind === 'table' || one.kind === 'sequence') && isMissing(one.why),
    )
    .map(({ schema, object }) => `${back.get(schema) ?? schema}.${object}`);
}

/** Views and programs that did not come back: the log may drop them. */
export function missingPrograms({ target, schemas }: ShardScope, refused: readonly NotRestored[]): string[] {
  const back = new Map([...schemas].map(([source, name]) => [name, source]));
  return refused
    .filter((one) => one.target === target.name)
    .map(({ schema, object, kind }) => programKey(kind, back.get(schema) ?? schema, object));
}

/** Names a program by its kind, as manifests or as statements have it. */
export function programKey(kind: string, schema: string, name: string): string {
  return `${kind.toUpperCase().replace('-', ' ')} ${schema}.${name}`;
}

/** What a set may lack of a table that has all its current rows: what the log changes of those is applied. */
const STANDS_WITHOUT: ReadonlySet<Why['code']> = new Set([
  'literals-unknown',
  'json-types-unknown',
  'misplaced-rows',
  'history-by-transaction',
  'history-too-old',
  'history-of-an-instant',
]);

/** What is said of tables that are there with their rows. */
const THERE: ReadonlySet<NotRestored['why']['code']> = new Set([
  'index-refused',
  'index-lost',
  'placed-elsewhere',
  'definition-differs',
  'definition-unread',
  'counter-raised',
  'partition-rows',
  'not-of-the-set',
]);

/** False where the table is there and only something of it is not. */
function isMissing(why: NotRestored['why']): boolean {
  if (why.code === 'not-in-set') return why.why === undefined || !STANDS_WITHOUT.has(why.why.code);
  return !THERE.has(why.code);
}
