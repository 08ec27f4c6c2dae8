import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startUpdates } from '../../../electron/desktop/updates.ts';
import { emptyFolder } from '../../support/empty-folder.ts';

/** What an app with this package.json asks its updater for. */
async function asked(content: object | string, more: { isPackaged?: boolean; platform?: NodeJS.Platform } = {}) {
  const packageFile = join(emptyFolder(), 'package.json');
  writeFileSync(packageFile, typeof content === 'string' ? content : JSON.stringify(content));
  const calls: unknown[] = [];
  const updater = {
    setFeedURL: (options: object) => calls.push(options),
    checkForUpdates: () => {
      calls.push('check');
    },
    on: (event: string) => calls.push(event),
  };
  const source = { packageFile, isPackaged: true, platform: 'darwin' as const, arch: 'arm64', ...more };
  const asks = await startUpdates({ ...source, updater: () => updater });
  expect(asks).toBe(calls.length > 0);
  return calls;
}
const updates = 'https://releases.example.org/shardkeep/';

test('nothing is asked for as packages are made, nor where the address is not safe', async () => {
  expect(await asked({ name: 'shardkeep' })).toEqual([]);
  expect(await asked('no JSON')).toEqual([]);
  for (const other of ['http://example.org/', 'file:///tmp', 'releases', 7, null])
    expect(await asked({ updates: other })).toEqual([]);
});

test('a package that names its releases asks for newer ones, and fails silently where it cannot', async () => {
  const feed = 'https://releases.example.org/shardkeep';
  expect(await asked({ updates })).toEqual([
    'error',
    { url: `${feed}/darwin/arm64/RELEASES.json`, serverType: 'json' },
    'check',
  ]);
  expect(await asked({ updates }, { platform: 'win32' })).toEqual(['error', { url: `${feed}/win32/arm64` }, 'check']);
});

test('neither does an app that is not packaged ask, nor one on Linux, whose packages others update', async () => {
  expect(await asked({ updates }, { isPackaged: false })).toEqual([]);
  expect(await asked({ updates }, { platform: 'linux' })).toEqual([]);
});

test('an updater that cannot begin is left alone', async () => {
  const packageFile = join(emptyFolder(), 'package.json');
  writeFileSync(packageFile, JSON.stringify({ updates }));
  const checkForUpdates = vi.fn();
  const setFeedURL = () => {
    throw new Error('Could not get code signature for running application');
  };
  const source = { packageFile, isPackaged: true, platform: 'darwin' as const, arch: 'x64' };
  expect(await startUpdates({ ...source, updater: () => ({ setFeedURL, checkForUpdates, on: () => {} }) })).toBe(false);
  expect(checkForUpdates).not.toHaveBeenCalled();
});
