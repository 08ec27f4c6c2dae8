import { spawnSync } from 'node:child_process';
import { constants, type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { startCli, tempFolder } from '../../support/cli.ts';

/** Part of every Unix. */
const MAKE_PIPE = 'mkfifo';

/** Waits until somebody reads the pipe, and gives nothing. */
async function holdReader(pipe: string): Promise<FileHandle> {
  for (;;) {
    const writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined);
    if (writer) return writer;
    await sleep(50);
  }
}

test('Ctrl-C twice ends a command whose drive has stopped answering; pressed once and passed on by another program it does not', async () => {
  const to = await tempFolder();
  await prepareDestination(to);
  const set = join(to, 'shop', '20260101T000000Z-full-0123');
  await mkdir(set, { recursive: true });
  const pipe = join(set, 'manifest.json');
  spawnSync(MAKE_PIPE, [pipe]);
  const run = startCli(['list', '--from', to]);
  const writer = await Promise.race([holdReader(pipe), run.ended]);
  expect(writer).not.toHaveProperty('code');
  run.kill('SIGINT');
  await run.until(/Stopping/);
  run.kill('SIGINT');
  expect(await Promise.race([run.ended, sleep(1500)])).toBeUndefined();
  run.kill('SIGINT');
  const began = performance.now();
  const { code, stdout } = await run.ended;
  expect([code, stdout]).toEqual([null, '']);
  expect(performance.now() - began).toBeLessThan(3000);
  if ('fd' in writer) await writer.close();
});
