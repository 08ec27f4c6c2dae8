import type { Cluster, Shard } from '../../../shared/cluster.ts';
import { assertNever, type FailureDetail } from '../../../shared/failure.ts';
import type { Safety } from '../../../shared/failure-words.ts';
import { isHalf } from '../../../shared/half-restored.ts';
import type { JobProgress } from '../../../shared/job.ts';
import type { RestorePoint } from '../../../shared/restore-point.ts';
import type { NotRestored, RestoreReport } from '../../../shared/restore-report.ts';
import type { SpatialReferenceSystem } from '../../../shared/spatial-reference-system.ts';
import { readAccountsThere } from '../accounts/accounts-there.ts';
import { openDestination } from '../archive/destination.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { defect, EngineError, fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { machineOf } from '../mysql/server-identity.ts';
import { readServerInfo } from '../mysql/server-info.ts';
import { ProgressMeter } from '../progress.ts';
import type { KeptObject } from '../replay/kept-object.ts';
import { skipBinlog } from '../schema/session-settings.ts';
import { orAborted, reassure, settleAll } from '../settle.ts';
import { checkDefinerNames } from './check-definers.ts';
import { type ChosenSets, chooseSets } from './choose-sets.ts';
import { compareAllLogged } from './compare-logged.ts';
import { eventFindings } from './events-at-end.ts';
import { findExisting, liveSchemas } from './existing-objects.ts';
import { continued, findInterrupted, noteRows } from './find-interrupted.ts';
import { holdTargets } from './hold-targets.ts';
import { keptObjects } from './kept-objects.ts';
import { knownDamage } from './known-damage.ts';
import { leaveUnfit } from './leave-unfit.ts';
import { logMeets } from './log-meets.ts';
import { mapCollations } from './map-collations.ts';
import { checkRoll, historiesOf, planRoll, type RollPlan } from './plan-roll.ts';
import { preflight, type TargetState } from './preflight.ts';
import { recordRun } from './record-run.ts';
import { refuseToBegin } from './refuse-to-begin.ts';
import { dropNotes, noteKey, notePlace } from './restore-note.ts';
import { type RestoredRows, type RowsOptions, restoreRows } from './restore-rows.ts';
import { beginSeals, endSeals, type RestoreSeal, readSeals } from './restore-run.ts';
import { compareSpatialSystems } from './restore-srs.ts';
import { missingPrograms, missingTables, type RollingShard, rollForward } from './roll-forward.ts';
import { refuseCollisions, type ScopeOptions, type ShardScope, selectScope } from './select-scope.ts';
import { summarize } from './summarize-restore.ts';
import { tellServersApart } from './tell-servers-apart.ts';
import { tryProgress } from './try-progress.ts';

