import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LaneVolumes } from '../../../electron/engine/archive/lane-volumes.ts';
import { takeVolume } from '../../../electron/engine/archive/take-volume.ts';
import { temporaryFolder } from '../../support/round-trip.ts';

const CONTENT = randomBytes(3_500_000);
const FILE = 's0.0001.zip';

/** A place on another file system than that of temporary folders, to which nothing can be linked. */
const OTHER = ['/dev/shm', join(import.meta.dirname, '../../../node_modules')].find(
  (place) => existsSync(place) && statSync(place).dev !== statSync(tmpdir()).dev,
);

function elsewhere(): string {
  const folder = mkdtempSync(join(OTHER ?? '', 'shardkeep-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function given({
  to = temporaryFolder(),
  content = CONTENT,
}: {
  to?: string | undefined;
  content?: Buffer;
} = {}) {
  const source = join(temporaryFolder(), FILE);
  await writeFile(source, content);
  const copied: number[] = [];
  const end = new AbortController();
  const options = {
    source,
    target: join(to, FILE),
    volume: { bytes: CONTENT.length, sha256: createHash('sha256').update(CONTENT).digest('hex') },
    signal: end.signal,
    onCopied: (bytes: number) => void copied.push(bytes),
  };
  return { source, to, copied, end, options, take: () => takeVolume(options) };
}

const altered = Buffer.from(CONTENT);
altered[2_000_000] = (altered[2_000_000] ?? 0) ^ 1;

describe('a volume of an earlier set', () => {
  test('is linked where the file system can: no bytes are read, and it outlives the earlier set', async () => {
    const { source, to, copied, take } = await given();
    expect(await take()).toBe(true);
    expect(copied).toEqual([]);
    expect(statSync(join(to, FILE)).ino).toBe(statSync(source).ino);
    await rm(source);
    expect((await readFile(join(to, FILE))).equals(CONTENT)).toBe(true);
  });

  test('is not taken where it is missing or has another size', async () => {
    const shorter = await given({ content: CONTENT.subarray(1) });
    expect(await shorter.take()).toBe(false);
    const { source, to, take } = await given();
    await rm(source);
    expect(await take()).toBe(false);
    expect([...readdirSync(to), ...readdirSync(shorter.to)]).toEqual([]);
  });

  describe.skipIf(OTHER === undefined)('elsewhere', () => {
    test('is copied, byte by byte', async () => {
      const { source, to, copied, take } = await given({ to: elsewhere() });
      expect(await take()).toBe(true);
      expect((await readFile(join(to, FILE))).equals(CONTENT)).toBe(true);
      expect(copied.reduce((sum, bytes) => sum + bytes)).toBe(CONTENT.length);
      expect(readdirSync(to)).toEqual([FILE]);
      expect((await readFile(source)).equals(CONTENT)).toBe(true);
    });

    test('is not taken where one bit of it is not as it was written', async () => {
      const { to, take } = await given({ to: elsewhere(), content: altered });
      expect(await take()).toBe(false);
      expect(readdirSync(to)).toEqual([]);
    });

    test('leaves nothing where the run is cancelled amid the copy', async () => {
      const { to, end, options } = await given({ to: elsewhere() });
      const cancelled = takeVolume({ ...options, onCopied: () => end.abort() });
      await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
      expect(readdirSync(to)).toEqual([]);
    });

    test('leaves nothing either where its lane is given up meanwhile', async () => {
      const folder = elsewhere();
      const { source, end, options } = await given({ to: folder });
      const counter = new Int32Array(1);
      const about = { prefix: 's0', counter, volumeBytes: 1 << 30, compression: 'fast', date: new Date() } as const;
      const volumes = new LaneVolumes({ ...about, folder, onVolume: () => {} });
      const copying = Promise.withResolvers<void>();
      const taking = volumes.takeOver(source, { ...options.volume, file: FILE }, end.signal, () => copying.resolve());
      taking.catch(() => {}); // awaited below
      await copying.promise;
      expect(readdirSync(folder)).toEqual([`${FILE}.partial`]);
      end.abort();
      await volumes.abandon();
      expect(readdirSync(folder)).toEqual([]);
      await expect(taking).rejects.toMatchObject({ name: 'AbortError' });
    });

    test('is not copied over what has its name, and the failure names the file', async () => {
      const { to, take } = await given({ to: elsewhere() });
      await writeFile(join(to, `${FILE}.partial`), 'of another run');
      await expect(take()).rejects.toMatchObject({ failure: { where: { file: join(to, FILE) } } });
      expect(await readFile(join(to, `${FILE}.partial`), 'utf8')).toBe('of another run');
    });
  });
});
