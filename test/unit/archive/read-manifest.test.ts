import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSetFolder, readSet, writeManifest } from '../../../electron/engine/archive/set-folder.ts';
import { verifySet } from '../../../electron/engine/verify/verify-set.ts';
import { emptyFolder } from '../../support/empty-folder.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';

const ID = '20260101T000000Z-full-0001';
const FILES = ['manifest.json', 'manifest.json.copy', 'manifest.sha256'] as const;

async function written() {
  const folder = await createSetFolder(emptyFolder(), 'shop', ID);
  const volume = { file: 's0.0001.zip', bytes: 0, sha256: '0'.repeat(64) };
  await writeManifest(folder, sampleManifest([sampleShard('s0')], { id: ID, volumes: [volume] }));
  return { folder, read: () => readSet({ id: ID, folder, cluster: 'shop' }) };
}

/** One bit of a file is another. */
function flip(path: string, offset = 20): void {
  const bytes = readFileSync(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('of the three files of a manifest', () => {
  test.each(FILES)('%s may be lost: the set is used, and its check names it', async (file) => {
    const { folder, read } = await written();
    rmSync(join(folder, file));
    const set = await read();
    expect(set.state).toBe('readable');
    if (set.state !== 'readable') return;
    const { damage } = await verifySet(set);
    const found = damage.filter(({ file: one }) => one.startsWith('manifest'));
    // A set of an earlier version has no copy, so that its absence is none of its damage.
    expect(found.map(({ fact }) => fact.reason)).toEqual(
      {
        'manifest.json': ['manifest-lost-copied'],
        'manifest.json.copy': [],
        'manifest.sha256': ['manifest-hash-lost'],
      }[file],
    );
  });

  test('the manifest or its copy may have a flipped bit', async () => {
    for (const file of ['manifest.json', 'manifest.json.copy']) {
      const { folder, read } = await written();
      flip(join(folder, file));
      const set = await read();
      expect(set.state).toBe('readable');
      if (set.state === 'readable')
        expect((await verifySet(set)).damage.map(({ fact }) => fact.reason)).toContain(
          file === 'manifest.json' ? 'manifest-damaged-copied' : 'manifest-copy-damaged',
        );
    }
  });

  test('two that agree with each other and not with a hash that can be read were altered, and are not used', async () => {
    const { folder, read } = await written();
    for (const file of ['manifest.json', 'manifest.json.copy']) flip(join(folder, file), 60);
    expect(await read()).toMatchObject({ state: 'unreadable', failure: { code: 'damaged' } });
  });

  test('two may not be lost: that is damage and not an interruption, unless the journal is there', async () => {
    for (const kept of ['manifest.sha256', 's0.0001.zip']) {
      const { folder, read } = await written();
      writeFileSync(join(folder, 's0.0001.zip'), '');
      for (const file of [...FILES, 's0.0001.zip']) if (file !== kept) rmSync(join(folder, file));
      expect(await read()).toMatchObject({ state: 'unreadable', failure: { fact: { reason: 'manifest-lost' } } });
      writeFileSync(join(folder, 'journal.ndjson'), '');
      expect(await read()).toMatchObject({ state: 'interrupted' });
    }
  });
});