export interface RestoreOptions extends ScopeOptions, RowsOptions {
  readonly cluster: Cluster;
  /** Folder of the destination. */
  readonly from: string;
  /** Undefined takes the newest complete set of the cluster of which no damage is known. */
  readonly id?: string | undefined;
  /** Instead of what `id` and `point` say; XA transactions that wait at its end are then left as they are. */
  readonly chosen?: ChosenSets | undefined;
  /** Instead of a set's own cut. */
  readonly point?: RestorePoint | undefined;
  /** Only look: the report then has findings and nothing else. */
  readonly dryRun: boolean;
  /** What it is known by beside its set; made up where nobody gave it one. */
  readonly run?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
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
  const { chain, end, notes } = options.chosen ?? (await chooseSets(destination, options));
  const [full, tip] = [chain[0], chain.at(-1)];
  if (!full || !tip) throw defect('A chain has no set.');
  const { manifest, folder } = full;
  const scopes = selectScope(manifest, options);
  checkDefinerNames(
    chain.map((set) => set.manifest),
    options.definers,
  );
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
  let stage: Stage = 'looking';
  const record = recordRun(tip.folder, scopes, options);
  const restore = async (): Promise<RestoreReport> => {
    const plans = scopes.map((scope) => planRoll(chain, scope, end, options.rename));
    const opened = await tellServersApart(await settleAll(scopes.map((scope) => openTarget(scope, options, sessions))));
    meter.phase('checking');
    refuseCollisions(
      opened.map(({ scope, identity }) => ({ ...scope, identity })),
      ({ identity }) => identity,
    );
    // Before anything is looked at, so that what is found is not another restore's.
    await holdTargets(opened, options.dryRun);
    const targets = await settleAll(opened.map((one, i) => lookAtTarget(one, options, chain, plans[i])));
    const { replace, definers } = options;
    const roll = await checkRoll(
      chain,
      targets.map((state, i) => ({ state, plan: plans[i] })),
    );
    const rolls = roll.rolls && plans.some((plan) => plan !== undefined);
    const at = end.at ?? tip.manifest.cut.at;
    const found = options.chosen ? [] : await readSeals(tip.folder, targets);
    const wanted = scopes.map((scope, i) => ({ ...noteKey(tip.id, at, scope, plans[i], definers), seal: found[i] }));
    const { earlier, findings: stand } = await findInterrupted(targets, wanted, { replace, rolls });
    const fits = earlier
      ? targets.map((target) => ({ target, findings: [], refused: [] }))
      : await Promise.all(targets.map((target) => leaveUnfit(target, folder, options.allowOutside === true)));
    const fit = fits.map(({ target }) => target);
    const unfit = fits.flatMap(({ refused }) => refused);
    const rolling = rolls ? plans : [];
    const continues = earlier !== undefined;
    const seen = await preflight(fit, { folder, manifest, replace, definers, continues, plans: rolling });
    const known = await knownDamage(chain, scopes, { replace: replace && earlier === undefined });
    const events = fit.flatMap(({ scope }, i) => eventFindings(scope, rolls ? plans[i] : undefined));
    const met = earlier ? [] : targets.flatMap((state, i) => (rolls && plans[i] ? logMeets(state, plans[i]) : []));
    const fitting = fits.flatMap((one) => one.findings);
    const findings = [...notes, ...known, ...stand, ...fitting, ...seen, ...events, ...roll.findings, ...met];
    const report = { id: tip.id, findings };
    if (options.dryRun)
      return summarize({
        ...report,
        shards: [],
        refused: [],
        rolled: [],
        verified: false,
        objects: null,
        serving: 0,
        started,
      });
    refuseToBegin(findings);
    if (!earlier) for (const { session, scope } of fit) await tryProgress(session, scope);
    // One that goes on does so as it began.
    const seals = rolls && !earlier && !options.chosen ? await beginSeals(tip.folder, targets) : found;
    const keys = rolls ? wanted.map((key, i) => ({ ...key, seal: seals[i] })) : undefined;
    const onWrite = async () => {
      stage = 'rows';
      await record.begin();
    };
    if (earlier) await record.begin();
    const { rows, refused, verified, objects } = earlier
      ? continued(targets, earlier, pool)
      : await restoreRows(fit, options, { folder, manifest, pool, meter, keys, onWrite });
    if (keys && !earlier) await noteRows(rows, keys, { refused: [...unfit, ...refused], verified, objects });
    const kept = targets.map((target, i) => earlier?.[i]?.kept ?? (earlier ? [] : keptObjects(target)));
    if (keys) stage = 'log';
    const histories = options.chosen ? [] : historiesOf(chain, end);
    const { rolled, lost } = await rollForward(
      keys
        ? rows.flatMap((one, i) => rollingShard(one, plans[i], [...unfit, ...refused], kept[i] ?? [], seals[i]))
        : [],
      { manifest, definers, skipBinlog: options.skipBinlog === true, claim: options.claim, histories, meter },
      async () => {
        for (const { session, scope } of targets) await dropNotes(session, scope);
        await endSeals(seals);
      },
    );
    const named = [...unfit, ...refused, ...lost];
    const logged =
      options.verify && keys ? await compareAllLogged({ rows, plans, rolled, chain, definers, named }) : [];
    const answered = await Promise.all(targets.map(({ scope }) => answers(scope.target, signal)));
    const serving = answered.filter(Boolean).length;
    const shards = rows.map(({ target, ...one }) => ({ ...one, scope: target.scope }));
    const ended = summarize({
      ...report,
      shards,
      refused: [...named, ...logged],
      rolled,
      verified,
      objects,
      serving,
      started,
    });
    const bad = ended.tables.filter(({ state }) => state === 'failed' || state === 'different').length;
    const there = { done: ended.tables.length - bad, total: ended.tables.length };
    await record.end(isHalf(ended) ? 'half' : 'whole', there);
    return ended;
  };
  try {
    return await orAborted(restore(), signal);
  } catch (error) {
    await record.end('half', meter.snapshot().tables);
    throw signal?.aborted ? cancelled(stage) : reassure(error, safety(stage));
  } finally {
    await pool.abandon();
    await Promise.all(sessions.map((session) => session.close()));
    await pool.close();
    meter.stop();
    signal?.removeEventListener('abort', abort); // until here a line may be dead
  }
}

