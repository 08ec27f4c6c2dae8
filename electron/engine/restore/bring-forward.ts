import type { NotRestored, RolledForward } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import type { ProgressMeter } from '../progress.ts';
import type { KeptObject } from '../replay/kept-object.ts';
import type { ChosenSets } from './choose-sets.ts';
import { compareAllLogged } from './compare-logged.ts';
import { keptObjects } from './kept-objects.ts';
import type { Looked } from './look-before.ts';
import { broughtByOthers } from './meeting-scopes.ts';
import { historiesOf, type RollPlan } from './plan-roll.ts';
import { dropNotes, notePlace } from './restore-note.ts';
import type { RestoreOptions } from './restore-options.ts';
import type { AllRows, RestoredRows } from './restore-rows.ts';
import { endSeals, type RestoreSeal } from './restore-run.ts';
import { missingPrograms, missingTables, type RollingShard, rollForward } from './roll-forward.ts';

/** Targets whose rows are there. */
export interface ForwardContext {
  readonly chosen: ChosenSets;
  /** The first of the chosen sets. */
  readonly full: ReadableSet;
  readonly looked: Looked;
  readonly loaded: AllRows;
  /** Keys of this restore's own notes. */
  readonly seals: readonly RestoreSeal[];
  readonly meter: ProgressMeter;
}

/**
 * Brings the rows from their snapshots to the restore's instant, takes the notes away, and compares the definitions that the
 * logs brought. `named` has all that is not there as it was, from the first step on.
 */
export async function bringForward(
  { chosen: { chain, end }, full, looked, loaded, seals, meter }: ForwardContext,
  options: RestoreOptions,
): Promise<{ rolled: readonly RolledForward[]; named: readonly NotRestored[] }> {
  const { targets, plans, rolls, earlier } = looked;
  const { rows } = loaded;
  const refused = [...looked.unfit, ...loaded.refused];
  const others = broughtByOthers(targets, plans);
  const kept = targets.map((target, i) => [
    ...(earlier?.[i]?.kept ?? (earlier ? [] : keptObjects(target))),
    ...(others[i] ?? []),
  ]);
  const { definers } = options;
  const histories = options.chosen ? [] : historiesOf(chain, end);
  const { rolled, lost } = await rollForward(
    rolls ? rows.flatMap((one, i) => rollingShard(one, plans[i], refused, kept[i] ?? [], seals[i])) : [],
    {
      manifest: full.manifest,
      definers,
      skipBinlog: options.skipBinlog === true,
      claim: options.claim,
      histories,
      meter,
    },
    async () => {
      for (const { session, scope } of targets) await dropNotes(session, scope);
      await endSeals(seals);
    },
  );
  const named = [...refused, ...lost];
  const logged = options.verify && rolls ? await compareAllLogged({ rows, plans, rolled, chain, definers, named }) : [];
  return { rolled, named: [...named, ...logged] };
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
