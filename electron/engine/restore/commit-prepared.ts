import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';

/** XAER_NOTA: the server gives a transaction free for others a moment after the session that prepared it has gone. */
const NOT_YET_FREE = 1397;
const TRIES = 20;
const PAUSE_MS = 100;

/** Commits an XA transaction that another session prepared, which has ended. */
export async function commitPrepared(session: Session, xid: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await session.execute(`XA COMMIT ${xid}`);
      return;
    } catch (error) {
      if (!(error instanceof EngineError) || error.errno !== NOT_YET_FREE || tries === TRIES) throw error;
      await pause(PAUSE_MS);
    }
  }
}
