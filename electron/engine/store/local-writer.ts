import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EngineError, fail } from '../engine-error.ts';
import { openRegular } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { OWN_FILE } from './own-modes.ts';
import type { AppendTo, StoreAppender, StoreWriter } from './store.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * Bytes after which the disk is asked to take them while more are read. Otherwise they all wait in the system's memory,
 * gigabytes on a slow drive, for the sync at the end (280 MB on a fast one: 0.3 s there instead of 0.03 s).
 */
const FLUSH_BYTES = 32 << 20;

/** Creates `<path>.partial`, which gets its name when it is durable; a file of that name already there is an error. */
export async function createLocal(path: string): Promise<StoreWriter> {
  try {
    return new LocalWriter(path, await open(`${path}.partial`, 'wx', OWN_FILE));
  } catch (error) {
    throw diagnoseDisk(error, path);
  }
}

class LocalWriter implements StoreWriter {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** Written since the last flush began. */
  #unflushed = 0;
  #flushing: Promise<void> | undefined;
  /** A disk may report a failure once only, and that may be to the flush. */
  #error: EngineError | undefined;
  #closed = false;
  /** It has its name or was given up; another writer may have its temporary name by now. */
  #over = false;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async write(pieces: readonly Uint8Array[]): Promise<void> {
    if (this.#error) throw this.#error;
    const total = pieces.reduce((sum, { length }) => sum + length, 0);
    try {
      const { bytesWritten } = await this.#handle.writev(pieces);
      // A disk that fills up may take a part; the rest then names the reason.
      if (bytesWritten < total) await this.#handle.appendFile(Buffer.concat(pieces).subarray(bytesWritten));
    } catch (error) {
      throw this.#fail(error);
    }
    if (this.#error) throw this.#error;
    this.#unflushed += total;
    if (this.#unflushed >= FLUSH_BYTES && this.#flushing === undefined) this.#flush();
  }

  async commit(): Promise<void> {
    try {
      await this.#flushing;
      if (this.#error) throw this.#error;
      await this.#handle.sync();
      await this.#close();
      await rename(`${this.#path}.partial`, this.#path);
      this.#over = true;
      await syncFolder(dirname(this.#path));
    } catch (error) {
      throw this.#fail(error);
    }
  }

  async abandon(): Promise<void> {
    this.#error ??= fail('run-stopped', {});
    await this.#close().catch(() => {});
    if (!this.#over) await unlink(`${this.#path}.partial`).catch(() => {});
    this.#over = true;
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }

  /** Begins to make durable what is written so far, beside the writing. */
  #flush(): void {
    this.#unflushed = 0;
    this.#flushing = this.#handle
      .datasync()
      .catch((error: unknown) => void this.#fail(error))
      .finally(() => {
        this.#flushing = undefined;
      });
  }

  #fail(error: unknown): EngineError {
    this.#error ??= diagnoseDisk(error, this.#path);
    return this.#error;
  }
}

/** Opens a file that grows. */
export async function appendLocal(path: string, how: AppendTo): Promise<StoreAppender> {
  const handle = await openAppended(path, how).catch((error) => Promise.reject(diagnoseDisk(error, path)));
  const told = <T>(call: Promise<T>) => call.catch((error) => Promise.reject(diagnoseDisk(error, path)));
  return {
    append: (bytes) => told(handle.appendFile(bytes)),
    sync: () => told(handle.sync()),
    close: () => told(handle.close()),
  };
}

async function openAppended(path: string, how: AppendTo): Promise<FileHandle> {
  if ('fresh' in how) return open(path, 'wx', OWN_FILE);
  const handle = await openRegular(path, constants.O_WRONLY | constants.O_APPEND);
  await handle.chmod(OWN_FILE).catch(() => {}); // some disks know no modes
  await handle.truncate(how.keep);
  return handle;
}
