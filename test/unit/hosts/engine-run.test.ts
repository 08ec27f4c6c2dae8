import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runEngine } from '../../../electron/host/services/engine-run.ts';
import type { EngineEnd, EngineJob } from '../../../electron/job/engine-protocol.ts';
import { fakeEngine } from '../../support/services.ts';

const job: EngineJob = { kind: 'verify', from: '/drive', id: 'set' };
const done: EngineEnd = {
  state: 'done',
  outcome: 'ok',
  result: { kind: 'verify', volumes: 1, bytes: 1, damage: [], tables: [] },
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const engine = fakeEngine();
  return { engine, run: runEngine(job, () => engine, vi.fn()) };
}

describe('an engine process', () => {
  test('gets its job as a message once it is ready, and its end is acknowledged', async () => {
    const { engine, run } = start();
    expect(engine.received).toEqual([]);
    engine.say({ type: 'ready' });
    expect(engine.received).toEqual([{ type: 'run', job }]);
    engine.say({ type: 'ended', end: done });
    expect(engine.received.at(-1)).toEqual({ type: 'received' });
    engine.exit();
    expect(await run.ended).toEqual(done);
    await run.exited;
    expect(engine.killed).toBe(false);
  });

  test.each(['signal SIGSEGV', 'exit code 134'])('that dies (%s) is a failed job that says why', async (how) => {
    const { engine, run } = start();
    engine.say({ type: 'ready' });
    engine.exit(how);
    expect(await run.ended).toMatchObject({
      state: 'failed',
      failure: { code: 'internal', cause: how, safe: 'Nothing was changed.', next: expect.any(String) },
    });
  });

  test('that dies after its end was told has ended well', async () => {
    const { engine, run } = start();
    engine.say({ type: 'ready' });
    engine.say({ type: 'ended', end: done });
    engine.exit('signal SIGSEGV');
    expect(await run.ended).toEqual(done);
  });

  test('that never starts is given up', async () => {
    const { engine, run } = start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(engine.killed).toBe(true);
    expect(await run.ended).toMatchObject({ state: 'failed' });
  });

  test('that stays after its end is made to go', async () => {
    const { engine, run } = start();
    engine.say({ type: 'ready' });
    engine.say({ type: 'ended', end: done });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(engine.killed).toBe(true);
    await run.exited;
  });
});

describe('cancelling', () => {
  test('asks once, and the job ends in its own time', async () => {
    const { engine, run } = start();
    engine.say({ type: 'ready' });
    run.cancel();
    run.cancel();
    expect(engine.received.filter((message) => message.type === 'cancel')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(engine.killed).toBe(false);
  });

  test('before the process is ready still cancels', async () => {
    const { engine, run } = start();
    run.cancel();
    engine.say({ type: 'ready' });
    expect(engine.received.map((message) => message.type)).toEqual(['cancel', 'run', 'cancel']);
  });

  test('what does not end is killed, and that is a cancelled job', async () => {
    const { engine, run } = start();
    engine.say({ type: 'ready' });
    run.cancel();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(engine.killed).toBe(true);
    expect(await run.ended).toMatchObject({ state: 'cancelled', failure: { code: 'cancelled' } });
  });
});
