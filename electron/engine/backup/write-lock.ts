import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { readAccount } from '../mysql/grants.ts';
import { quoteTable } from '../mysql/quote.ts';
import { within } from '../settle.ts';
import type { ConnectedShard } from './connect-shards.ts';
import { listBaseTables } from './list-base-tables.ts';

/** How writers of one shard are held up. */
export type LockWay = 'global-lock' | 'table-locks' | 'block-commit';

/** A held lock. Closing the connection releases it too, so a killed run leaves no server locked. */
export interface WriteLock {
  readonly way: LockWay;
  /** The connection that holds it. */
  readonly session: Session;
  /** `performance.now()` when it was asked for: from then on writers may wait. */
  readonly asked: number;
  /** `performance.now()` when it was granted. */
  readonly since: number;
  /** Releases it once, in a few seconds at the most, and returns the milliseconds it was held. */
  release(): Promise<number>;
}

export interface LockOptions {
  readonly schemas: readonly string[];
  /** Milliseconds to wait for the lock; the server itself gives up then. Whole seconds, at least one. */
  readonly deadlineMs: number;
  /** Ways to try in order; the next is tried where the account may not use one. */
  readonly ways: readonly LockWay[];
}

/** What is locked. */
export type LockableShard = Pick<ConnectedShard, 'control' | 'openReader'>;

/** A connection that is to hold a lock, and nothing else, so that it may be cut without ending the run. */
export interface Locker {
  readonly session: Session;
  readonly control: Session;
}

/** Connects for a lock. This takes long where much is going on, so it comes before any shard is locked. */
export async function openLocker({ control, openReader }: LockableShard): Promise<Locker> {
  // Where the account has no connection left, the one that is there has to do.
  const session = await openReader().catch((error: unknown) => {
    if (error instanceof EngineError && error.failure.code === 'unreachable') return control;
    throw error;
  });
  return { session, control };
}

/** Gives up a connection that holds no lock. */
export function closeLocker({ session, control }: Locker): void {
  if (session !== control) session.destroy();
}

/**
 * Holds up the writers of one shard. Throws 'lock-timeout' when the server does not grant the lock in time and
 * 'missing-privilege' when no way is permitted; the connection is closed then.
 */
export async function takeWriteLock(locker: Locker, options: LockOptions): Promise<WriteLock> {
  const { control, session } = locker;
  const seconds = Math.max(1, Math.ceil(options.deadlineMs / 1000));
  try {
    await session.query(`SET SESSION lock_wait_timeout=${seconds}`);
    const asked = performance.now();
    for (const way of options.ways) {
      try {
        const limit = (seconds + ANSWER_SECONDS) * 1000;
        const release = await withHardLimit(session, limit, () => lock(session, way, options.schemas));
        return held(locker, way, asked, release);
      } catch (error) {
        if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege')
          throw await explain(control, error);
      }
    }
    const account = await readAccount(control);
    const { name, user } = control.shard;
    throw fail('may-not-lock', { shard: name, user, account }, { where: { shard: name } });
  } catch (error) {
    closeLocker(locker);
    throw error;
  }
}

/** What the server may take to say that it gave up. */
const ANSWER_SECONDS = 2;

/** Takes the lock and returns the statement that releases it. */
async function lock(session: Session, way: LockWay, schemas: readonly string[]): Promise<string> {
  switch (way) {
    case 'global-lock':
      await session.query('FLUSH TABLES WITH READ LOCK');
      return 'UNLOCK TABLES';
    case 'block-commit':
      await session.query('BACKUP STAGE START');
      try {
        await session.query('BACKUP STAGE BLOCK_COMMIT');
      } catch (error) {
        await session.query('BACKUP STAGE END').catch(() => {});
        throw error;
      }
      return 'BACKUP STAGE END';
    case 'table-locks': {
      const tables = await listBaseTables(session, schemas);
      if (tables.length > 0)
        await session.query(`LOCK TABLES ${tables.map((t) => `${quoteTable(t.schema, t.name)} READ`).join(', ')}`);
      return 'UNLOCK TABLES';
    }
  }
}

/** A line that went dead never answers; cutting it releases the lock as soon as the server sees that. */
const RELEASE_MS = 5000;

function held({ session, control }: Locker, way: LockWay, asked: number, statement: string): WriteLock {
  const since = performance.now();
  let released: Promise<number> | undefined;
  const release = async () => {
    try {
      await withHardLimit(session, RELEASE_MS, () => session.query(statement));
    } finally {
      if (session !== control) void session.close();
    }
    return performance.now() - since;
  };
  return {
    way,
    session,
    asked,
    since,
    release: () => {
      released ??= release();
      return released;
    },
  };
}

/**
 * Cuts the connection when the server does not answer at all: a lock or the request for one must not hang, and must not
 * stay there. What was asked over a line that was cut is never answered, so this does not wait for it.
 */
async function withHardLimit<T>(session: Session, milliseconds: number, work: () => Promise<T>): Promise<T> {
  const { name } = session.shard;
  return within(milliseconds, work, () => {
    session.destroy();
    return fail('silent-while-locking', { shard: name }, { where: { shard: name } });
  });
}

/** A lock that was not granted, with the statements that were in its way. */
async function explain(control: Session, error: unknown): Promise<unknown> {
  if (!(error instanceof EngineError) || error.failure.code !== 'lock-timeout') return error;
  const inTheWay = await othersAtWork(control).catch(() => '');
  return fail(
    'others-hold-locks',
    { shard: control.shard.name },
    { where: { shard: control.shard.name }, cause: inTheWay === '' ? error : inTheWay },
  );
}

/**
 * What may be in the way: the longest statements of others, then sessions that do nothing but may hold a lock. The text of
 * a statement is cut and never leaves as more than 60 characters.
 */
async function othersAtWork(control: Session): Promise<string> {
  const rows = await control.texts(
    `SELECT id AS id, time AS time, user AS user, LEFT(info, 60) AS statement FROM information_schema.processlist
     WHERE id <> CONNECTION_ID() AND command NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID')
       AND user NOT IN ('system user', 'event_scheduler') AND (info IS NOT NULL OR user <> SUBSTRING_INDEX(USER(), '@', 1))
     ORDER BY info IS NULL, time DESC LIMIT 3`,
  );
  return rows
    .map(({ id, user, time, statement }) =>
      statement === null
        ? `connection ${id} of ${user} has been idle for ${time} s and may hold a lock`
        : `connection ${id} of ${user} has run for ${time} s: ${statement}`,
    )
    .join('; ');
}
