import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, symlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockDestination } from '../../../electron/engine/archive/destination-lock.ts';
import { livenessOf, ownIdentity } from '../../../electron/engine/store/process-identity.ts';
import { emptyFolder } from '../../support/empty-folder.ts';
import { lockText } from '../../support/lock-text.ts';

const taken = { failure: { code: 'busy', fact: { reason: 'destination-busy-since' } } };

/** A destination with this lock, and how to take it. */
function found(text: string) {
  const folder = emptyFolder();
  const path = join(folder, '.shardkeep.lock');
  writeFileSync(path, text);
  const take = async (watchMs: number) => {
    const began = performance.now();
    const lock = await lockDestination(folder, 'mine', { watchMs });
    await lock.release();
    return performance.now() - began;
  };
  return { folder, path, take };
}

/** Counts in a lock as its holder does, somewhere else. */
function beating(path: string, text: (beat: string) => string): void {
  let beat = 0;
  // In place, as a holder does: nobody ever reads half a lock.
  const file = openSync(path, 'r+');
  const timer = setInterval(() => writeSync(file, text(String(++beat).padStart(12, '0')), 0), 50);
  onTestFinished(() => {
    clearInterval(timer);
    closeSync(file);
  });
}

/** A process that has ended and whose exit code nobody asks for, as in a container without init. */
async function zombie(): Promise<number> {
  // Until it has become `sleep`, bash asks for the exit codes of its children.
  const late = 'until [ "$(cat /proc/$$/comm)" = sleep ]; do sleep 0.02; done';
  const script = `(${late}) & echo $!; exec sleep 60`;
  const parent = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await parent.stdout.take(1).toArray()) as Buffer[];
  const pid = Number(line);
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), { timeout: 10_000 }).toMatch(/\) Z /);
  return pid;
}

describe.runIf(process.platform === 'linux')('a lock whose process is of this boot', () => {
  const LONG = 60_000;

  test('is taken over at once when that has ended', async () => {
    expect(await found(await lockText()).take(LONG)).toBeLessThan(5_000);
  });

  test('is taken over at once when that is a zombie', async () => {
    const pid = await zombie();
    const started = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
    expect(await found(await lockText({ pid, started })).take(LONG)).toBeLessThan(5_000);
  });

  test('is taken over at once when its number is another process’s by now', async () => {
    expect(await found(await lockText({ pid: process.ppid, started: '1' })).take(LONG)).toBeLessThan(5_000);
  });

  test('is respected at once when that lives, however long it says nothing', async () => {
    await expect(found(await lockText({ pid: process.pid })).take(LONG)).rejects.toMatchObject(taken);
  });
});

describe.each([
  ['another boot of a computer of the same name', { boot: 'b5f4c1de-0000-4000-8000-000000000000' }],
  ['another container of this computer', { space: 'pid:[1]' }],
  ['another computer with an image of this one', { host: 'elsewhere' }],
  ['a system that has no id for its boots', { boot: null, space: null, started: null }],
])('a lock of %s', (_name, who) => {
  test('is respected while its counter moves, although no process here has its number', async () => {
    const text = (beat: string) => JSON.stringify({ ...JSON.parse(pattern), beat });
    const pattern = await lockText(who);
    const { path, take } = found(pattern);
    beating(path, text);
    await expect(take(10_000)).rejects.toMatchObject(taken);
  });

  test('is taken over when nothing of it moved while it was watched, whatever the clock says', async () => {
    const { path, take } = found(await lockText({ ...who, pid: process.ppid }));
    utimesSync(path, new Date('2030-01-01'), new Date('2030-01-01'));
    expect(await take(600)).toBeGreaterThan(550);
  });
});

test('a holder counts while it lives, so that its lock can be watched', async () => {
  const folder = emptyFolder();
  const lock = await lockDestination(folder, 'mine', { beatMs: 20 });
  const read = () => readFileSync(join(folder, '.shardkeep.lock'), 'utf8');
  const before = read();
  await expect.poll(read).not.toBe(before);
  expect(read().length).toBe(before.length);
  await lock.release();
});

describe('a lock of an earlier version', () => {
  test('with a fresh time is respected, also where a computer of this name has no such process', async () => {
    const since = new Date().toISOString();
    const { take } = found(JSON.stringify({ pid: 2 ** 22, host: hostname(), since, run: 'x', doing: 'backup' }));
    await expect(take(1)).rejects.toMatchObject(taken);
  });
});

test('what stands in the place of a lock and is none is never taken away', async () => {
  const busy = { code: 'busy', fact: { reason: 'destination-busy' } };
  const noFile = { code: 'destination', fact: { reason: 'lock-not-a-file' } };
  for (const [make, failure] of [
    [(path: string) => writeFileSync(path, 'notes of somebody'), busy],
    [(path: string) => execFileSync('sh', ['-c', 'rm -f "$0" && mkfifo "$0"', path]), noFile],
    [(path: string) => symlinkSync('/nowhere/at/all', path), noFile],
  ] as const) {
    const folder = emptyFolder();
    make(join(folder, '.shardkeep.lock'));
    await expect(lockDestination(folder, 'mine', { watchMs: 300 })).rejects.toMatchObject({ failure });
  }
});

test('waiting for a lock ends with the run', async () => {
  const { folder } = found(await lockText({ host: 'elsewhere' }));
  const signal = AbortSignal.timeout(200);
  await expect(lockDestination(folder, 'mine', { watchMs: 60_000, signal })).rejects.toMatchObject({
    failure: { code: 'cancelled' },
  });
});

test('a process is known by more than its number', async () => {
  const own = await ownIdentity();
  expect(own).toMatchObject({ pid: process.pid, host: hostname() });
  expect(await livenessOf(own, own)).toBe(process.platform === 'linux' ? 'alive' : 'unknown');
});
