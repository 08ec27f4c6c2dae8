import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
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
  throw fail(
    'missing-privilege',
    `${control.shard.name}: the account "${control.shard.user}" may not lock the shard.`,
    {
      next: `Allow one of these: GRANT RELOAD ON *.* TO … or GRANT LOCK TABLES, SELECT ON *.* TO …; or use --method hot.`,
      where: { shard: control.shard.name },
    },
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

/** Cuts the connection when the server does not answer at all: a lock request must not hang, and must not stay queued. */
async function withHardLimit<T>(control: Session, milliseconds: number, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => control.destroy(), milliseconds);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** A lock that was not granted, with the statements that were in its way. */
async function explain(control: Session, error: unknown): Promise<unknown> {
  if (!(error instanceof EngineError) || error.failure.code !== 'lock-timeout') return error;
  const running = await longestStatements(control).catch(() => '');
  return fail(
    'lock-timeout',
    `${control.shard.name} did not grant the lock in time: other statements are in its way.`,
    {
      safe: 'All locks were released at once; the servers run as before.',
      next: 'Try again at a quieter time, end the long statements, or use --method hot.',
      where: { shard: control.shard.name },
      cause: running === '' ? error : running,
    },
  );
}

/** The three longest statements of others; their text is cut and never leaves as more than 60 characters. */
async function longestStatements(control: Session): Promise<string> {
  const rows = await control.texts(
    `SELECT time, user, LEFT(info, 60) AS statement FROM information_schema.processlist
     WHERE info IS NOT NULL AND id <> CONNECTION_ID() ORDER BY time DESC LIMIT 3`,
  );
  return rows
    .map((row) => `${row.user ?? row.USER} has run for ${row.time ?? row.TIME} s: ${row.statement}`)
    .join('; ');
}
