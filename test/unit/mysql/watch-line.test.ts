import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { limitAnswer } from '../../../electron/engine/mysql/limit-answer.ts';
import { deadLine, waitOn, watchLine } from '../../../electron/engine/mysql/watch-line.ts';

const SHARD = { name: 's0', host: 'db', port: 3306, user: 'u', password: '' };
const LIMITS = { silenceMs: 1000, deadMs: 60_000, answerMs: 1000, resultMs: 5000 };

/** A socket as far as the watch looks at it. */
class Line extends EventEmitter {
  bytesRead = 0;
  bytesWritten = 0;
  writableLength = 0;
  destroyed = false;
  isPaused = () => false;
  destroy = () => {
    this.destroyed = true;
  };
}

async function silence(answers: 'word' | 'result', bytes: number) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  try {
    const line = new Line();
    const socket = line as unknown as Socket;
    watchLine(SHARD, socket, async () => 'alive', LIMITS);
    const ended = waitOn(socket, answers);
    line.bytesRead += bytes;
    await vi.advanceTimersByTimeAsync(10 * LIMITS.resultMs);
    ended();
    return deadLine(socket)?.failure.fact?.reason;
  } finally {
    vi.useRealTimers();
  }
}

test('a server that is up and silent in the middle of a result is given up, and one that has not begun is not', async () => {
  expect(await silence('result', 100)).toBe('result-silent');
  expect(await silence('result', 0)).toBeUndefined();
  expect(await silence('word', 100)).toBeUndefined();
});

test('an answer that has more bytes, rows or columns than any honest one is given up once', () => {
  const refusals = (answer: object, bytes: number) => {
    const line = new Line();
    const refused: number[] = [];
    limitAnswer(line as unknown as Socket, answer, (seen) => refused.push(seen));
    for (const part of [bytes / 2, bytes / 2]) {
      line.bytesRead += part;
      line.emit('data', Buffer.alloc(1));
    }
    line.emit('data', Buffer.alloc(1));
    expect(line.listenerCount('data')).toBe(refused.length === 0 ? 1 : 0);
    return refused;
  };
  expect(refusals({ _rows: [[1, 2]], _fieldCount: 2 }, 1000)).toEqual([]);
  expect(refusals({ _rows: [] }, 2 ** 30 + 2)).toEqual([2 ** 30 + 2]);
  expect(refusals({ _rows: [new Array(5_000_001)] }, 10)).toEqual([5]);
  expect(refusals({ _fieldCount: '18446744073709551615' }, 10)).toEqual([5]);
});
