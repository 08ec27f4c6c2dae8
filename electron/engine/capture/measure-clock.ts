import type { Session } from '../mysql/connect.ts';

/** A server's clock against this computer's. */
export interface ClockOffset {
  /** Milliseconds by which the server's clock is ahead. */
  readonly aheadMs: number;
  /** The most by which that may be wrong: half the quickest answer's way there and back. */
  readonly errorMs: number;
}

const QUESTIONS = 5;

/** Asks the server for its time and believes the answer that came quickest. */
export async function measureClock(session: Session): Promise<ClockOffset> {
  let best: ClockOffset | undefined;
  for (let i = 0; i < QUESTIONS; i++) {
    const asked = performance.now();
    const [row] = await session.texts('SELECT UNIX_TIMESTAMP(NOW(6)) AS seconds');
    const answered = performance.now();
    const errorMs = (answered - asked) / 2;
    const aheadMs = Number(row?.seconds) * 1000 - (performance.timeOrigin + asked + errorMs);
    if (!best || errorMs < best.errorMs) best = { aheadMs, errorMs };
  }
  return best ?? { aheadMs: 0, errorMs: 0 };
}
