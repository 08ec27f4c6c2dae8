import { setTimeout as pause } from 'node:timers/promises';
import type { LeftBehind } from '../../../shared/chain-proof.ts';
import type { Shard } from '../../../shared/cluster.ts';
import { EngineError, fail } from '../engine-error.ts';
import { connect, type Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { nameAs } from '../restore/name-place.ts';
import { ownerOf } from '../schema/claim-schema.ts';
import { skipBinlog } from '../schema/session-settings.ts';
import { hasSpatialSystems, spatialSystemsThere } from '../schema/spatial-systems.ts';

/** A target while a chain is practised on it: what was not there before, and so is the proof's own when it is there then. */
export interface PracticeRoom {
  readonly target: Shard;
  /** Shards of the sets that are restored to it. */
  readonly shards: ReadonlySet<string>;
  /** Schemas that the log may make: none of them was there. */
  readonly coming: ReadonlySet<string>;
  /** Schemas that the restore has begun to make. */
  readonly made: Set<string>;
  /** Numbers of spatial reference systems that the server did not have. */
  readonly systems: readonly number[];
  readonly skipBinlog: boolean;
  /** The table that marks schemas as made by this proof. */
  readonly claim: string;
}

/** What is wanted of a target. */
export interface RoomWish {
  readonly target: Shard;
  readonly shards: ReadonlySet<string>;
  /** Names on the target: of what the full set has, and of what only later ones have. */
  readonly schemas: readonly string[];
  readonly coming: readonly string[];
  readonly systems: readonly number[];
  readonly skipBinlog: boolean;
}

/** Makes sure that a target has nothing of what will be made on it; throws which schemas it has. */
export async function findRoom(wish: RoomWish, claim: string, signal: AbortSignal | undefined): Promise<PracticeRoom> {
  const { target } = wish;
  const session = await connect(target, { signal });
  try {
    const there = await schemasThere(session, [...wish.schemas, ...wish.coming]);
    if (there.length > 0)
      throw fail(
        'practice-taken',
        { target: target.name, schemas: there.slice(0, NAMED).join(', '), count: there.length },
        { where: { shard: target.name } },
      );
    const known = await spatialSystemsThere(session, wish.systems);
    const systems = [...new Set(wish.systems)].filter((id) => !known.some((one) => one.id === id));
    const { shards, skipBinlog: unlogged } = wish;
    return { target, shards, claim, skipBinlog: unlogged, coming: new Set(wish.coming), made: new Set(), systems };
  } finally {
    await session.close();
  }
}

/** As many schemas as a sentence bears. */
const NAMED = 5;

/** Of these names those that the server has, as it compares them. */
async function schemasThere(session: Session, names: readonly string[]): Promise<string[]> {
  const rows = await session.texts(
    'SELECT schema_name AS name, @@lower_case_table_names > 0 AS ignores_case FROM information_schema.schemata',
  );
  const ignoreCase = rows[0]?.ignores_case === '1';
  const there = new Set(rows.map(({ name }) => nameAs(name ?? '', ignoreCase)));
  return [...new Set(names)].filter((name) => there.has(nameAs(name, ignoreCase)));
}

/** The first look behind a run that was cut off may come before the server has ended its last statement. */
const LOOKS = 3;
const BETWEEN_MS = 250;
/** Seconds for which a schema is waited for that sessions of the run still hold. */
const LOCK_SECONDS = 60;

/**
 * Takes away what the proof made, and nothing else: schemas that were not there, transactions that wait prepared (`xids`),
 * spatial reference systems. Connects anew, so that it works however the run ended. What stays is returned.
 */
export async function clearRoom(room: PracticeRoom, xids: readonly string[]): Promise<LeftBehind[]> {
  const left = new Map<string, LeftBehind>();
  const { target } = room;
  const attempt = async (name: string, work: () => Promise<unknown>) => {
    try {
      await work();
      left.delete(name);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      left.set(name, { target: target.name, name, cause: error.failure.message });
    }
  };
  const names = [...new Set([...room.made, ...room.coming])];
  await attempt(names.join(', '), async () => {
    const session = await connect(target);
    try {
      if (room.skipBinlog) await skipBinlog(session);
      await session.execute('SET SESSION foreign_key_checks=0');
      await session.execute(`SET SESSION lock_wait_timeout=${LOCK_SECONDS}`);
      for (const xid of xids) await attempt(`XA ${xid}`, () => session.execute(`XA ROLLBACK ${xid}`));
      for (let looks = 1; looks <= LOOKS; looks++) {
        for (const name of await schemasThere(session, names)) await attempt(name, () => dropOwn(session, room, name));
        if (looks < LOOKS) await pause(BETWEEN_MS);
      }
      if (hasSpatialSystems(session))
        for (const id of room.systems)
          await attempt(`SPATIAL REFERENCE SYSTEM ${id}`, () =>
            session.execute(`DROP SPATIAL REFERENCE SYSTEM IF EXISTS ${id}`),
          );
    } finally {
      await session.close();
    }
  });
  return [...left.values()];
}

/** Somebody else may have made a schema of this name since the look at the target; theirs stays as it is. */
async function dropOwn(session: Session, { claim, made }: PracticeRoom, name: string): Promise<void> {
  const owner = await ownerOf(session, name, claim);
  if (owner === 'none' || owner === 'other') return;
  // A run that was cut off may not have marked it any more.
  if (owner === 'empty' && !made.has(name))
    throw fail('practice-unmarked', { target: session.shard.name, schema: name }, { where: { schema: name } });
  await session.execute(`DROP DATABASE IF EXISTS ${quoteName(name)}`);
}
