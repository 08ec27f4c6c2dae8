import { createHash } from 'node:crypto';
import type { Volume } from '../../../shared/manifest.ts';
import { isAbsent, isUnreadable } from '../store/diagnose-disk.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import { inOneStore } from '../store/store-at.ts';

export interface TakeVolumeOptions {
  /** Path of the volume in the set that has it, and in the one that gets it. */
  readonly source: string;
  readonly target: string;
  /** As the set that has it recorded it. */
  readonly volume: Pick<Volume, 'bytes' | 'sha256'>;
  readonly signal: AbortSignal;
  /** Told how many bytes were copied, piece by piece; never where none had to be. */
  readonly onCopied: (bytes: number) => void;
}

const PIECE = 1 << 20;

/**
 * Puts a closed volume into another set of the same destination, durably: as a second name where the store can (exFAT, FAT32
 * and some network disks cannot), which costs neither time nor space, else by copying, with the SHA-256 compared. False where
 * the volume is missing or not as it was recorded; then nothing is left of it.
 */
export async function takeVolume(options: TakeVolumeOptions): Promise<boolean> {
  const { volume, signal } = options;
  signal.throwIfAborted();
  const { store, names } = inOneStore(options.source, options.target);
  const [source, target] = names;
  try {
    const found = await store.stat(source);
    if (found?.kind !== 'file' || found.bytes !== volume.bytes) return false;
  } catch (error) {
    return notTaken(error);
  }
  if (await store.copy?.(source, target)) return true;
  const input = await store.open(source).catch(notTaken);
  if (!input) return false;
  try {
    return await copy(input, await store.create(target), options);
  } finally {
    await input.close();
  }
}

async function copy(
  input: StoreReader,
  output: StoreWriter,
  { volume, signal, onCopied }: TakeVolumeOptions,
): Promise<boolean> {
  let whole = false;
  try {
    if ((await pour(input, output, signal, onCopied)) !== volume.sha256) return false;
    await output.commit();
    whole = true;
    return true;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    if (!whole) await output.abandon();
  }
}

/** Copies one file into another and returns the SHA-256 of what was copied; undefined where it cannot be read. */
async function pour(
  input: StoreReader,
  output: StoreWriter,
  signal: AbortSignal,
  onCopied: (bytes: number) => void,
): Promise<string | undefined> {
  const sha = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE);
  for (let at = 0; ; ) {
    signal.throwIfAborted();
    const got = await input.read(piece, at).catch(notTaken);
    if (got === false) return undefined;
    if (got === 0) return sha.digest('hex');
    const bytes = piece.subarray(0, got);
    sha.update(bytes);
    await output.write([bytes]);
    onCopied(got);
    at += got;
  }
}

/** What comes of an error: false for a file that is not there or that its disk cannot read; all others are thrown. */
function notTaken(error: unknown): false {
  if (isAbsent(error) || isUnreadable(error)) return false;
  throw error;
}
