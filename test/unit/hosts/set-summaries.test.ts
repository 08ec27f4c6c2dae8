import { existsSync } from 'node:fs';
import { cp, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { readSet } from '../../../electron/engine/archive/set-folder.ts';
import { createSetReader } from '../../../electron/host/services/set-reader.ts';
import { openSetSummaries } from '../../../electron/host/services/set-summaries.ts';
import { writeManySets } from '../../support/many-sets.ts';
import { dataFolder } from '../../support/services.ts';

const NEWEST = new Date('2026-11-21T02:00:00Z');
const few = { cluster: 'shop', sets: 50, shards: 2, tables: 4, newest: NEWEST, everyHours: 6 };

/** A store, its list, and which manifests the list read. */
async function open(of = few) {
  const data = await dataFolder();
  const drive = join(data, 'drive');
  const ids = await writeManySets(drive, of);
  const read: string[] = [];
  const start = () =>
    openSetSummaries(join(data, 'set-summaries.json'), (place) => {
      read.push(place.id);
      return readSet(place);
    });
  return { data, drive, ids, read, start, summaries: start() };
}

describe('the list of a destination', () => {
  test('has every set, newest first, in the state it is in', async () => {
    const { drive, ids, summaries } = await open();
    const sets = await summaries.read(drive);
    expect(sets.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(sets.filter(({ state }) => state === 'interrupted').map(({ id }) => id)).toEqual([ids[39]]);
    expect(sets.find(({ id }) => id === ids[20])).toMatchObject({ state: 'complete-with-exceptions', exceptions: 1 });
    expect(sets[0]).toMatchObject({
      cluster: 'shop',
      state: 'complete',
      tables: 4,
      shards: ['s0', 's1'],
      kind: 'full',
    });
  });

  test('says of an interrupted full set how it was begun, where a resume can finish it', async () => {
    const { drive, ids, summaries } = await open();
    const id = ids[39] ?? '';
    const journal = join(drive, 'shop', id, 'journal.ndjson');
    const unfinished = async () => (await summaries.read(drive)).find((one) => one.id === id)?.unfinished;
    const at = '2026-11-21T02:00:00.000Z';
    const begin = { type: 'begin', id, cluster: 'shop', method: 'cold', app: '0.1.0', at };
    const options = { accounts: false, lanesPerShard: 2, compression: 'default', volumeBytes: 1, chunkBytes: 1 };
    await writeFile(journal, `${JSON.stringify({ ...begin, kind: 'full', shards: ['s0'], options })}\n{"type":"vol`);
    expect(await unfinished()).toEqual({ method: 'cold', at, whole: 0 });
    const chosen = { accounts: true, only: ['shop.*'], withoutAccountStatements: true };
    const other = { ...begin, kind: 'full', shards: ['s0'], options: { ...options, ...chosen } };
    await writeFile(journal, `${JSON.stringify(other)}\n`);
    expect(await unfinished(), 'which is shown, since a resume asks for it').toEqual({
      ...{ method: 'cold', at, whole: 0 },
      ...chosen,
    });
    await writeFile(journal, `${JSON.stringify(begin)}\n`);
    expect(await unfinished(), 'of an older version').toBeUndefined();
    await writeFile(journal, '{"type":"begin"');
    expect(await unfinished(), 'cut off in its first line').toBeUndefined();
    await rm(journal);
    expect(await unfinished()).toBeUndefined();
  });

  test('reads a manifest once, after a restart of the app too, and again when it has changed', async () => {
    const { drive, ids, read, start, data, summaries } = await open();
    const first = await summaries.read(drive);
    expect(read).toHaveLength(49);
    expect(await summaries.read(drive)).toEqual(first);
    expect(read).toHaveLength(49);

    await expect.poll(() => existsSync(join(data, 'set-summaries.json')), { timeout: 5000 }).toBe(true);
    const later = start();
    expect(await later.read(drive)).toEqual(first);
    expect(read).toHaveLength(49);

    await utimes(join(drive, 'shop', ids[7] ?? '', 'manifest.json'), NEWEST, NEWEST);
    expect(await later.read(drive)).toEqual(first);
    expect(read.slice(49)).toEqual([ids[7]]);
  });

  test('does not call a set complete whose manifest or hash was altered since, and forgets what is deleted', async () => {
    const { drive, ids, summaries } = await open();
    await summaries.read(drive);
    const [one = '', two = '', three = ''] = ids;
    const at = (id: string) => join(drive, 'shop', id);
    await cp(join(at(three), 'manifest.json'), join(at(one), 'manifest.json'));
    await writeFile(join(at(two), 'manifest.sha256'), 'x');
    await rm(at(three), { recursive: true });
    const sets = await summaries.read(drive);
    expect(sets.find(({ id }) => id === one)).toMatchObject({ state: 'unreadable', failure: { code: 'damaged' } });
    expect(sets.find(({ id }) => id === two)).toMatchObject({ state: 'unreadable' });
    expect(sets.find(({ id }) => id === three)).toBeUndefined();
    expect(sets).toHaveLength(49);
  });
});

test('a set of ten thousand tables is read beside the host, which goes on answering', { timeout: 60_000 }, async () => {
  const { drive, ids, data } = await open({ ...few, sets: 1, shards: 64, tables: 10_000 });
  const reader = createSetReader(data);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const details = await reader.describe(drive, ids[0] ?? '');
  delay.disable();
  expect((await reader.list(drive)).sets).toMatchObject([{ id: ids[0], tables: 64 * Math.ceil(10_000 / 64) }]);
  expect(details.shards.flatMap(({ tables }) => tables)).toHaveLength(64 * Math.ceil(10_000 / 64));
  // Read in this thread it is about half a second in one piece.
  expect(delay.max / 1e6).toBeLessThan(200);
  await expect(reader.describe(drive, '20200101T000000Z-full-0000')).rejects.toMatchObject({
    failure: { code: 'not-found' },
  });
});

test('a destination whose thread is busy, or waits for a dead drive, holds up no other', {
  timeout: 60_000,
}, async () => {
  const large = await open({ ...few, sets: 1, shards: 16, tables: 3_000 });
  const small = await open();
  const reader = createSetReader(large.data);
  const ended: string[] = [];
  const slow = Promise.all(
    Array.from({ length: 6 }, () => reader.describe(large.drive, large.ids[0] ?? '').then(() => ended.push('large'))),
  );
  expect((await reader.list(small.drive)).sets).toHaveLength(50);
  ended.push('small');
  await slow;
  expect(ended.indexOf('small')).toBeLessThan(6);
  reader.forget(small.drive);
  expect((await reader.list(small.drive)).sets).toHaveLength(50);
});
