import { z } from 'zod';
import { Kind, Method, Snapshot, Table, Volume } from '../../../shared/manifest.ts';
import { count, instant, sha256 } from '../../../shared/manifest-basics.ts';
import { jsonText } from '../../../shared/printable.ts';
import { Replication } from '../../../shared/replication.ts';
import type { AppendTo, Store, StoreAppender } from '../store/store.ts';
import { storeAt } from '../store/store-at.ts';

export const JOURNAL_FILE = 'journal.ndjson';

/** How a full set was asked for. Nothing here is done by itself: whoever finishes the set asks for it again. */
const JournalOptions = z.object({
  only: z.array(z.string()).exactOptional(),
  accounts: z.boolean(),
  /** From here on not read: a resume has options of its own. */
  lanesPerShard: z.int().min(1).max(64),
  compression: z.enum(['none', 'fast', 'default']),
  volumeBytes: count,
  chunkBytes: count,
  /** Absent in older journals. */
  withoutAccountStatements: z.boolean().exactOptional(),
});
export type JournalOptions = z.infer<typeof JournalOptions>;

/** What tells whether a table is still the one that was read. */
const JournalVersion = z.object({
  /** When it was created, as the server says it; empty where it does not. */
  created: z.string(),
  /** Of its CREATE TABLE without the counter. */
  definition: sha256,
});
export type JournalVersion = z.infer<typeof JournalVersion>;

/** What tells whether the server still has the log that a snapshot is a place of. */
const JournalServer = z.object({
  flavour: z.enum(['mariadb', 'mysql']),
  version: z.string(),
  uuid: z.string().nullable(),
  /** As `fingerprint` of a manifest's `binlog`; null where the log could not be read. */
  fingerprint: sha256.nullable(),
  /** Transactions that were prepared with XA; null where the account may not ask. */
  prepared: count.nullable(),
  /** As in a manifest; absent in older journals. */
  replication: Replication.exactOptional(),
});
export type JournalServer = z.infer<typeof JournalServer>;

/** One line of `journal.ndjson`: what became durable while a set was written. */
export const JournalRecord = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begin'),
    id: z.string(),
    cluster: z.string(),
    kind: Kind.exactOptional(),
    method: Method,
    app: z.string(),
    at: instant,
    /** Full sets only. */
    shards: z.array(z.string()).exactOptional(),
    options: JournalOptions.exactOptional(),
  }),
  z.object({ type: z.literal('resume'), app: z.string(), at: instant }),
  z.object({
    type: z.literal('snapshot'),
    shard: z.string(),
    snapshot: Snapshot,
    server: JournalServer.exactOptional(),
  }),
  z.object({ type: z.literal('volume'), volume: Volume }),
  z.object({ type: z.literal('table'), shard: z.string(), table: Table, version: JournalVersion.exactOptional() }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

/** The record of a running set. It is deleted when the manifest stands; where it stays, the run was interrupted. */
export class Journal {
  readonly #store: Store;
  readonly #file: StoreAppender;
  #tail: Promise<void> = Promise.resolve();

  private constructor(store: Store, file: StoreAppender) {
    this.#store = store;
    this.#file = file;
  }

  static create(folder: string): Promise<Journal> {
    return Journal.#open(folder, { fresh: true });
  }

  /** Goes on with the journal of an interrupted run behind its `bytes` of whole lines. */
  static reopen(folder: string, bytes: number): Promise<Journal> {
    return Journal.#open(folder, { keep: bytes });
  }

  static async #open(folder: string, how: AppendTo): Promise<Journal> {
    const store = storeAt(folder);
    return new Journal(store, await store.append(JOURNAL_FILE, how));
  }

  /** Appends a record; volumes are made durable at once, since a resume starts from them. */
  append(record: JournalRecord): Promise<void> {
    this.#tail = this.#tail.then(async () => {
      await this.#file.append(`${jsonText(record)}\n`);
      if (record.type === 'volume') await this.#file.sync();
    });
    this.#tail.catch(() => {}); // whoever awaits the result handles it; the chain itself must not be "unhandled"
    return this.#tail;
  }

  /** Waits for what was appended and closes the file. */
  async close(): Promise<void> {
    await this.#tail.catch(() => {});
    await this.#file.close().catch(() => {});
  }

  /** Closes and deletes the journal of a finished set. */
  async remove(): Promise<void> {
    await this.close();
    await this.#store.remove(JOURNAL_FILE).catch(() => {});
  }
}
