import { fail } from '../engine-error.ts';
import type { Store } from './store.ts';
import { fileAt, placeIn } from './store-at.ts';

/** The whole content of a file of at most `limit` bytes. */
export async function readWhole(store: Store, name: string, limit: number): Promise<Buffer> {
  const reader = await store.open(name);
  try {
    const expect = (bytes: number) => {
      const where = { file: placeIn(store.about.place, name) };
      if (bytes > limit) throw fail('file-beyond-limit', { bytes, limit }, { where });
    };
    expect(reader.bytes);
    // One byte more than is expected: a file that grows meanwhile must not grow beyond the limit.
    const buffer = Buffer.allocUnsafe(reader.bytes + 1);
    const got = await reader.read(buffer, 0);
    expect(got);
    return buffer.subarray(0, got);
  } finally {
    await reader.close();
  }
}

/** The same of a file by its place. */
export async function readFileAt(path: string, limit: number): Promise<Buffer> {
  const { store, name } = fileAt(path);
  return readWhole(store, name, limit);
}

/** Writes a small file as a whole, by its place. */
export async function putFileAt(path: string, content: string): Promise<void> {
  const { store, name } = fileAt(path);
  await store.put(name, content);
}

/** Deletes a file by its place; that there is none is as good. */
export async function removeFileAt(path: string): Promise<void> {
  const { store, name } = fileAt(path);
  await store.remove(name);
}
