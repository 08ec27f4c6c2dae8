import { isHalf } from '../../../shared/half-restored.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import { openDestination } from '../archive/destination.ts';
import { defect, fail } from '../engine-error.ts';
import { LanePool } from '../lane/lane-pool.ts';
import type { Session } from '../mysql/connect.ts';
import { ProgressMeter } from '../progress.ts';
import { orAborted, reassure } from '../settle.ts';
import { answers } from './answers.ts';
import { bringForward } from './bring-forward.ts';
import { checkDefinerNames } from './check-definers.ts';
import { chooseSets } from './choose-sets.ts';
import { continued, noteRows } from './find-interrupted.ts';
import { expectLooked, hashOfSets } from './hash-of-sets.ts';
import { lookBefore } from './look-before.ts';
import { recordRun } from './record-run.ts';
import { refuseToBegin } from './refuse-to-begin.ts';
import type { RestoreOptions } from './restore-options.ts';
import { restoreRows } from './restore-rows.ts';
import { beginSeals } from './restore-run.ts';
import { type Stage, safetyAt } from './restore-stage.ts';
import { type ShardScope, selectScope } from './select-scope.ts';
import { summarize } from './summarize-restore.ts';
import { tryProgress } from './try-progress.ts';

/**
 * Restores a set in steps: looks, loads the rows with all that belongs to them, brings them forward by the log, and says what
 * came of it. A table or object that fails is named in the report and does not stop the others.
 * Throws before the first write when something is in the way, and when a server or the disk is lost.
 */
export async function runRestore(options: RestoreOptions): Promise<RestoreReport> {
  const { signal } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const { folder: destination } = await openDestination(options.from);
  const chosen = options.chosen ?? (await chooseSets(destination, options));
  const { chain } = chosen;
  const [full, tip] = [chain[0], chain.at(-1)];
  if (!full || !tip) throw defect('A chain has no set.');
  expectLooked(chain, options.looked ?? []);
  const scopes = selectScope(full.manifest, options);
  checkDefinerNames(
    chain.map((set) => set.manifest),
    options.definers,
  );
  if (options.accounts) expectAccounts(scopes, full.id);
  const names = scopes.map((scope) => scope.source.name);
  const meter = new ProgressMeter(names, options.onProgress);
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
    const looked = await lookBefore({ chosen, full, tip, scopes, sessions, meter }, options);
    const { earlier, rolls, findings, wanted } = looked;
    const facts = { id: tip.id, sets: hashOfSets(chain), findings, started };
    if (options.dryRun)
      return summarize({ ...facts, shards: [], refused: [], rolled: [], verified: false, objects: null, serving: 0 });
    refuseToBegin(findings);
    if (!earlier) for (const { session, scope } of looked.fit) await tryProgress(session, scope);
    // One that goes on does so as it began.
    const seals = rolls && !earlier && !options.chosen ? await beginSeals(tip.folder, looked.targets) : looked.seals;
    const keys = rolls ? wanted.map((key, i) => ({ ...key, seal: seals[i] })) : undefined;
    const begin = async () => {
      stage = 'rows';
      await record.begin();
    };
    if (earlier) await record.begin();
    const { folder, manifest } = full;
    const loaded = earlier
      ? continued(looked.targets, earlier, pool)
      : await restoreRows(looked.fit, options, { folder, manifest, pool, meter, keys, onWrite: begin });
    const { rows, verified, objects } = loaded;
    if (keys && !earlier) {
      const refused = [...looked.unfit, ...loaded.refused];
      await noteRows(rows, keys, { refused, verified, objects });
    }
    if (keys) stage = 'log';
    const { rolled, named } = await bringForward({ chosen, full, looked, loaded, seals, meter }, options);
    const answered = await Promise.all(scopes.map(({ target }) => answers(target, signal)));
    const ended = summarize({
      ...facts,
      shards: rows.map(({ target, ...one }) => ({ ...one, scope: target.scope })),
      refused: named,
      rolled,
      verified,
      objects,
      serving: answered.filter(Boolean).length,
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
    throw signal?.aborted ? fail('restore-cancelled', {}, safetyAt(stage)) : reassure(error, safetyAt(stage));
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
