import type { Socket } from 'node:net';
import { ANSWER_LIMITS, type AnswerLimits } from './answer-limits.ts';
import { MOST_FIELDS } from './row-converter.ts';

/** mysql2's command: the columns that the answer is to have, and the rows that were taken so far, by result. */
interface TakenAnswer {
  readonly _fieldCount?: unknown;
  readonly _rows?: readonly unknown[];
}

/**
 * Watches what comes over a connection while a command takes an answer that is held as a whole, and calls `refuse` once
 * when it is larger than any honest one. Returns what ends the watch.
 */
export function limitAnswer(
  stream: Socket,
  command: object,
  refuse: (bytes: number) => void,
  { heldBytes, heldRows }: Pick<AnswerLimits, 'heldBytes' | 'heldRows'> = ANSWER_LIMITS,
): () => void {
  const before = stream.bytesRead;
  const look = () => {
    const bytes = stream.bytesRead - before;
    const { _fieldCount: fields, _rows: lists = [] } = command as TakenAnswer;
    const rows = lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 1), 0);
    if (bytes <= heldBytes && rows <= heldRows && !(Number(fields) > MOST_FIELDS)) return;
    end();
    refuse(bytes);
  };
  const end = () => {
    stream.off('data', look);
    stream.off('close', end);
  };
  stream.on('data', look);
  stream.once('close', end);
  return end;
}