/** A set of which the accounts are wanted must have been made with them. */
function expectAccounts(scopes: readonly ShardScope[], id: string): void {
  if (scopes.some(({ source }) => source.accounts !== undefined)) return;
  throw fail('no-accounts', { id });
}

/** A shard with all that the roll forward needs; none where nothing was logged or the flavour is another. */
function rollingShard(
  { target, lanes, outcomes, noted }: RestoredRows,
  plan: RollPlan | undefined,
  refused: readonly NotRestored[],
  kept: readonly KeptObject[],
  seal: RestoreSeal | undefined,
): RollingShard[] {
  const { scope, session, info } = target;
  const [lane] = lanes;
  if (!plan || !lane || info.flavour !== scope.source.flavour) return [];
  const failed = outcomes.filter((one) => one.failed !== undefined).map(({ table }) => `${table.schema}.${table.name}`);
  const missing = [...failed, ...missingTables(scope, refused)];
  return [
    {
      ...plan,
      scope,
      lane,
      session,
      info,
      missing,
      missingPrograms: missingPrograms(scope, refused),
      kept,
      progress: noted ? notePlace(scope, seal) : undefined,
      seal,
    },
  ];
}

type OpenedTarget = Pick<TargetState, 'scope' | 'session' | 'info' | 'identity'>;

async function openTarget(
  scope: ShardScope,
  { signal, skipBinlog: unlogged = false }: RestoreOptions,
  sessions: Session[],
): Promise<OpenedTarget> {
  const session = await connect(scope.target, { signal });
  if (signal?.aborted) session.destroy();
  sessions.push(session);
  if (unlogged) await skipBinlog(session);
  const info = await readServerInfo(session);
  return { scope, session, info, identity: JSON.stringify([machineOf(session), info.uuid]) };
}

/** What is there before anything is written. */
async function lookAtTarget(
  opened: OpenedTarget,
  { accounts = false }: RestoreOptions,
  chain: readonly ReadableSet[],
  plan: RollPlan | undefined,
): Promise<TargetState> {
  const { scope, session, info } = opened;
  return {
    ...opened,
    collations: await mapCollations(session, scope.objects),
    grants: await readGrants(session),
    account: await readAccount(session),
    existing: await findExisting(session, scope, info.lowerCaseTableNames > 0, plan),
    live: plan ? await liveSchemas(session, scope, plan) : [],
    spatial: await compareSpatialSystems({ scope, session }, laterSystems(chain, scope.source.name)),
    accounts: accounts ? await readAccountsThere(session) : undefined,
  };
}

/** Whether a server lets a new session in and answers it. */
async function answers(shard: Shard, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const session = await connect(shard, { signal });
    const rows = await session.texts('SELECT 1');
    await session.close();
    return rows.length === 1;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** What the sets behind the full one say of a shard's spatial reference systems: their logs may need them. */
function laterSystems(chain: readonly ReadableSet[], shard: string): SpatialReferenceSystem[] {
  const shards = chain.slice(1).flatMap(({ manifest }) => manifest.shards.filter(({ name }) => name === shard));
  return shards.flatMap(({ spatialReferenceSystems = [] }) => spatialReferenceSystems);
}

function cancelled(stage: Stage): EngineError {
  return fail('restore-cancelled', {}, safety(stage));
}

/** How far a restore is: nothing is written yet, definitions and rows are, or only the log is left. */
type Stage = 'looking' | 'rows' | 'log';

/** What holds after a restore that ended early, and how to complete it. */
function safety(stage: Stage): { safety: Safety; detail?: FailureDetail } {
  switch (stage) {
    case 'looking':
      return { safety: 'nothing-written' };
    case 'rows':
      return { safety: 'partly-restored', detail: { code: 'partly-restored' } };
    case 'log':
      return { safety: 'partly-restored', detail: { code: 'log-cut-off' } };
    default:
      return assertNever(stage);
  }
}
