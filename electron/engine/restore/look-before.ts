import type { Finding, NotRestored } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import type { Session } from '../mysql/connect.ts';
import type { ProgressMeter } from '../progress.ts';
import { settleAll } from '../settle.ts';
import type { ChosenSets } from './choose-sets.ts';
import { eventFindings } from './events-at-end.ts';
import { findInterrupted } from './find-interrupted.ts';
import { holdTargets } from './hold-targets.ts';
import { knownDamage } from './known-damage.ts';
import { type FitTarget, leaveUnfit } from './leave-unfit.ts';
import { logMeets } from './log-meets.ts';
import { refuseMeetings } from './meeting-scopes.ts';
import { lookAtTarget, openTarget } from './open-target.ts';
import { checkRoll, planRoll, type RollPlan } from './plan-roll.ts';
import { preflight, type TargetState } from './preflight.ts';
import { codeOfStops } from './refuse-to-begin.ts';
import { type LoadedNote, type NoteKey, noteKey } from './restore-note.ts';
import type { RestoreOptions } from './restore-options.ts';
import { type RestoreSeal, readSeals } from './restore-run.ts';
import { refuseCollisions, type ShardScope } from './select-scope.ts';
import { tellServersApart } from './tell-servers-apart.ts';

/** Sets and targets of a restore, and what it says while it runs. */
export interface LookContext {
  readonly chosen: ChosenSets;
  /** The first and the last of the chosen sets. */
  readonly full: ReadableSet;
  readonly tip: ReadableSet;
  readonly scopes: readonly ShardScope[];
  /** Gets what is opened. */
  readonly sessions: Session[];
  readonly meter: ProgressMeter;
}

/** What a restore knows before it writes the first byte; by target, in the order of the scopes. */
export interface Looked {
  readonly targets: readonly TargetState[];
  /** The same without definitions that are not run. */
  readonly fit: readonly TargetState[];
  readonly unfit: readonly NotRestored[];
  /** Where each log begins and ends; undefined where there is none. */
  readonly plans: readonly (RollPlan | undefined)[];
  /** Whether logs are applied. */
  readonly rolls: boolean;
  /** What an earlier restore of the same has left, where this one goes on with it. */
  readonly earlier: readonly LoadedNote[] | undefined;
  /** What the note of this restore says. */
  readonly wanted: readonly NoteKey[];
  /** Keys of an earlier restore. */
  readonly seals: readonly RestoreSeal[];
  readonly findings: readonly Finding[];
}

/** Looks at sets and targets: what the restore would change, and what it would run into. Nothing is written. */
export async function lookBefore(
  { chosen: { chain, end, notes }, full, tip, scopes, sessions, meter }: LookContext,
  options: RestoreOptions,
): Promise<Looked> {
  const { replace, definers } = options;
  const { folder, manifest } = full;
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
  const roll = await checkRoll(
    chain,
    targets.map((state, i) => ({ state, plan: plans[i] })),
  );
  const rolls = roll.rolls && plans.some((plan) => plan !== undefined);
  if (rolls) refuseMeetings(targets, plans);
  const at = end.at ?? tip.manifest.cut.at;
  const seals = options.chosen ? [] : await readSeals(tip.folder, targets);
  const wanted = scopes.map((scope, i) => ({ ...noteKey(chain, at, scope, plans[i], options), seal: seals[i] }));
  const { earlier, findings: stand } = await findInterrupted(targets, wanted, { replace, rolls });
  const continues = earlier !== undefined;
  const fits = continues
    ? targets.map((target): FitTarget => ({ target, findings: [], refused: [] }))
    : await Promise.all(targets.map((target) => leaveUnfit(target, folder, options.allowOutside === true)));
  const fit = fits.map(({ target }) => target);
  const rolling = rolls ? plans : [];
  const seen = await preflight(fit, { folder, manifest, replace, definers, continues, plans: rolling });
  const known = await knownDamage(chain, scopes, { replace: replace && !continues });
  const events = fit.flatMap(({ scope }, i) => eventFindings(scope, rolling[i]));
  const met = continues ? [] : targets.flatMap((state, i) => (rolling[i] ? logMeets(state, rolling[i]) : []));
  const fitting = fits.flatMap((one) => one.findings);
  const findings = [...notes, ...known, ...stand, ...fitting, ...seen, ...events, ...roll.findings, ...met];
  const unread = fits.find(({ unreadable }) => unreadable !== undefined)?.unreadable;
  // What is in the way says more of the same volumes.
  if (unread && codeOfStops(findings) === undefined) throw unread;
  return {
    targets,
    fit,
    unfit: fits.flatMap(({ refused }) => refused),
    plans,
    rolls,
    earlier,
    wanted,
    seals,
    findings,
  };
}
