import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockDataFolder } from '../../../electron/services/lock-data-folder.ts';
import { dataFolder } from '../../support/services.ts';

async function lockedBy(pid: number, since = new Date()): Promise<string> {
  const folder = await dataFolder();
  await writeFile(join(folder, 'in-use.lock'), JSON.stringify({ pid, since: since.toISOString() }));
  return folder;
}

test('a data folder is for one process, and free when that gives it back', async () => {
  const folder = await dataFolder();
  const unlock = lockDataFolder(folder);
  expect(await readdir(folder)).toEqual(['in-use.lock']);
  unlock();
  expect(await readdir(folder)).toEqual([]);
  const next = lockDataFolder(folder);
  unlock();
  expect(await readdir(folder)).toEqual(['in-use.lock']);
  next();
});

test('the lock of a process that lives is respected', async () => {
  const folder = await lockedBy(process.ppid);
  expect(() => lockDataFolder(folder)).toThrow(`process ${process.ppid}`);
});

test('a lock that nobody holds is taken over: dead, of before the last start of the computer, or half written', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  const folders = [await lockedBy(child.pid ?? 0), await lockedBy(process.ppid, new Date(0)), await dataFolder()];
  await writeFile(join(folders[2] ?? '', 'in-use.lock'), '{ "pid":');
  for (const folder of folders) lockDataFolder(folder)();
});
