import type { InterruptedWhy } from '../../../shared/interrupted-why.ts';
import type { Finding, TableProblem } from '../../../shared/restore-report.ts';
import type { LanePool } from '../lane/lane-pool.ts';
import { type Comparison, problemOf, UNREAD } from './compare-tables.ts';
import { keptObjects } from './kept-objects.ts';
import type { TableOutcome } from './load-tables.ts';
import type { TargetState } from './preflight.ts';
import { type FoundNote, type LoadedNote, leaveNote, type NoteKey, readNote } from './restore-note.ts';
import type { AllRows, RestoredRows } from './restore-rows.ts';
import { hasRows } from './select-scope.ts';

/** What an interrupted restore has left on the targets. */
export interface Interrupted {
  /** Of each target what is there before its log; undefined where this restore cannot go on with it. */
  readonly earlier: readonly LoadedNote[] | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Looks whether an earlier restore of the same sets, point and choice was cut off behind its last row: then only the log is
 * left to do. Of one that cannot go on the findings say why. Who replaces what is there begins anew in any case.
 */
export async function findInterrupted(
  targets: readonly TargetState[],
  wanted: readonly NoteKey[],
  { replace, rolls }: { readonly replace: boolean; readonly rolls: boolean },
): Promise<Interrupted> {
  if (replace) return { earlier: undefined, findings: [] };
  const found = await Promise.all(targets.map(({ session, scope }, i) => readNote(session, scope, wanted[i]?.seal)));
  const whole = found.map((note, i) => (note && whyOther(note, wanted[i]) === undefined ? note.loaded : null));
  const loaded = whole.filter((one) => one !== null);
  const continues = rolls && loaded.length === targets.length;
  const findings = targets.flatMap(({ scope }, i): Finding[] => {
    const note = found[i];
    if (!note) return [];
    const about = { target: scope.target.name, set: note.set, at: note.at };
    if (continues)
      return [
        {
          severity: 'note',
          ...about,
          code: 'restore-continues',
          after: note.after,
          verified: note.loaded?.verified === true,
        },
      ];
    const why = whyOther(note, wanted[i]) ?? (rolls ? 'rows-missing' : 'no-log');
    return [
      { severity: 'stop', ...about, code: 'restore-interrupted', why, loaded: loaded.length, shards: targets.length },
    ];
  });
  return { earlier: continues ? loaded : undefined, findings };
}

function whyOther(note: FoundNote, wanted: NoteKey | undefined): InterruptedWhy | undefined {
  if (note.set !== wanted?.set) return 'other-set'; // the seal of another set's restore is of another key
  if (!note.own) return 'altered';
  if (note.stop !== wanted.stop) return 'other-point';
  if (note.choice !== wanted.choice) return 'other-choice';
  return note.sets === wanted.sets ? undefined : 'sets-changed';
}

/** Writes down on every target that nothing but its log is left to do, and what there is to say of its rows. */
export async function noteRows(
  rows: readonly RestoredRows[],
  keys: readonly NoteKey[],
  { refused, verified, objects }: Pick<AllRows, 'refused' | 'verified' | 'objects'>,
): Promise<void> {
  for (const [i, { target, outcomes, tables, noted }] of rows.entries()) {
    const key = keys[i];
    if (!key || !noted) continue;
    const told = outcomes.map(({ table, failed, warnings }) => {
      const compared = tables.find((one) => one.table === table);
      const different = compared && problemOf(compared.found);
      const name = { schema: table.schema, table: table.name };
      return { ...name, ...(failed && { failed }), ...(different && { different }), warnings };
    });
    await leaveNote(target.session, target.scope, key, {
      verified,
      tables: told.filter((one) => one.failed ?? one.different ?? one.warnings[0]),
      refused: refused.filter((one) => one.target === target.scope.target.name),
      ...(objects && { objects }),
      kept: keptObjects(target),
    });
  }
}

/** The rows of an interrupted restore as if this one had loaded them. */
export function continued(targets: readonly TargetState[], earlier: readonly LoadedNote[], pool: LanePool): AllRows {
  const rows = targets.map((target, i): RestoredRows => {
    const { schemas, tables } = target.scope;
    const known = tables.filter(hasRows).map((table) => {
      const note = earlier[i]?.tables.find((one) => one.schema === table.schema && one.table === table.name);
      return { table, schema: schemas.get(table.schema) ?? table.schema, note };
    });
    return {
      target,
      lanes: [pool.lane()],
      noted: true,
      outcomes: known.map(
        ({ table, schema, note }): TableOutcome => ({
          table,
          schema,
          chunksLeft: 0,
          failed: note?.failed,
          warnings: note?.warnings ?? [],
          sums: undefined,
          indexesRefused: [], // the note names them with all else that is missing
        }),
      ),
      tables: known.map(({ table, schema, note }) => ({
        table,
        schema,
        anyOrder: undefined,
        found: foundBefore(note?.different, earlier[i]?.verified === true),
      })),
    };
  });
  // Two shards on one target have noted the same.
  const refused = new Map(earlier.flatMap((one) => one.refused).map((one) => [JSON.stringify(one), one]));
  const objects = earlier.find((one) => one.objects)?.objects ?? null;
  return { rows, refused: [...refused.values()], verified: earlier.every((one) => one.verified), objects };
}

function foundBefore(problem: TableProblem | undefined, verified: boolean): Comparison {
  if (problem) return { state: 'different', problem };
  return verified ? { state: 'equal' } : UNREAD;
}
