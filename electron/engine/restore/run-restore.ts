import type { Cluster } from '../../../shared/cluster.ts';
import type { FailureDetail } from '../../../shared/failure.ts';
import type { Safety } from '../../../shared/failure-words.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { RestorePoint } from '../../../shared/restore-point.ts';
import type { NotRestored, RestoreReport } from '../../../shared/restore-report.ts';
import { NO_ACCOUNTS, readAccountsThere } from '../accounts/accounts-there.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { type AccountsToRestore, createAccounts, grantAccounts, leaveRoles } from '../accounts/restore-accounts.ts';
import { openDestination } from '../archive/destination.ts';
import { defect, type EngineError, fail } from '../engine-error.ts';
import { type LaneHandle, LanePool } from '../lane/lane-pool.ts';
import { orAborted, reassure, settleAll } from '../lane/settle.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { isSlowToRead, isSlowToWrite, type WireChoice } from '../mysql/measure-wire.ts';
import { addRowSums } from '../mysql/row-sum.ts';
import { readServerInfo } from '../mysql/server-info.ts';
import { ProgressMeter, Tally } from '../progress.ts';
import { crossTable } from '../schema/cross-table.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { putCollationsBack, removeNotes } from '../schema/schema-collation.ts';
import { prepareForCreate, skipBinlog } from '../schema/session-settings.ts';
import { unwrapComments } from '../schema/unwrap-comments.ts';
import { checkContent } from './check-content.ts';
import { checkDefinerNames } from './check-definers.ts';
import { chooseSets } from './choose-sets.ts';
import { compareTables } from './compare-tables.ts';
import { createPrograms } from './create-programs.ts';
import { createTables, refusal } from './create-tables.ts';
import { dropReplaced, findExisting } from './existing-objects.ts';
import { type LoadShard, loadTables, type TableOutcome } from './load-tables.ts';
import { mapCollations, withCollations } from './map-collations.ts';
import { checkRoll, historiesOf, planRoll, type RollPlan } from './plan-roll.ts';
import { preflight, type TargetState } from './preflight.ts';
import { type ReadObject, readObjects } from './read-objects.ts';
import { refuseToBegin } from './refuse-to-begin.ts';
import { missingTables, type RollingShard, rollForward } from './roll-forward.ts';
import { refuseCollisions, type ScopeOptions, type ShardScope, selectScope } from './select-scope.ts';
import { serverByServer } from './server-by-server.ts';
import { summarize } from './summarize-restore.ts';

export interface RestoreOptions extends ScopeOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly from: string;
  /** Undefined takes the newest complete set of the cluster. */
  readonly id?: string | undefined;
  /** Instead of a set's own cut. */
  readonly point?: RestorePoint | undefined;
  /** Replace objects of the same name on the targets. */
  readonly replace: boolean;
  /** As whom views, routines, triggers and events run on the target. */
  readonly definers: Definers;
  /** Read every restored table again and compare it with the set. */
  readonly verify: boolean;
  /** Only look: the report then has findings and nothing else. */
  readonly dryRun: boolean;
  readonly lanesPerShard: number;
  /** Write nothing to the targets' binary logs. */
  readonly skipBinlog?: boolean;
  /** Whether lanes and targets compress what they send; default: where the wire is measured to be slow. */
  readonly wire?: WireChoice;
  /** Create the accounts of the set that the targets do not have, with their grants. */
  readonly accounts?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** One scope while it is restored. */
interface RestoringShard extends TargetState, LoadShard {
  readonly objects: readonly ReadObject[];
  readonly accountsToRestore: AccountsToRestore;
}

/**
 * Restores a set: looks first, then creates, loads, builds indexes, creates programs, and proves the rows by reading them
 * again. A table or object that fails is named in the report and does not stop the others.
 * Throws before the first write when something is in the way, and when a server or the disk is lost.
 */
