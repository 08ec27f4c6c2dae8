import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { contentOf } from '../../support/cli.ts';
import { dataFolder } from '../../support/services.ts';

const { absolutePath, isInside, openDestinations } = await import('../../../electron/host/services/destinations.ts');
const { createSetReader } = await import('../../../electron/host/services/set-reader.ts');

async function open() {
  const folder = await dataFolder();
  const at = async (name: string, files: readonly string[] = []) => {
    await mkdir(join(folder, name), { recursive: true });
    for (const file of files) {
      await mkdir(dirname(join(folder, name, file)), { recursive: true });
      await writeFile(join(folder, name, file), 'x');
    }
    return join(folder, name);
  };
  const data = join(folder, 'data');
  return { folder, at, destinations: openDestinations(data, createSetReader(data)) };
}

describe('a folder is', () => {
  // What it says must be what the first backup then does.
  test.each<[string, readonly string[], 'new' | 'unusable']>([
    ['empty', [], 'new'],
    ['a fresh drive', ['lost+found/x', '.Trash-1000/files/y', 'Thumbs.db', '.DS_Store'], 'new'],
    ['somebody’s', ['photos/1.jpg'], 'unusable'],
    ['hidden things', ['.config'], 'unusable'],
  ])('%s', async (_name, files, state) => {
    const { at, destinations } = await open();
    const path = await at('drive', files);
    const before = await contentOf(path);
    const view = await destinations.view(path);
    expect(view).toMatchObject({ path, state, remembered: false, freeBytes: expect.any(Number), sets: [] });
    expect(await contentOf(path)).toEqual(before);
    const prepared = await prepareDestination(path).then(
      () => 'new',
      () => 'unusable',
    );
    expect(prepared).toBe(state);
  });

  test('not there: new where its parent is, unusable where that is missing too', async () => {
    const { folder, destinations } = await open();
    expect(await destinations.view(join(folder, 'a'))).toMatchObject({ state: 'new' });
    expect(await destinations.view(join(folder, 'a', 'b'))).toMatchObject({
      state: 'unusable',
      freeBytes: null,
      failure: { next: 'Connect the drive, or create the folder first.' },
    });
  });

  test('a file, a damaged destination, or one of a newer version: unusable, in words', async () => {
    const { at, folder, destinations } = await open();
    await writeFile(join(folder, 'file'), 'x');
    const damaged = await at('damaged', ['.shardkeep.json']);
    const newer = await at('newer');
    await writeFile(join(newer, '.shardkeep.json'), JSON.stringify({ format: 'shardkeep-destination', major: 99 }));
    for (const path of [join(folder, 'file'), damaged, newer])
      expect(await destinations.view(path)).toMatchObject({ state: 'unusable', failure: { message: /.+/ } });
  });

  test.skipIf(process.getuid?.() === 0)('read-only: unusable', async () => {
    const { at, destinations } = await open();
    const path = await at('drive');
    await chmod(path, 0o500);
    expect(await destinations.view(path)).toMatchObject({ state: 'unusable' });
  });
});

test('destinations are remembered, newest first, and said to be gone when they are', async () => {
  const { at, destinations } = await open();
  const [one, two] = [await at('one'), await at('two')];
  await prepareDestination(one);
  await prepareDestination(two);
  expect(await destinations.view(one)).toMatchObject({ state: 'ready', remembered: false });
  await destinations.remember(two);
  await destinations.remember('/nowhere');
  expect(destinations.recent()).toEqual([two, one]);
  await rm(one, { recursive: true });
  expect(await destinations.view(one)).toMatchObject({
    state: 'unusable',
    remembered: true,
    failure: { code: 'destination', next: expect.stringContaining('Connect the drive') },
  });
  destinations.forget(one);
  expect(await destinations.view(one)).toMatchObject({ state: 'new', remembered: false });
  expect(destinations.recent()).toEqual([two]);
});

test.each<[string, string | null]>([
  ['/media/drive', '/media/drive'],
  [' /media/drive/ ', '/media/drive'],
  ['/media/../etc', '/etc'],
  ['~', homedir()],
  ['~/backups', join(homedir(), 'backups')],
  ['~other/backups', null],
  ['backups', null],
  ['./backups', null],
  ['', null],
])('the path %j means %j', (typed, path) => {
  if (path === null) expect(() => absolutePath(typed)).toThrow('Give the whole path');
  else expect(absolutePath(typed)).toBe(path);
});

test.each([
  ['/media/backup', '/media/backup', true],
  ['/media/backup', '/media/backup/shop/x', true],
  ['/media/backup', '/media/backup2', false],
  ['/media/backup', '/media', false],
  ['/media/backup', '//host/share', false],
  ['/media/backup', '/media/backup/../other', false],
])('only what is in a destination is shown in the file manager: %s, %s', (destination, path, shown) => {
  expect(isInside(destination, path)).toBe(shown);
});
