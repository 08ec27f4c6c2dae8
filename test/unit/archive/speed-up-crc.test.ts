import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import crc32 from 'crc-32';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { nativeCrc } from '../../../electron/engine/archive/speed-up-crc.ts';
import { VolumeWriter } from '../../../electron/engine/archive/volume-writer.ts';

/** What crc-32 computes itself: its function for binary strings stays as it is. */
const own = (bytes: Uint8Array, seed?: number) => crc32.bstr(Buffer.from(bytes).toString('latin1'), seed);

test('the CRC-32 of any bytes, whole or in pieces, is the one that crc-32 computes itself', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
      expect(nativeCrc(first)).toBe(own(first));
      // As archiver goes on: with the number before, unsigned.
      expect(nativeCrc(second, nativeCrc(first) >>> 0)).toBe(own(second, own(first) >>> 0));
    }),
  );
});

test('volumes are written with it', async () => {
  expect(crc32.buf).toBe(nativeCrc);
  const called = vi.spyOn(crc32, 'buf');
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-crc-'));
  const volume = await VolumeWriter.create(folder, 's0.0001.zip');
  await volume.addEntry('entry', Buffer.from('bytes'), new Date());
  await volume.close();
  expect(called).toHaveBeenCalled();
  await rm(folder, { recursive: true });
});
