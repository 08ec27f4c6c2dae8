import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../electron/cli/exit-code.ts';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { lockDestination } from '../../../electron/engine/archive/destination-lock.ts';
import { findUnfinished } from '../../../electron/engine/archive/find-unfinished.ts';
import { writeManifest } from '../../../electron/engine/archive/set-folder.ts';
import { type BackupOptions, resumeBackup } from '../../../electron/engine/backup/run-backup.ts';
import { failureOf } from '../../../electron/engine/engine-error.ts';
import type { Failure } from '../../../shared/failure.ts';
import { temporaryFolder } from '../../support/round-trip.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';

const ID = '20261121T020000Z-full-7f3a';
const CLUSTER = { name: 'shop', shards: [{ name: 's0', host: '127.0.0.1', port: 1, user: 'u', password: '' }] };
const OPTIONS = { accounts: false, lanesPerShard: 2, compression: 'fast', volumeBytes: 1 << 20, chunkBytes: 1 << 20 };
const BEGIN = {
  ...{ type: 'begin', id: ID, cluster: 'shop', kind: 'full', method: 'hot', app: '0.1.0' },
  ...{ at: '2026-11-21T02:00:00.000Z', shards: ['s0'], options: OPTIONS },
};

/** As the set of `BEGIN` was. */
const ASKED = {
  cluster: CLUSTER,
  id: ID,
  method: 'hot',
  lanesPerShard: 2,
  compression: 'fast',
  volumeBytes: 1 << 20,
} as const;

/** A destination with a set of this journal, or none. */
async function interrupted(journal: string | undefined, id = ID): Promise<string> {
  const { folder } = await prepareDestination(join(temporaryFolder(), 'destination'));
  await mkdir(join(folder, 'shop', id), { recursive: true });
  if (journal !== undefined) await writeFile(join(folder, 'shop', id, 'journal.ndjson'), journal);
  return folder;
}

const line = (record: object) => `${JSON.stringify(record)}\n`;

async function refusal(folder: string, { id = ID, cluster = CLUSTER } = {}): Promise<[string | undefined, number]> {
  const failure = await findUnfinished({ folder, id }, cluster).then(() => undefined, failureOf);
  return [failure?.fact?.reason, failure ? exitCodeOf(failure.code) : 0];
}

test('a set that was interrupted can be finished, also where its last line was being written', async () => {
  expect(await refusal(await interrupted(line(BEGIN)))).toEqual([undefined, 0]);
  expect(await refusal(await interrupted(`${line(BEGIN)}{"type":"vol`))).toEqual([undefined, 0]);
});

test('one that is complete has nothing to finish', async () => {
  const folder = await interrupted(line(BEGIN));
  const volumes = [{ file: 's0.0001.zip', bytes: 1, sha256: '0'.repeat(64) }];
  await writeManifest(join(folder, 'shop', ID), sampleManifest([sampleShard('s0')], { id: ID, volumes }));
  expect(await refusal(folder)).toEqual(['set-finished', 2]);
});

test('one that is not there, of another cluster or with other shards is not finished', async () => {
  const folder = await interrupted(line(BEGIN));
  expect(await refusal(folder, { id: '20261121T020000Z-full-0000' })).toEqual(['no-such-set', 2]);
  expect(await refusal(folder, { cluster: { ...CLUSTER, name: 'other' } })).toEqual(['resume-other-cluster', 2]);
  expect(await refusal(folder, { cluster: { ...CLUSTER, shards: [] } })).toEqual(['resume-other-shards', 2]);
});

test('one whose journal is gone, damaged, from an earlier version or of an incremental set is not finished', async () => {
  expect(await refusal(await interrupted(undefined))).toEqual(['journal-missing', 4]);
  expect(await refusal(await interrupted(`${line(BEGIN)}{"type":"vol\n`))).toEqual(['journal-damaged', 4]);
  expect(await refusal(await interrupted(line({ ...BEGIN, id: 'other' })))).toEqual(['journal-damaged', 4]);
  const { options: _, ...older } = BEGIN;
  expect(await refusal(await interrupted(line(older)))).toEqual(['journal-older', 2]);
  const id = '20261121T020000Z-incremental-7f3a';
  const incremental = line({ ...older, id, kind: 'incremental' });
  expect(await refusal(await interrupted(incremental, id), { id })).toEqual(['resume-not-full', 2]);
});

test('nothing is finished while another run writes to the destination', async () => {
  const folder = await interrupted(line(BEGIN));
  const lock = await lockDestination(folder, 'backup');
  await expect(resumeBackup({ ...ASKED, to: folder })).rejects.toMatchObject({
    failure: { code: 'busy' },
  });
  await lock.release();
});

/** How a resume ends that is asked for like this, of a set whose journal says that. */
async function asked(asks: Partial<BackupOptions>, begin: object, options: object): Promise<Failure['fact']> {
  const folder = await interrupted(line({ ...BEGIN, ...begin, options: { ...OPTIONS, ...options } }));
  const journal = () => readFile(join(folder, 'shop', ID, 'journal.ndjson'), 'utf8');
  const before = await journal();
  const failure = await resumeBackup({ ...ASKED, ...asks, to: folder }).then(() => undefined, failureOf);
  expect(await journal()).toBe(before);
  return failure?.fact;
}

describe('the journal alone does not decide', () => {
  test.each([
    ['that password hashes are stored', {}, { accounts: true }, '--method hot --accounts'],
    ['that writers are held up', { method: 'cold' }, {}, '--method cold'],
    ['that writers are held up for a moment', { method: 'warm' }, {}, '--method warm'],
    ['which tables are read', {}, { only: ['shop.*', 'a."b'] }, '--method hot --only "a.\\"b" --only "shop.*"'],
    ['that none are', {}, { only: [] }, '--method hot --only ""'],
    ['what is left out of logs', {}, { withoutAccountStatements: true }, '--method hot --without-account-statements'],
  ])('%s', async (_, begin, options, was) => {
    expect(await asked({}, begin, options)).toMatchObject({
      reason: 'resume-asked-otherwise',
      values: { id: ID, was, is: '--method hot' },
    });
  });

  test.each([
    ['that more tables are read', { only: ['shop.a'] }],
    ['that statements about accounts come into the logs', { withoutAccountStatements: true }],
  ])('%s', async (_, asks) => {
    expect((await asked(asks, {}, {}))?.reason).toBe('resume-asked-otherwise');
  });

  test('what is asked for again in the same way', async () => {
    const options = { accounts: true, only: ['a.*', 'b.*'], withoutAccountStatements: true, lanesPerShard: 64 };
    const asks = { accounts: true, only: ['b.*', 'a.*'], withoutAccountStatements: true, method: 'warm' } as const;
    expect((await asked(asks, { method: 'warm' }, options))?.reason, 'of the server, whom it asks').toBe(
      'nothing-answers',
    );
  });
});
