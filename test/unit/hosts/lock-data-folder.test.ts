import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataFolder } from '../../../electron/host/services/lock-data-folder.ts';
import { lockText } from '../../support/lock-text.ts';
import { dataFolder } from '../../support/services.ts';

/** As earlier versions wrote it. */
async function lockedBy(pid: number, since = new Date()): Promise<string> {
  const folder = await dataFolder();
  await writeFile(join(folder, 'in-use.lock'), JSON.stringify({ pid, since: since.toISOString() }));
  return folder;
}

test('a data folder is for one process, and free when that gives it back', async () => {
  const folder = await dataFolder();
  const lock = await lockDataFolder(folder);
  expect(await readdir(folder)).toEqual(['in-use.lock']);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  const next = await lockDataFolder(folder);
  await lock.release();
  lock.releaseNow();
  expect(await readdir(folder)).toEqual(['in-use.lock']);
  next.releaseNow();
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that lives is respected', async () => {
  const folder = await lockedBy(process.ppid);
  await expect(lockDataFolder(folder)).rejects.toThrow(`process ${process.ppid}`);
  const own = await dataFolder();
  await lockDataFolder(own);
  await expect(lockDataFolder(own)).rejects.toThrow(`process ${process.pid}`);
});

test('a lock that nobody holds is taken over: dead, of before the last start of the computer, or half written', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const folders = [await lockedBy(child.pid ?? 0), await lockedBy(process.ppid, new Date(0)), await dataFolder()];
  await writeFile(join(folders[2] ?? '', 'in-use.lock'), '{ "pid":');
  for (const folder of folders) await (await lockDataFolder(folder, 300)).release();
});

test('of several that find the lock of a dead process one takes it, and nobody takes the new one away', async () => {
  const folder = await dataFolder();
  for (let round = 0; round < 5; round++) {
    await writeFile(join(folder, 'in-use.lock'), await lockText());
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataFolder(folder)));
    const held = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['in-use.lock']);
    await held[0]?.release();
  }
});
