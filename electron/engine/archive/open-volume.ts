import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { EngineError, fail, messageOf } from '../engine-error.ts';
import { openRegular } from '../open-regular.ts';
import { BlockReader } from './block-reader.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

/** Bytes read from the disk at once where an entry is read as a whole. */
const PIECE = 1 << 20;

/** Of what is read as a whole: definitions, accounts, indexes. */
const MOST_AT_ONCE = 256 << 20;
/** More than a volume has room for that is full of tables with one row. */
const MOST_ENTRIES = 3_000_000;

/** A volume opened for reading. Entries are stored, so any range can be read without what comes before it. */
export interface OpenVolume {
  readonly path: string;
  readonly entries: ReadonlyMap<string, VolumeEntry>;
  /** Reads bytes [from, from + length) of an entry. */
  read(entry: VolumeEntry, from: number, length: number): Promise<Buffer>;
  /** Where the content of an entry begins in the file. */
  start(entry: VolumeEntry): Promise<number>;
  /** Reads a whole entry of at most `limit` bytes and checks its CRC-32. */
  readAll(name: string, limit?: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface VolumeEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  /** Where its local header stands in the file; the content follows it. */
  readonly header: number;
}

/** Of a local header: its fixed part, what it begins with, and where the lengths of the name and of more fields stand. */
const LOCAL = { bytes: 30, signature: 0x04034b50, name: 26, extra: 28 } as const;

/**
 * Opens a volume and reads its directory; throws 'damaged' for anything that is not one of our ZIPs. The header of an
 * entry is read with the entry: a restore opens a volume of thousands of small tables for each of them.
 */
export async function openVolume(path: string): Promise<OpenVolume> {
  let handle: FileHandle;
  try {
    handle = await openRegular(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw fail('volume-missing', {}, { where: { file: path } });
    throw diagnoseDisk(cause, path);
  }
  try {
    const entries = await readDirectory(handle, path);
    const starts = new Map<VolumeEntry, number>();
    const start = async (entry: VolumeEntry) => {
      const at = starts.get(entry) ?? (await readStart(handle, path, entry));
      starts.set(entry, at);
      return at;
    };
    const read = async (entry: VolumeEntry, from: number, length: number) =>
      readRange(handle, path, entry.name, (await start(entry)) + from, length);
    return {
      path,
      entries,
      start,
      read,
      readAll: async (name, limit = MOST_AT_ONCE) => {
        const entry = entries.get(name);
        if (!entry) throw fail('entry-missing', { entry: name }, { where: { file: path } });
        const most = Math.min(limit, MOST_AT_ONCE);
        if (entry.size > most)
          throw fail('entry-beyond-limit', { entry: name, bytes: entry.size, limit: most }, { where: { file: path } });
        const pieces: Buffer[] = [];
        let sum = 0;
        for (let at = 0; at < entry.size; at += PIECE) {
          const piece = await read(entry, at, Math.min(PIECE, entry.size - at));
          sum = crc32(piece, sum);
          pieces.push(piece);
        }
        if (sum !== entry.crc32) throw fail('entry-altered', { entry: name }, { where: { file: path } });
        return Buffer.concat(pieces);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readDirectory(handle: FileHandle, path: string): Promise<Map<string, VolumeEntry>> {
  const entries = new Map<string, VolumeEntry>();
  try {
    const { size } = await handle.stat();
    const zip: ZipFile = await fromRandomAccessReaderPromise(new BlockReader(handle), size, {
      autoClose: false,
      strictFileNames: true,
    });
    for await (const entry of zip.eachEntry()) {
      if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize)
        throw fail('entry-not-plain', { entry: entry.fileName }, { where: { file: path } });
      if (entries.size >= MOST_ENTRIES)
        throw fail('volume-directory', { cause: `more than ${MOST_ENTRIES} entries` }, { where: { file: path } });
      if (entries.has(entry.fileName)) throw fail('entry-twice', { entry: entry.fileName }, { where: { file: path } });
      entries.set(entry.fileName, {
        name: entry.fileName,
        size: entry.uncompressedSize,
        crc32: entry.crc32,
        header: entry.relativeOffsetOfLocalHeader,
      });
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw fail('volume-directory', { cause: messageOf(error) }, { where: { file: path }, cause: error });
  }
  return entries;
}

async function readStart(handle: FileHandle, path: string, { name, header }: VolumeEntry): Promise<number> {
  const local = await readRange(handle, path, name, header, LOCAL.bytes);
  if (local.readUInt32LE(0) !== LOCAL.signature)
    throw fail('entry-altered', { entry: name }, { where: { file: path } });
  return header + LOCAL.bytes + local.readUInt16LE(LOCAL.name) + local.readUInt16LE(LOCAL.extra);
}

/** Reads bytes [from, from + length) of the file, which are of this entry. */
async function readRange(
  handle: FileHandle,
  path: string,
  entry: string,
  from: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await handle.read(buffer, got, length - got, from + got).catch((cause) => {
      throw diagnoseDisk(cause, path);
    });
    if (bytesRead === 0) throw fail('volume-ends-early', { entry }, { where: { file: path } });
    got += bytesRead;
  }
  return buffer;
}
