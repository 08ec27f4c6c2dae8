import type { HeldLock, LockOptions } from './take-lock.ts';

/**
 * Where sets live. All bytes of a destination go through one of these; a kind is one way to keep them (a folder, later a
 * server or a cloud), and `test/unit/store/conformance.test.ts` is what each kind has to pass.
 *
 * What every kind promises:
 * - Names are relative to the store, parts apart by `/`; '' is the store's own folder. What a name may be in a set is
 *   restricted further (FORMAT.md); a name that would lead out of the store is refused.
 * - Nothing is seen under its name before it is whole: `put` and `commit` make it appear at once.
 * - What `put` or `commit` has made is there for every reader afterwards, and survives the loss of power.
 * - Folders are made by `makeFolder` only. Where somebody unplugged a drive, nothing is written into the empty place.
 * - Nothing is followed out of the store: a link, a pipe or a device in the place of a file is refused by name.
 * - Errors are EngineErrors that name the file as people know it. What is not there is `isMissing`.
 * - A call ends: where the store does not answer, `patient-store.ts` ends it.
 */
export interface Store {
  readonly about: StoreAbout;
  /** What is in a folder, in no order. */
  list(folder: string): Promise<StoreItem[]>;
  /** What a name is; undefined where there is nothing. A link is not followed. */
  stat(name: string): Promise<StoreStat | undefined>;
  /** Opens a file for reading; what others do to the name afterwards changes nothing of what is read. */
  open(name: string): Promise<StoreReader>;
  /** Begins a file that is new; throws where one of this name is being written. */
  create(name: string): Promise<StoreWriter>;
  /**
   * Writes a small file as a whole, in the place of what is there. With `ifAbsent` only where nothing is: of several that
   * try one gets true, all others false.
   */
  put(name: string, bytes: Uint8Array | string, how?: { readonly ifAbsent?: true }): Promise<boolean>;
  /** Deletes a file; that there is none is as good. */
  remove(name: string): Promise<void>;
  /**
   * Makes a folder for its owner alone, or takes the one that is there unless it has to be `fresh`. '' makes the store's
   * own: only its last part, since a missing parent usually is a drive that is not plugged in.
   */
  makeFolder(name: string, how?: { readonly fresh?: true }): Promise<void>;
  /** Throws why nothing could be written here, as far as that can be told without writing. */
  expectWritable(): Promise<void>;
  /** Of the disk that the store is on, or would be on; null where that cannot be told. */
  freeBytes(): Promise<number | null>;
  /** Takes a lock file, as strongly as the kind can; throws LockTaken (take-lock.ts). */
  lock(name: string, options: LockOptions): Promise<HeldLock>;
  /** Opens a file that grows line by line and may be read while it does. */
  append(name: string, how: AppendTo): Promise<StoreAppender>;
  /**
   * Gives a file a second name without moving its bytes, durably; false where the store cannot. Whether the bytes are what
   * they should be, the caller has to know.
   */
  copy?(from: string, to: string): Promise<boolean>;
  /** Takes a file back that an earlier version left open to others; never throws. */
  keepPrivate?(name: string): Promise<void>;
}

export interface StoreAbout {
  readonly kind: 'local' | 'memory';
  /** The store as text, from which `storeAt` opens it again, in another thread too; people read it as well. */
  readonly place: string;
}

export type StoreItemKind = 'file' | 'folder' | 'link' | 'other';

export interface StoreItem {
  /** Without the folder. */
  readonly name: string;
  readonly kind: StoreItemKind;
}

export interface StoreStat {
  readonly kind: StoreItemKind;
  readonly bytes: number;
  /** Milliseconds since 1970, by the store's clock. */
  readonly modified: number;
}

export interface StoreReader {
  /** Bytes of the file when it was opened. */
  readonly bytes: number;
  /** Fills `into` with what stands from `from` on; returns how much that was, less than its length only at the file's end. */
  read(into: Uint8Array, from: number): Promise<number>;
  close(): Promise<void>;
}

export interface StoreWriter {
  /** Adds bytes; their memory can be used again afterwards. After an error nothing more is taken. */
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Makes the file durable and gives it its name. */
  commit(): Promise<void>;
  /** Gives the file up: nothing of it is left. Never throws. */
  abandon(): Promise<void>;
}

export interface StoreAppender {
  append(bytes: string): Promise<void>;
  /** Makes durable what was appended. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file that must not be there yet; or one whose first bytes stay, and the rest is cut off. */
export type AppendTo = { readonly fresh: true } | { readonly keep: number };
