import { matchesObject } from '../../../shared/glob.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { NotRestored, Share } from '../../../shared/restore-report.ts';
import { NO_ACCOUNTS } from '../accounts/accounts-there.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { type AccountsToRestore, createAccounts, grantAccounts, leaveRoles } from '../accounts/restore-accounts.ts';
import type { LaneHandle, LanePool } from '../lane/lane-pool.ts';
import { isSlowToRead, isSlowToWrite, type WireChoice } from '../mysql/measure-wire.ts';
import { addRowSums } from '../mysql/row-sum.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import { crossTable } from '../schema/cross-table.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { putCollationsBack, removeNotes } from '../schema/schema-collation.ts';
import { meanCollationsOf } from '../schema/session-settings.ts';
import { unwrapComments } from '../schema/unwrap-comments.ts';
import { addForeignKeys } from './add-foreign-keys.ts';
import { checkContent } from './check-content.ts';
import { compareDefinitions } from './compare-definitions.ts';
import { compareLiterals } from './compare-literals.ts';
import { comparePartitions } from './compare-partitions.ts';
import { type ComparedTable, compareTables, UNREAD } from './compare-tables.ts';
import { createPrograms } from './create-programs.ts';
import { createTables } from './create-tables.ts';
import { dropReplaced } from './existing-objects.ts';
import { extraObjects } from './extra-objects.ts';
import { type LoadShard, loadTables, type TableOutcome } from './load-tables.ts';
import { withCollations } from './map-collations.ts';
import type { TargetState } from './preflight.ts';
import { type ReadObject, readObjects } from './read-objects.ts';
import { dropNotes, leaveNote, type NoteKey } from './restore-note.ts';
import { createSpatialSystems } from './restore-srs.ts';
import { serverByServer } from './server-by-server.ts';

/** What of a restore's options concerns definitions and rows. */
export interface RowsOptions {
  /** Replace objects of the same name on the targets. */
  readonly replace: boolean;
  /** As whom views, routines, triggers and events run on the target. */
  readonly definers: Definers;
  /** Read every restored table again and compare it with the set. */
  readonly verify: boolean;
  readonly lanesPerShard: number;
  /** Write nothing to the targets' binary logs. */
  readonly skipBinlog?: boolean;
  /** Whether lanes and targets compress what they send; default: where the wire is measured to be slow. */
  readonly wire?: WireChoice;
  /** Also create tables whose files or rows the set's definitions put elsewhere: into other directories, onto other servers. */
  readonly allowOutside?: boolean;
  /** Told of each schema that is about to be created on a target, and of each that was refused. */
  readonly onSchema?: (target: string, schema: string, state: 'making' | 'refused') => void;
  /** Every schema that the restore or its log makes gets a table of this name, by which it is known as the run's own. */
  readonly claim?: string;
  /** Create the accounts of the set that the targets do not have, with their grants. */
  readonly accounts?: boolean;
}

export interface RowsContext {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly pool: LanePool;
  readonly meter: ProgressMeter;
  /** For each target what its note says; undefined where no log follows, and so no note is left. */
  readonly keys: readonly NoteKey[] | undefined;
  /** Called before the first byte is written. */
  readonly onWrite: () => Promise<void>;
}

/** One target with the rows of its snapshot. */
export interface RestoredRows {
  readonly target: TargetState;
  readonly lanes: readonly LaneHandle[];
  readonly outcomes: readonly TableOutcome[];
  readonly tables: readonly ComparedTable[];
  /** The target has a note of this restore. */
  readonly noted: boolean;
}

/** All targets before their logs. */
export interface AllRows {
  readonly rows: readonly RestoredRows[];
  /** What a target does not have now. */
  readonly refused: readonly NotRestored[];
  /** Rows were read again. */
  readonly verified: boolean;
  /** Definitions that were compared, and how many are as they were; null where none can be. */
  readonly objects: Share | null;
}

/** One scope while it is restored. */
interface RestoringShard extends TargetState, LoadShard {
  readonly objects: readonly ReadObject[];
  readonly accountsToRestore: AccountsToRestore;
  readonly noted: boolean;
}

