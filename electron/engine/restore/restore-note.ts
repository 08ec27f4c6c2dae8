import { z } from 'zod';
import type { Shard } from '../../../shared/cluster.ts';
import { NotRestored, Share, TableProblem } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import { KeptObject } from '../replay/kept-object.ts';
import { progressTable } from '../replay/progress-row.ts';
import { isSeal, isSealed, sealOf } from '../replay/progress-seal.ts';
import type { LogPosition, ProgressPlace } from '../replay/replay-options.ts';
import { isMissing } from '../schema/is-missing.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { hashOfSets } from './hash-of-sets.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ShardScope } from './select-scope.ts';

/**
 * A table that is in a target's schema only while a restore that rolls forward is under way: one row for each shard of the
 * set, with what is restored and how far its log is applied. It lies beside what was restored, so that whoever drops that
 * drops it too.
 */
export const RESTORE_NOTE = 'shardkeep_restore_under_way';

/** What became of a table, where there is something to say. */
const TableNote = z.object({
  /** Names in the set. */
  schema: z.string(),
  table: z.string(),
  failed: TableProblem.exactOptional(),
  different: TableProblem.exactOptional(),
  warnings: z.array(z.string()),
});

/** What is there before the log begins. */
const LoadedNote = z.object({
  /** Every row was read again. */
  verified: z.boolean(),
  tables: z.array(TableNote),
  refused: z.array(NotRestored),
  /** Definitions of all targets that were compared; absent where none were, and in notes of earlier versions. */
  objects: Share.exactOptional(),
  /** What the target had and keeps; absent in notes of earlier versions. */
  kept: z.array(KeptObject).exactOptional(),
});
export type LoadedNote = z.infer<typeof LoadedNote>;

/** Which restore it is: one goes on only with what it began with. */
const NoteKey = z.object({
  /** The last set of the chain. */
  set: z.string(),
  /** The instant for people: of the set's cut, or the one that was asked for. */
  at: z.string(),
  stop: z.string(),
  choice: z.string(),
  /** The bytes of the chain's manifests; absent in notes of earlier versions. */
  sets: z.string().exactOptional(),
});
/** `seal`: of the restores from this copy of the set, which no note holds. */
export type NoteKey = z.infer<typeof NoteKey> & { readonly seal?: NoteSeal | undefined };
type NoteSeal = Pick<ProgressPlace, 'key' | 'reached'>;

const RestoreNote = NoteKey.extend({ loaded: LoadedNote.nullable(), seal: z.string().exactOptional() });
export type RestoreNote = z.infer<typeof RestoreNote>;

/** A note with how far the log is applied; null where it has not begun. */
export interface FoundNote extends RestoreNote {
  readonly after: LogPosition | null;
  /** It is as a restore from this copy of the set wrote it, as far as that can be known. */
  readonly own: boolean;
}

/** What a restore of a scope is known by. */
export function noteKey(
  chain: readonly ReadableSet[],
  at: string,
  scope: ShardScope,
  plan: RollPlan | undefined,
  { definers, accounts }: { readonly definers: Definers; readonly accounts?: boolean | undefined },
): NoteKey {
  const stop = JSON.stringify(plan?.stop ?? null, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  const { rule, map } = definers;
  const asWhom = rule === 'keep' && map.size === 0 ? [] : [rule, [...map].toSorted()];
  return {
    set: chain.at(-1)?.id ?? '',
    at,
    stop,
    sets: hashOfSets(chain), // one that goes on looks at nothing anew
    choice: JSON.stringify([
      scope.only ?? null,
      [...scope.schemas].toSorted(),
      ...asWhom,
      ...(accounts ? ['accounts'] : []),
    ]),
  };
}

/** Where a scope's note and progress lie. */
export function notePlace({ source, schemas }: ShardScope, seal: NoteSeal | undefined): ProgressPlace {
  const [schema = ''] = [...schemas.values()].toSorted();
  return { schema, table: RESTORE_NOTE, id: source.name, key: seal?.key, reached: seal?.reached };
}

/** The note that an interrupted restore has left of this shard; undefined for none. */
export async function readNote(
  session: Session,
  scope: ShardScope,
  sealing: NoteSeal | undefined,
): Promise<FoundNote | undefined> {
  const place = notePlace(scope, sealing);
  const { schema, table, id, key } = place;
  const [row] = await session
    .texts(`SELECT * FROM ${quoteTable(schema, table)} WHERE id=${quoteText(id)}`)
    .catch((error: unknown) => {
      const hidden = error instanceof EngineError && error.failure.code === 'missing-privilege';
      if (hidden || isMissing(error)) return [];
      throw error;
    });
  if (!row?.note) return undefined;
  const { file, position } = row;
  const { seal, ...note } = parseNote(row.note, session.shard, schema);
  // One without a seal where there is no key was made on a drive that nothing could be written to, or by an earlier version.
  const own =
    key === undefined
      ? !seal
      : isSeal(seal, sealOf(place, 'note', [row.note && unsealed(row.note)])) && isSealed(place, row);
  return { ...note, own, after: file ? { file, position: Number(position) } : null };
}

/** The text that was sealed: the seal stands last in the note. */
function unsealed(note: string): string {
  const { seal: _, ...body } = JSON.parse(note) as Record<string, unknown>;
  return JSON.stringify(body);
}

/** A note of another version, or that somebody has changed, is nothing to go on from; what it stands beside is kept. */
function parseNote(note: string, shard: Shard, schema: string): RestoreNote {
  try {
    return RestoreNote.parse(JSON.parse(note));
  } catch (cause) {
    const place = { shard: shard.name, schema, table: RESTORE_NOTE };
    throw fail(
      'restore-note-unreadable',
      { shard: shard.name, table: `${schema}.${RESTORE_NOTE}` },
      { where: place, cause },
    );
  }
}

/**
 * Writes down that the restore has begun, or, with `loaded`, that nothing but the log is left to do. False where the schema
 * could not be created.
 */
export async function leaveNote(
  session: Session,
  scope: ShardScope,
  key: NoteKey,
  loaded: LoadedNote | null,
): Promise<boolean> {
  const { seal: sealing, ...own } = key;
  const place = notePlace(scope, sealing);
  const body: RestoreNote = { ...own, loaded };
  const seal = sealOf(place, 'note', [JSON.stringify(body)]);
  const note = quoteText(JSON.stringify(seal === '' ? body : { ...body, seal }));
  try {
    await session.execute(progressTable(place));
    await session.execute(
      `INSERT INTO ${quoteTable(place.schema, place.table)} (id, file, position, gtid, micros, note) ` +
        `VALUES (${quoteText(place.id)}, '', 0, '', 0, ${note}) ON DUPLICATE KEY UPDATE note=${note}`,
    );
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Takes away what any restore has left in the schemas of a scope: it holds no longer, or is done with. */
export async function dropNotes(session: Session, scope: ShardScope): Promise<void> {
  for (const schema of new Set(scope.schemas.values()))
    await session.execute(`DROP TABLE IF EXISTS ${quoteTable(schema, RESTORE_NOTE)}`).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
}
