import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { sayFailure } from '../../../electron/cli/say-failure.ts';
import { findNewestSet, findSet, newSetId, writeManifest } from '../../../electron/engine/archive/set-folder.ts';
import { failureOf } from '../../../electron/engine/engine-error.ts';
import { chooseSets } from '../../../electron/engine/restore/choose-sets.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import { sampleManifest, sampleShard } from '../../support/sample-set.ts';

function manifest(id: string, cluster: string): Manifest {
  return sampleManifest([sampleShard('s0')], {
    id,
    cluster,
    volumes: [{ file: 's0.0001.zip', bytes: 0, sha256: '0'.repeat(64) }],
  });
}

const OLD = '20260101T000000Z-full-0001';
const MIDDLE = '20260102T000000Z-full-0002';
const NEW = '20260103T000000Z-full-0003';
let destination = '';

beforeEach(() => {
  destination = mkdtempSync(join(tmpdir(), 'shardkeep-test-'));
  onTestFinished(() => rmSync(destination, { recursive: true, force: true }));
});

/** Makes a set; `broken` leaves its manifest out or spoils it. */
async function put(cluster: string, id: string, broken?: 'interrupted' | 'damaged'): Promise<void> {
  const folder = join(destination, cluster, id);
  mkdirSync(folder, { recursive: true });
  if (broken !== 'interrupted') await writeManifest(folder, manifest(id, cluster));
  if (broken !== 'damaged') return;
  for (const file of ['manifest.json', 'manifest.json.copy']) writeFileSync(join(folder, file), '{}');
}

describe('the id of a new set', () => {
  const now = new Date('2026-01-03T23:59:59.700Z');

  test('is the second in which the run began', () => {
    expect(newSetId('full', now, [])).toMatch(/^20260103T235959Z-full-[0-9a-f]{4}$/);
    expect(newSetId('incremental', now, [NEW, OLD])).toMatch(/^20260103T235959Z-incremental-/);
  });

  test('sorts behind every other of the cluster, within one second and after a clock was set back too', () => {
    const others = [OLD];
    for (const kind of ['incremental', 'full', 'differential'] as const) {
      const id = newSetId(kind, now, others);
      expect([...others, id].toSorted().at(-1)).toBe(id);
      others.push(id);
    }
    expect(others.at(-1)).toMatch(/^20260104T000001Z-differential-/);
  });
});

describe('the set that is restored when none is named', () => {
  test('is the newest of the cluster, not of another one', async () => {
    await put('shop', OLD);
    await put('shop', MIDDLE);
    await put('blog', NEW);
    expect((await findNewestSet(destination, 'shop')).set.id).toBe(MIDDLE);
    expect((await findNewestSet(destination, 'blog')).set.id).toBe(NEW);
  });

  test('may have any cluster’s name while there is only one, and has to be named where there are several', async () => {
    await put('shop', OLD);
    expect((await findNewestSet(destination, 'standby')).set.id).toBe(OLD);
    await put('blog', NEW);
    const error = await findNewestSet(destination, 'standby').catch((thrown: unknown) => thrown);
    const failure = sayFailure(failureOf(error));
    expect(failure).toMatchObject({ code: 'bad-input', next: expect.stringMatching(/\(blog\).*\(shop\).*--id/) });
  });

  test('is not one of another cluster because the own one has none that can be read', async () => {
    await put('blog', NEW);
    await put('shop', OLD, 'interrupted');
    await expect(findNewestSet(destination, 'shop')).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await put('shop', MIDDLE, 'damaged');
    await expect(findNewestSet(destination, 'shop')).rejects.toMatchObject({ failure: { code: 'damaged' } });
  });

  test('comes with a note for each newer set that was passed over', async () => {
    await put('shop', OLD);
    await put('shop', MIDDLE, 'damaged');
    await put('shop', NEW, 'interrupted');
    const { chain, notes } = await chooseSets(destination, { cluster: { name: 'shop', shards: [] } });
    expect(chain.map(({ id }) => id)).toEqual([OLD]);
    const passed = { severity: 'note', target: '', code: 'newer-set', set: OLD };
    expect(notes).toEqual([
      { ...passed, newer: NEW, cause: null },
      { ...passed, newer: MIDDLE, cause: expect.stringContaining('cannot be used') },
    ]);
    expect((await chooseSets(destination, { id: OLD, cluster: { name: 'shop', shards: [] } })).notes).toEqual([]);
  });
});

test('a set is found by its id, whatever else lies there', async () => {
  await put('shop', OLD);
  await put('blog', NEW, 'damaged');
  expect((await findSet(destination, OLD)).cluster).toBe('shop');
  await expect(findSet(destination, NEW)).rejects.toMatchObject({ failure: { code: 'damaged' } });
  await expect(findSet(destination, `../shop/${OLD}`)).rejects.toMatchObject({ failure: { code: 'not-found' } });
});

test('a manifest that no reader would take is not written', async () => {
  const folder = join(destination, 'shop', OLD);
  mkdirSync(folder, { recursive: true });
  await expect(writeManifest(folder, { ...manifest(OLD, 'shop'), volumes: [] })).rejects.toMatchObject({
    failure: { code: 'internal', message: expect.stringContaining('volumes') },
  });
  await expect(findSet(destination, OLD)).rejects.toMatchObject({ failure: { code: 'not-found' } });
});
