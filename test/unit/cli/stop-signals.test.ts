import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { startCli, tempFolder } from '../../support/cli.ts';

const SILENT_DRIVE = pathToFileURL(join(import.meta.dirname, '../../support/silent-drive.mjs')).href;

test('Ctrl-C twice ends a command whose drive has stopped answering; pressed once and passed on by another program it does not', async () => {
  const to = await tempFolder();
  await prepareDestination(to);
  await mkdir(join(to, 'shop', '20260101T000000Z-full-0123'), { recursive: true });
  const run = startCli(['list', '--from', to], { env: { NODE_OPTIONS: `--import=${SILENT_DRIVE}` } });
  await run.until(/the drive is silent/);
  run.kill('SIGINT');
  await run.until(/Stopping/);
  run.kill('SIGINT');
  expect(await Promise.race([run.ended, sleep(1500)])).toBeUndefined();
  run.kill('SIGINT');
  const began = performance.now();
  const { code, stdout } = await run.ended;
  expect([code, stdout]).toEqual([null, '']);
  expect(performance.now() - began).toBeLessThan(3000);
});
