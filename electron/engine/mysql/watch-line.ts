import type { Socket } from 'node:net';
import type { Shard } from '../../../shared/cluster.ts';
import { serverName } from '../../../shared/server-name.ts';
import { type EngineError, fail } from '../engine-error.ts';

/** When a line that a command waits on is given up. */
export interface LineLimits {
  /** Milliseconds without a byte in either direction until the server is asked by another connection. */
  readonly silenceMs: number;
  /** Milliseconds for which it does not answer that either, again and again, until the line is dead. */
  readonly deadMs: number;
  /** Milliseconds for one answer. */
  readonly answerMs: number;
  /** Milliseconds without a byte within a result that has begun, whatever the server says of itself meanwhile. */
  readonly resultMs: number;
}

/** What a command waits for: one word at its end, however long that takes, or a result that comes bit by bit. */
export type Answers = 'word' | 'result';

/** A server that is stopped for a minute and a half goes on afterwards; a run whose line is dead ends within two. */
const LIMITS: LineLimits = { silenceMs: 20_000, deadMs: 90_000, answerMs: 10_000, resultMs: 30 * 60_000 };

/** What another connection says of the one that is silent. */
export type Probe = (answerMs: number) => Promise<'alive' | 'gone'>;

interface Line {
  /** Commands that wait for an answer, or send. */
  waiting: number;
  /** Of these, those that take a result. */
  results: number;
  /** Bytes that had come when a command last began or ended. */
  before: number;
  timer: NodeJS.Timeout | undefined;
  readonly begin: () => void;
  dead: EngineError | undefined;
}

const lines = new WeakMap<Socket, Line>();

/**
 * Has a connection looked after while commands wait on it. A line that goes dead just after something was sent over it is
 * given up by the system after a quarter of an hour only: keep-alive is silent while bytes are not acknowledged. So after a
 * silence the server is asked by another connection: one that answers has a long statement to do; one that does not, for
 * long, is out of reach; and one that knows nothing of the first connection any more will never answer on it.
 */
export function watchLine(shard: Shard, stream: Socket, probe: Probe, limits: LineLimits = LIMITS): void {
  const giveUp = (reason: 'line-dead' | 'result-silent', since: number) => {
    const [server, seconds] = [serverName(shard), Math.round((performance.now() - since) / 1000)];
    line.dead = fail(reason, { shard: shard.name, server, seconds }, { where: { shard: shard.name, server } });
    stream.destroy();
  };
  const line: Line = {
    waiting: 0,
    results: 0,
    before: 0,
    timer: undefined,
    dead: undefined,
    begin: () => {
      let seen = countBytes(stream);
      let since = performance.now();
      let unanswered: number | undefined;
      let asking = false;
      const look = async (): Promise<void> => {
        const now = countBytes(stream);
        if (now !== seen || stream.isPaused()) {
          seen = now;
          since = performance.now();
          unanswered = undefined;
          return;
        }
        const mid = line.results > 0 && stream.bytesRead > line.before;
        if (mid && performance.now() - since >= limits.resultMs) return giveUp('result-silent', since);
        if (asking || performance.now() - since < limits.silenceMs) return;
        asking = true;
        const began = performance.now();
        const answer = await probe(limits.answerMs).catch(() => undefined);
        asking = false;
        if (line.timer === undefined || countBytes(stream) !== seen) return;
        if (answer === 'alive') unanswered = undefined;
        else if (answer === undefined) unanswered ??= began;
        const silent = unanswered === undefined ? 0 : performance.now() - unanswered;
        if (answer !== 'gone' && (unanswered === undefined || silent < limits.deadMs)) return;
        giveUp('line-dead', since);
      };
      line.timer = setInterval(() => void look(), Math.max(50, Math.min(5000, limits.silenceMs / 4)));
      line.timer.unref();
    },
  };
  lines.set(stream, line);
}

/** To be called when a command begins to wait on a connection; what it returns when it has ended, however that came. */
export function waitOn(stream: Socket, answers: Answers): () => void {
  const line = lines.get(stream);
  if (!line) return () => {};
  if (line.waiting++ === 0) line.begin();
  if (answers === 'result') line.results++;
  line.before = stream.bytesRead;
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    if (answers === 'result') line.results--;
    line.before = stream.bytesRead;
    if (--line.waiting > 0) return;
    clearInterval(line.timer);
    line.timer = undefined;
  };
}

/** Why a connection has gone, where it was given up, or that the server closed it. */
export function lostLine(shard: Shard, stream: Socket): EngineError {
  const where = { shard: shard.name, server: serverName(shard) };
  return lines.get(stream)?.dead ?? fail('connection-lost', { shard: shard.name }, { where });
}

/** Why a connection was given up; undefined where it was not. */
export function deadLine(stream: Socket): EngineError | undefined {
  return lines.get(stream)?.dead;
}

/** All that came, and all that the system took. */
function countBytes(stream: Socket): number {
  return stream.bytesRead + stream.bytesWritten - stream.writableLength;
}
