import { hash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openVolume } from '../../../electron/engine/archive/open-volume.ts';
import { VolumeWriter } from '../../../electron/engine/archive/volume-writer.ts';

/** More than twice what is flushed at once. */
const PIECES = 70;
const piece = (number: number) => Buffer.alloc(1 << 20, number);
const DATE = new Date('2026-11-21T00:00:00Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardkeep-test-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** No test can make a disk fail at will, so what Node calls for it does. */
async function datasyncOf(folder: string) {
  const handle = await open(join(folder, 'probe'), 'w');
  await handle.close();
  await rm(join(folder, 'probe'));
  return vi.spyOn(Object.getPrototypeOf(handle) as { datasync(): Promise<void> }, 'datasync');
}

async function writePieces(writer: VolumeWriter): Promise<void> {
  writer.beginEntry('data/t', DATE);
  for (let i = 0; i < PIECES; i++) await writer.write(piece(i));
  await writer.endEntry();
}

describe('a volume', () => {
  test('goes to the disk while it is written, and is what was written', async () => {
    const datasync = await datasyncOf(folder);
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    await writePieces(writer);
    const receipt = await writer.close();
    expect(datasync.mock.calls.length).toBeGreaterThanOrEqual(1);
    const bytes = await readFile(join(folder, receipt.file));
    expect(receipt).toEqual({ file: 's0.0001.zip', bytes: bytes.length, sha256: hash('sha256', bytes, 'hex') });
    const volume = await openVolume(join(folder, receipt.file));
    const content = await volume.readAll('data/t');
    await volume.close();
    expect(content.equals(Buffer.concat(Array.from({ length: PIECES }, (_, i) => piece(i))))).toBe(true);
  });

  test('has every piece once it is written, so that the same memory can take the next one', async () => {
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    const memory = Buffer.allocUnsafeSlow(1 << 20);
    const lengths = [1 << 20, 0, 5, 1000, 1 << 20];
    writer.beginEntry('data/t', DATE);
    for (const [i, length] of lengths.entries()) await writer.write(memory.fill(i + 1).subarray(0, length));
    memory.fill(0);
    await writer.endEntry();
    const { file } = await writer.close();
    const volume = await openVolume(join(folder, file));
    const content = await volume.readAll('data/t');
    await volume.close();
    expect(content.equals(Buffer.concat(lengths.map((length, i) => Buffer.alloc(length, i + 1))))).toBe(true);
  });

  test('of thousands of entries, whose directory is longer than what is read of it at once, is read whole', async () => {
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    const name = (i: number) => `${'a-long-name/'.repeat(12)}${i}`;
    for (let i = 0; i < 2000; i++) await writer.addEntry(name(i), Buffer.from(`content ${i}`), DATE);
    const { file } = await writer.close();
    const volume = await openVolume(join(folder, file));
    expect(volume.entries.size).toBe(2000);
    for (const i of [0, 1, 999, 1999]) expect(String(await volume.readAll(name(i)))).toBe(`content ${i}`);
    await volume.close();
  });

  test('that is given up while it takes a piece says so to whoever waits', async () => {
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    writer.beginEntry('data/t', DATE);
    const told = expect(writer.write(piece(1))).rejects.toMatchObject({ failure: { fact: { reason: 'run-stopped' } } });
    await writer.abandon();
    await told;
    expect(await readdir(folder)).toEqual([]);
  });

  test('that the disk fails to take is an error, at the latest when it is closed', async () => {
    const datasync = await datasyncOf(folder);
    const failure = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    datasync.mockRejectedValue(failure);
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    const written = writePieces(writer).then(() => writer.close());
    await expect(written).rejects.toMatchObject({
      failure: { where: { file: expect.stringContaining('s0.0001.zip') } },
    });
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
  });

  test('whose last flush fails when all is written is an error too', async () => {
    const datasync = await datasyncOf(folder);
    const late = Promise.withResolvers<void>();
    datasync.mockReturnValue(late.promise);
    const writer = await VolumeWriter.create(folder, 's0.0001.zip');
    await writePieces(writer);
    setTimeout(() => late.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })), 1000);
    await expect(writer.close()).rejects.toMatchObject({
      failure: { where: { file: expect.stringContaining('s0.0001.zip') } },
    });
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
  });
});