/**
 * Creates what the full set holds, loads the rows, builds indexes, creates programs and accounts, and compares the rows with
 * the set where that is wanted.
 */
export async function restoreRows(
  targets: readonly TargetState[],
  options: RowsOptions,
  { folder, manifest, pool, meter, keys, onWrite }: RowsContext,
): Promise<AllRows> {
  const scopes = targets.map(({ scope }) => scope);
  const objects = await Promise.all(scopes.map((scope) => readObjects(folder, scope.objects)));
  const accounts = await Promise.all(
    scopes.map(({ source }) => (options.accounts ? openAccounts(folder, source) : [])),
  );
  const madeAccounts = new Map(targets.map(({ identity }) => [identity, new Set<string>()]));
  if (options.replace && targets.some(({ existing }) => existing.some(({ inSet }) => inSet)))
    await checkContent(scopes, { folder, manifest, pool, meter, accounts: options.accounts === true });

  await onWrite();
  meter.phase('objects');
  const refused: NotRestored[] = scopes.flatMap((scope) => namedInSet(scope, manifest));
  for (const { session, scope } of targets) await dropNotes(session, scope);
  for (const target of targets) refused.push(...(await createSpatialSystems(target)));
  const shards = await Promise.all(
    targets.map(async (target, i): Promise<RestoringShard> => {
      if (target.scope.source.flavour === 'mariadb')
        await meanCollationsOf(target.session, target.scope.source.variables);
      await putCollationsBack(target.session, [...target.scope.schemas.values()]);
      if (options.replace) await dropReplaced(target.session, target.existing);
      const adapted = (objects[i] ?? []).map((one) => adapt(one, target));
      const read = adapted.map(({ known }) => known);
      refused.push(...adapted.flatMap(({ lost }) => lost));
      const made = await createTables(target.session, target.scope, read, options);
      const key = keys?.[i];
      const noted = key !== undefined && (await leaveNote(target.session, target.scope, key, null));
      refused.push(...made.refused);
      const lanes = await openLanes(target, pool, meter, options);
      const accountsToRestore = {
        session: target.session,
        target: target.scope.target.name,
        source: target.scope.source.flavour,
        there: target.accounts ?? NO_ACCOUNTS,
        accounts: accounts[i] ?? [],
        schemas: target.scope.schemas,
        made: madeAccounts.get(target.identity) ?? new Set<string>(),
      };
      return { ...target, objects: read, created: made.created, lanes, accountsToRestore, noted };
    }),
  );

  meter.beginPass('loading');
  const outcomes = await loadTables(shards, { folder, threads: pool.threads, meter });
  refused.push(...shards.flatMap(({ scope }, i) => (outcomes[i] ?? []).flatMap((one) => lostIndexes(scope, one))));
  meter.phase('objects');
  const keysRefused = await serverByServer(shards, ({ session, scope, created }, i) =>
    addForeignKeys(session, created, { target: scope.target.name, without: failedTables(outcomes[i] ?? []) }),
  );
  refused.push(...keysRefused);
  for (const { accountsToRestore } of shards) refused.push(...(await createAccounts(accountsToRestore)));
  const programs = await serverByServer(shards, async ({ session, scope, objects: all }) => {
    const missing = await createPrograms(session, scope, all, options.definers);
    await removeNotes(session);
    return missing;
  });
  refused.push(...programs);
  for (const { accountsToRestore } of shards) refused.push(...(await grantAccounts(accountsToRestore)));
  for (const { accountsToRestore } of shards) await leaveRoles(accountsToRestore);

  const rows = shards.map((shard, i): RestoredRows => {
    const all = outcomes[i] ?? [];
    const tables = all
      .filter((one) => one.failed === undefined)
      .map(({ table, schema, sums }) => ({ table, schema, anyOrder: sums && addRowSums(sums), found: UNREAD }));
    return { target: shard, lanes: shard.lanes, outcomes: all, tables, noted: shard.noted };
  });
  if (options.verify) {
    meter.beginPass('verifying');
    await compareTables(
      rows.map(({ target, ...one }) => ({ ...one, name: target.scope.source.name })),
      { folder, threads: pool.threads, meter },
    );
    for (const { target, tables } of rows) await compareLiterals(target.session, tables);
  }
  if (!options.verify) return { rows, refused, verified: false, objects: null };
  const shares: Share[] = [];
  for (const [i, shard] of shards.entries()) {
    const named = [...refused, ...failedAsNamed(rows[i]?.outcomes ?? [])];
    refused.push(...(await comparePartitions(shard, rows[i]?.tables ?? [], named)));
    const { share, differing } = await compareDefinitions(shard, shard.objects, options.definers, named);
    refused.push(...differing);
    refused.push(...(await extraObjects(shard, targets)));
    if (share) shares.push(share);
  }
  return { rows, refused, verified: true, objects: shares.length === 0 ? null : addShares(shares) };
}

