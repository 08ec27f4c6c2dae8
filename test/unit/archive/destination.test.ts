import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDestination, prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { lockDestination } from '../../../electron/engine/archive/destination-lock.ts';
import { emptyFolder } from '../../support/empty-folder.ts';
import { lockText } from '../../support/lock-text.ts';

test('a folder says whether it was just made into a destination', async () => {
  const folder = join(emptyFolder(), 'new');
  expect(await prepareDestination(folder)).toMatchObject({ created: true });
  expect(await prepareDestination(folder)).toMatchObject({ created: false });
  expect(await openDestination(folder)).toMatchObject({ created: false });
});

test('a folder in which a first run ended after the marker is a destination', async () => {
  const folder = emptyFolder();
  await prepareDestination(folder);
  rmSync(join(folder, 'README.txt'));
  expect(await prepareDestination(folder)).toMatchObject({ created: false });
});

test('a stale lock is taken over once, however many runs find it, and nothing stays aside', async () => {
  const folder = emptyFolder();
  for (let round = 0; round < 10; round++) {
    writeFileSync(join(folder, '.shardkeep.lock'), await lockText());
    const runs = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => lockDestination(folder, `run ${i}`)));
    const taken = runs.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
    expect(taken).toHaveLength(1);
    await taken[0]?.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('release leaves a lock that is another run’s, and the run learns that it has lost its own', async () => {
  const folder = emptyFolder();
  const lock = await lockDestination(folder, 'mine');
  await lock.expectOurs();
  const theirs = JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00.000Z', doing: 'theirs' });
  rmSync(join(folder, '.shardkeep.lock'));
  writeFileSync(join(folder, '.shardkeep.lock'), theirs);
  await expect(lock.expectOurs()).rejects.toMatchObject({ failure: { code: 'busy' } });
  await lock.release();
  expect(readFileSync(join(folder, '.shardkeep.lock'), 'utf8')).toBe(theirs);
});
