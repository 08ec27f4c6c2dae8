import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';

/** How volumes are read. */
type Read = (
  this: FileHandle,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number | null,
) => Promise<{ bytesRead: number; buffer: Buffer }>;

/**
 * A drive that answers the first reading of an entry that begins with `text` with one of its bytes changed, and every later
 * one with what stands there: as a share's server may, or somebody who writes to the drive in between.
 */
export async function damageFirstReading(path: string, text: string): Promise<{ end(): void }> {
  const handle = await open(path);
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const read = prototype.read as Read;
  let first = true;
  const damaged: Read = async function (buffer, ...place) {
    const result = await read.call(this, buffer, ...place);
    // The directory of a volume is read with what stands in front of it.
    if (first && buffer.indexOf(text) === 0) {
      first = false;
      buffer[0] = 0x58;
    }
    return result;
  };
  const spy = vi.spyOn(prototype, 'read').mockImplementation(damaged as FileHandle['read']);
  return { end: () => spy.mockRestore() };
}