async function openLanes(
  { scope, session, info }: TargetState,
  pool: LanePool,
  meter: ProgressMeter,
  { lanesPerShard, skipBinlog: unlogged = false, wire = 'measured' }: RowsOptions,
): Promise<LaneHandle[]> {
  // Rows go there, and come back to be compared.
  const slow = async () => (await isSlowToWrite(session, info.maxAllowedPacket)) || (await isSlowToRead(session));
  const compressed = wire === 'measured' ? await slow() : wire === 'compressed';
  const purpose = unlogged ? 'load-unlogged' : 'load';
  return Promise.all(
    Array.from({ length: lanesPerShard }, async () => {
      const lane = pool.lane();
      const tally = new Tally();
      meter.shard(scope.source.name, { tally });
      const server = session.identity;
      await lane.call('connect', { shard: scope.target, server, purpose, compressed, tally: tally.buffer });
      return lane;
    }),
  );
}

/** A definition as the target understands it. */
function adapt(
  read: ReadObject,
  { scope, info, collations }: TargetState,
): { readonly known: ReadObject; readonly lost: readonly NotRestored[] } {
  const known = withCollations(read, collations.map);
  const { object } = read;
  const from = scope.source.flavour;
  if (from === info.flavour || object.kind !== 'table') return { known, lost: [] };
  const { statement, lost } = crossTable(known.statement, from);
  const schema = scope.schemas.get(object.schema) ?? object.schema;
  const what = { target: scope.target.name, schema, object: object.name, kind: 'table' as const };
  return {
    known: { ...known, statement: from === 'mysql' ? unwrapComments(statement) : statement },
    lost: lost
      .filter((feature) => feature === 'functional-index' || feature === 'long-unique')
      .map((feature) => ({ ...what, why: { code: 'index-lost', feature } })),
  };
}

/** What the set itself says that it does not hold, or not for certain. */
function namedInSet({ source, target, only, schemas }: TargetState['scope'], manifest: Manifest): NotRestored[] {
  return manifest.exceptions
    .filter((e) => e.shard === source.name && matchesObject(only, e.schema, e.object))
    .map(({ schema, object, kind, reason, why }) => ({
      target: target.name,
      schema: schemas.get(schema) ?? schema,
      object,
      kind,
      why: { code: 'not-in-set', text: reason, ...(why === undefined ? {} : { why }) },
    }));
}

function lostIndexes({ target }: TargetState['scope'], { table, schema, indexesRefused }: TableOutcome): NotRestored[] {
  const what = { target: target.name, schema, object: table.name, kind: 'table' as const };
  return indexesRefused.map((why) => ({ ...what, why: { code: 'index-refused', ...why } }));
}

/** Tables that the report has with what became of them: their definitions are not looked at. */
function failedAsNamed(outcomes: readonly TableOutcome[]): { schema: string; object: string }[] {
  return outcomes
    .filter(({ failed }) => failed !== undefined)
    .map(({ schema, table }) => ({ schema, object: table.name }));
}

function addShares(shares: readonly Share[]): Share {
  const sum = (of: (share: Share) => number) => shares.reduce((total, share) => total + of(share), 0);
  return { proven: sum(({ proven }) => proven), total: sum(({ total }) => total) };
}

function failedTables(outcomes: readonly TableOutcome[]): ReadonlySet<string> {
  return new Set(outcomes.filter((one) => one.failed !== undefined).map((one) => `${one.schema}.${one.table.name}`));
}
