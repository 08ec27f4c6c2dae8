import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { readAccount } from '../mysql/grants.ts';
import { quoteTable } from '../mysql/quote.ts';
import { listBaseTables } from './list-base-tables.ts';

/** How writers of one shard are held up. */
export type LockWay = 'global-lock' | 'table-locks' | 'block-commit';

/** A held lock. Closing the connection releases it too, so a killed run leaves no server locked. */
export interface WriteLock {
  readonly way: LockWay;
  /** `performance.now()` when it was granted. */
  readonly since: number;
  /** Releases it and returns the milliseconds it was held. */
  release(): Promise<number>;
}

export interface LockOptions {
  readonly schemas: readonly string[];
  /** Milliseconds to wait for the lock; the server itself gives up then. Whole seconds, at least one. */
  readonly deadlineMs: number;
  /** Ways to try in order; the next is tried where the account may not use one. */
  readonly ways: readonly LockWay[];
}

/**
 * Holds up the writers of one shard on its control connection. Throws 'lock-timeout' when the server does not grant the
 * lock in time and 'missing-privilege' when no way is permitted.
 */
export async function takeWriteLock(control: Session, options: LockOptions): Promise<WriteLock> {
  const seconds = Math.max(1, Math.ceil(options.deadlineMs / 1000));
  await control.query(`SET SESSION lock_wait_timeout=${seconds}`);
  for (const way of options.ways) {
    try {
      return await withHardLimit(control, (seconds + 2) * 1000, () => lock(control, way, options.schemas));
    } catch (error) {
      if (!(error instanceof EngineError) || error.failure.code !== 'missing-privilege')
        throw await explain(control, error);
    }
  }
  const account = await readAccount(control);
  throw fail(
    'may-not-lock',
    { shard: control.shard.name, user: control.shard.user, account },
    { where: { shard: control.shard.name } },
  );
}

async function lock(control: Session, way: LockWay, schemas: readonly string[]): Promise<WriteLock> {
  switch (way) {
    case 'global-lock':
      await control.query('FLUSH TABLES WITH READ LOCK');
      return held(control, way, 'UNLOCK TABLES');
    case 'block-commit':
      await control.query('BACKUP STAGE START');
      try {
        await control.query('BACKUP STAGE BLOCK_COMMIT');
      } catch (error) {
        await control.query('BACKUP STAGE END').catch(() => {});
        throw error;
      }
      return held(control, way, 'BACKUP STAGE END');
    case 'table-locks': {
      const tables = await listBaseTables(control, schemas);
      if (tables.length > 0)
        await control.query(`LOCK TABLES ${tables.map((t) => `${quoteTable(t.schema, t.name)} READ`).join(', ')}`);
      return held(control, way, 'UNLOCK TABLES');
    }
  }
}

function held(control: Session, way: LockWay, release: string): WriteLock {
  const since = performance.now();
  return {
    way,
    since,
    release: async () => {
      await control.query(release);
      return performance.now() - since;
    },
  };
}

/**
 * Cuts the connection when the server does not answer at all: a lock or the request for one must not hang, and must not
 * stay there. What was asked over a line that was cut is never answered, so this does not wait for it.
 */
export async function withHardLimit<T>(control: Session, milliseconds: number, work: () => Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    control.destroy();
    const { name } = control.shard;
    reject(fail('silent-while-locking', { shard: name }, { where: { shard: name } }));
  }, milliseconds);
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
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
