import type { Shard } from '../../../shared/cluster.ts';
import { EngineError } from '../engine-error.ts';
import { within } from '../settle.ts';
import { connect } from './connect.ts';

/** A server that answers so has no room or no right for another connection, but it answers. */
const OUT_OF_REACH: ReadonlySet<string> = new Set([
  'no-answer-in-time',
  'nothing-answers',
  'unknown-host',
  'connection-lost',
]);

/**
 * Asks the server by another connection whether it knows the one of this number and is at work for it. Throws where it
 * does not answer. Behind something that gives connections numbers of its own nothing can be said of a single one.
 */
export async function probeLine(shard: Shard, thread: number, answerMs: number): Promise<'alive' | 'gone'> {
  try {
    return await within(
      answerMs,
      () => ask(shard, thread, answerMs),
      () => new Error('no answer'),
    );
  } catch (error) {
    if (error instanceof EngineError && !OUT_OF_REACH.has(error.failure.fact?.reason ?? '')) return 'alive';
    throw error;
  }
}

async function ask(shard: Shard, thread: number, answerMs: number): Promise<'alive' | 'gone'> {
  const signal = AbortSignal.timeout(answerMs);
  const session = await connect(shard, { watch: 'unwatched', timeoutMs: answerMs, signal });
  const stop = () => session.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { threadId } = session.connection;
    const rows = await session.texts(
      `SELECT id AS id, command AS command FROM information_schema.processlist WHERE id IN (${thread}, ${threadId})`,
    );
    if (!rows.some(({ id }) => Number(id) === threadId)) return 'alive';
    const [row] = rows.filter(({ id }) => Number(id) === thread);
    // While a command waits here the server is at work on it, or it never came there, or its answer never came here.
    return row === undefined || row.command === 'Sleep' ? 'gone' : 'alive';
  } finally {
    session.destroy();
  }
}
