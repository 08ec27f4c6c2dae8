import { createHash } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Volume } from '../../../shared/manifest.ts';
import { openRegular } from '../open-regular.ts';
import { diagnoseDisk } from './diagnose-disk.ts';
import { keepPrivate, OWN_FILE } from './make-folder.ts';
import { syncFolder } from './sync-folder.ts';

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
/** As a volume that is written: the disk takes it meanwhile, instead of all of it at the end. */
const FLUSH_BYTES = 32 << 20;

/**
 * Puts a closed volume into another set of the same destination, durably: by a hard link where the file system has them
 * (exFAT, FAT32 and some network disks do not), which costs neither time nor space, else by copying, with the SHA-256
 * compared. False where the volume is missing or not as it was recorded; then nothing is left of it.
 */
export async function takeVolume(options: TakeVolumeOptions): Promise<boolean> {
  const { source, target, volume, signal } = options;
  signal.throwIfAborted();
  try {
    const found = await lstat(source);
    if (!found.isFile() || found.size !== volume.bytes) return false;
  } catch (error) {
    return notTaken(error, source);
  }
  // Every file system has its own error for what it does not do, and a file can have only so many names.
  const linked = await link(source, target).then(
    () => true,
    () => false,
  );
  if (!linked && !(await copy(options))) return false;
  await keepPrivate(target); // a link has the mode of the older file
  try {
    await syncFolder(dirname(target));
  } catch (error) {
    throw diagnoseDisk(error, target);
  }
  return true;
}

async function copy({ source, target, volume, signal, onCopied }: TakeVolumeOptions): Promise<boolean> {
  let input: FileHandle;
  try {
    input = await openRegular(source);
  } catch (error) {
    return notTaken(error, source);
  }
  const partial = `${target}.partial`;
  let output: FileHandle | undefined;
  let whole = false;
  try {
    output = await open(partial, 'wx', OWN_FILE);
    whole = (await pour(input, source, output, signal, onCopied)) === volume.sha256;
    if (whole) await output.sync();
    await output.close();
    if (whole) await rename(partial, target);
    return whole;
  } catch (error) {
    whole = false;
    signal.throwIfAborted();
    throw diagnoseDisk(error, target);
  } finally {
    await input.close().catch(() => {});
    await output?.close().catch(() => {}); // closed already, unless something failed
    if (output && !whole) await unlink(partial).catch(() => {});
  }
}

/** Copies one file into another and returns the SHA-256 of what was copied; undefined where it cannot be read. */
async function pour(
  input: FileHandle,
  source: string,
  output: FileHandle,
  signal: AbortSignal,
  onCopied: (bytes: number) => void,
): Promise<string | undefined> {
  const sha = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE);
  let unflushed = 0;
  for (;;) {
    signal.throwIfAborted();
    let bytesRead: number;
    try {
      ({ bytesRead } = await input.read(piece, 0, PIECE, null));
    } catch (error) {
      notTaken(error, source);
      return undefined;
    }
    if (bytesRead === 0) return sha.digest('hex');
    const bytes = piece.subarray(0, bytesRead);
    sha.update(bytes);
    await output.appendFile(bytes);
    onCopied(bytesRead);
    unflushed += bytesRead;
    if (unflushed >= FLUSH_BYTES) {
      await output.datasync();
      unflushed = 0;
    }
  }
}

/** What comes of an error: false for a file that is not there or that its disk cannot read; all others are thrown. */
function notTaken(error: unknown, path: string): false {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EIO') return false;
  throw diagnoseDisk(error, path);
}
