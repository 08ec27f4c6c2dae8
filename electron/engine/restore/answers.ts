import type { Shard } from '../../../shared/cluster.ts';
import { EngineError } from '../engine-error.ts';
import { connect } from '../mysql/connect.ts';

/** Whether a server lets a new session in and answers it. */
export async function answers(shard: Shard, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const session = await connect(shard, { signal });
    const rows = await session.texts('SELECT 1');
    await session.close();
    return rows.length === 1;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
