import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Method, Snapshot, Table, Volume } from '../../../shared/manifest.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

/** One line of `journal.ndjson`: what became durable while a set was written. */
export type JournalRecord =
  | {
      readonly type: 'begin';
      readonly id: string;
      readonly cluster: string;
      readonly method: Method;
      readonly app: string;
      readonly at: string;
    }
  | { readonly type: 'snapshot'; readonly shard: string; readonly snapshot: Snapshot }
  | { readonly type: 'volume'; readonly volume: Volume }
  | { readonly type: 'table'; readonly shard: string; readonly table: Table };

/** The record of a running set. It is deleted when the manifest stands; where it stays, the run was interrupted. */
export class Journal {
  #handle: FileHandle;
  #path: string;
  #tail: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  static async create(folder: string): Promise<Journal> {
    const path = join(folder, 'journal.ndjson');
    try {
      return new Journal(await open(path, 'wx'), path);
    } catch (error) {
      throw diagnoseDisk(error, path);
    }
  }

  /** Appends a record; volumes are made durable at once, since a resume starts from them. */
  append(record: JournalRecord): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      try {
        await this.#handle.appendFile(`${JSON.stringify(record)}\n`);
        if (record.type === 'volume') await this.#handle.sync();
      } catch (error) {
        throw diagnoseDisk(error, this.#path);
      }
    });
    this.#tail.catch(() => {}); // whoever awaits the result handles it; the chain itself must not be "unhandled"
    return this.#tail;
  }

  /** Waits for what was appended and closes the file. */
  async close(): Promise<void> {
    await this.#tail.catch(() => {});
    await this.#handle.close().catch(() => {});
  }

  /** Closes and deletes the journal of a finished set. */
  async remove(): Promise<void> {
    await this.close();
    await unlink(this.#path).catch(() => {});
  }
}