export async function runRestore(options: RestoreOptions): Promise<RestoreReport> {
  const { signal } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const { folder: destination } = await openDestination(options.from);
  const { chain, end, notes } = await chooseSets(destination, options);
  const [full, tip] = [chain[0], chain.at(-1)];
  if (!full || !tip) throw defect('A chain has no set.');
  const { manifest, folder } = full;
  const scopes = selectScope(manifest, options);
  checkDefinerNames(manifest, options.definers);
  if (options.accounts) expectAccounts(scopes, manifest.id);
  const meter = new ProgressMeter(
    scopes.map((scope) => scope.source.name),
    options.onProgress,
  );
  const pool = new LanePool(options.dryRun ? 0 : scopes.length * options.lanesPerShard);
  const sessions: Session[] = [];
  const abort = () => {
    pool.abort();
    for (const session of sessions) session.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  let writing = false;
  const restore = async (): Promise<RestoreReport> => {
    const plans = scopes.map((scope) => planRoll(chain, scope, end, options.rename));
    const targets = await settleAll(scopes.map((scope, i) => openTarget(scope, options, sessions, plans[i])));
    meter.phase('checking');
    refuseCollisions(
      targets.map(({ scope, identity }) => ({ ...scope, identity })),
      ({ identity }) => identity,
    );
    const { replace, definers } = options;
    const found = await preflight(targets, { folder, manifest, replace, definers });
    const rolling = targets.map((state, i) => ({ state, plan: plans[i] }));
    const roll = await checkRoll(chain, rolling);
    const findings = [...notes, ...found, ...roll.findings];
    const report = { id: tip.id, findings };
    if (options.dryRun) return summarize({ ...report, shards: [], refused: [], rolled: [], verified: false, started });
    refuseToBegin(findings);
    const objects = await Promise.all(scopes.map((scope) => readObjects(folder, scope.objects)));
    const accounts = await Promise.all(
      scopes.map(({ source }) => (options.accounts ? openAccounts(folder, source) : [])),
    );
    const madeAccounts = new Map(targets.map(({ identity }) => [identity, new Set<string>()]));
    if (options.replace && targets.some(({ existing }) => existing.some(({ inSet }) => inSet)))
      await checkContent(scopes, { folder, manifest, pool, meter, accounts: options.accounts === true });

    writing = true;
    meter.phase('objects');
    const refused: NotRestored[] = scopes.flatMap((scope) => namedInSet(scope, manifest));
    const shards = await Promise.all(
      targets.map(async (target, i): Promise<RestoringShard> => {
        await putCollationsBack(target.session, [...target.scope.schemas.values()]);
        if (options.replace) await dropReplaced(target.session, target.existing);
        const adapted = (objects[i] ?? []).map((one) => adapt(one, target));
        const read = adapted.map(({ known }) => known);
        refused.push(...adapted.flatMap(({ lost }) => lost));
        const made = await createTables(target.session, target.scope, read);
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
        return { ...target, objects: read, created: made.created, lanes, accountsToRestore };
      }),
    );

    meter.beginPass('loading');
    const outcomes = await loadTables(shards, { folder, threads: pool.threads, meter });
    meter.phase('objects');
    refused.push(...(await serverByServer(shards, (shard, i) => addForeignKeys(shard, outcomes[i] ?? []))));
    for (const { accountsToRestore } of shards) refused.push(...(await createAccounts(accountsToRestore)));
    const programs = await serverByServer(shards, async ({ session, scope, objects: all }) => {
      const missing = await createPrograms(session, scope, all, options.definers);
      await removeNotes(session);
      return missing;
    });
    refused.push(...programs);
    for (const { accountsToRestore } of shards) refused.push(...(await grantAccounts(accountsToRestore)));
    for (const { accountsToRestore } of shards) await leaveRoles(accountsToRestore);

    const results = shards.map((shard, i) => ({
      scope: shard.scope,
      lanes: shard.lanes,
      name: shard.scope.source.name,
      outcomes: outcomes[i] ?? [],
      tables: (outcomes[i] ?? [])
        .filter((one) => one.failed === undefined)
        .map(({ table, schema, sums }) => ({
          table,
          schema,
          anyOrder: sums && addRowSums(sums),
          problem: undefined,
        })),
    }));
    if (options.verify) {
      meter.beginPass('verifying');
      await compareTables(results, { threads: pool.threads, meter });
    }
    const rolled = await rollForward(
      roll.rolls ? results.flatMap((result, i) => rollingShard(result, shards[i], plans[i], refused)) : [],
      { manifest, skipBinlog: options.skipBinlog === true, histories: historiesOf(chain, end), meter },
    );
    return summarize({ ...report, shards: results, refused, rolled, verified: options.verify, started });
  };
  try {
    return await orAborted(restore(), signal);
  } catch (error) {
    throw signal?.aborted ? cancelled(writing) : reassure(error, safety(writing));
  } finally {
    signal?.removeEventListener('abort', abort);
    await pool.abandon();
    await Promise.all(sessions.map((session) => session.close()));
    await pool.close();
    meter.stop();
  }
}

/** A set of which the accounts are wanted must have been made with them. */
function expectAccounts(scopes: readonly ShardScope[], id: string): void {
  if (scopes.some(({ source }) => source.accounts !== undefined)) return;
  throw fail('no-accounts', { id });
}

/** A shard with all that the roll forward needs; none where nothing was logged or the flavour is another. */
function rollingShard(
  { scope, outcomes }: { readonly scope: ShardScope; readonly outcomes: readonly TableOutcome[] },
  shard: RestoringShard | undefined,
  plan: RollPlan | undefined,
  refused: readonly NotRestored[],
): RollingShard[] {
  const [lane] = shard?.lanes ?? [];
  if (!shard || !plan || !lane || shard.info.flavour !== scope.source.flavour) return [];
  const failed = outcomes.filter((one) => one.failed !== undefined).map(({ table }) => `${table.schema}.${table.name}`);
  return [
    {
      ...plan,
      scope,
      lane,
      session: shard.session,
      info: shard.info,
      missing: [...failed, ...missingTables(scope, refused)],
    },
  ];
}

async function openTarget(
  scope: ShardScope,
  { signal, accounts = false, skipBinlog: unlogged = false }: RestoreOptions,
  sessions: Session[],
  plan: RollPlan | undefined,
): Promise<TargetState> {
  const session = await connect(scope.target, { signal });
  if (signal?.aborted) session.destroy();
  sessions.push(session);
  if (unlogged) await skipBinlog(session);
  const info = await readServerInfo(session);
  const [row] = await session.texts("SELECT CONCAT_WS(' ', @@hostname, @@port, @@datadir) AS machine");
  const identity = JSON.stringify([row?.machine, info.uuid]);
  const collations = await mapCollations(session, scope.objects);
  return {
    scope,
    session,
    info,
    identity,
    collations,
    existing: await findExisting(session, scope, info.lowerCaseTableNames > 0, plan?.coming),
    accounts: accounts ? await readAccountsThere(session) : undefined,
  };
}

async function openLanes(
  { scope, session, info }: TargetState,
  pool: LanePool,
  meter: ProgressMeter,
  { lanesPerShard, skipBinlog: unlogged = false, wire = 'measured' }: RestoreOptions,
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
      await lane.call('connect', { shard: scope.target, purpose, compressed, tally: tally.buffer });
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
function namedInSet({ source, target, only, schemas }: ShardScope, manifest: Manifest): NotRestored[] {
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

/** Foreign keys come when all tables of the target are there; the rows satisfied them on the source. */
async function addForeignKeys(
  { scope, session, created }: RestoringShard,
  outcomes: readonly TableOutcome[],
): Promise<NotRestored[]> {
  const refused: NotRestored[] = [];
  const failed = new Set(
    outcomes.filter((one) => one.failed !== undefined).map((one) => `${one.schema}.${one.table.name}`),
  );
  await prepareForCreate(session);
  for (const { schema, table, foreignKeys } of created.values()) {
    if (!foreignKeys || failed.has(`${schema}.${table}`)) continue;
    try {
      await session.execute(foreignKeys);
    } catch (error) {
      refused.push(refusal(error, { target: scope.target.name, schema, object: table, kind: 'foreign-keys' }));
    }
  }
  return refused;
}

function cancelled(writing: boolean): EngineError {
  return fail('restore-cancelled', {}, safety(writing));
}

/** What holds after a restore that ended early, and how to complete it. */
function safety(writing: boolean): { safety: Safety; detail?: FailureDetail } {
  return writing ? { safety: 'partly-restored', detail: { code: 'partly-restored' } } : { safety: 'nothing-written' };
}
