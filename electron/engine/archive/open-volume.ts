import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { EngineError, fail, messageOf } from '../engine-error.ts';
import { isAbsent, isSilent } from '../store/diagnose-disk.ts';
import type { StoreReader } from '../store/store.ts';
import { fileAt } from '../store/store-at.ts';
import { BlockReader } from './block-reader.ts';

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
  const { store, name } = fileAt(path);
  const reader = await store.open(name).catch((error) => {
    throw isAbsent(error) ? fail('volume-missing', {}, { where: { file: path } }) : error;
  });
  try {
    const entries = await readDirectory(reader, path);
    const starts = new Map<VolumeEntry, number>();
    const start = async (entry: VolumeEntry) => {
      const at = starts.get(entry) ?? (await readStart(reader, path, entry));
      starts.set(entry, at);
      return at;
    };
    const read = async (entry: VolumeEntry, from: number, length: number) =>
      readRange(reader, path, entry.name, (await start(entry)) + from, length);
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
      close: () => reader.close(),
    };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function readDirectory(reader: StoreReader, path: string): Promise<Map<string, VolumeEntry>> {
  const entries = new Map<string, VolumeEntry>();
  try {
    const zip: ZipFile = await fromRandomAccessReaderPromise(new BlockReader(reader), reader.bytes, {
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
    if (error instanceof EngineError && (error.failure.code === 'damaged' || isSilent(error))) throw error;
    const cause = error instanceof EngineError ? (error.failure.cause ?? error.message) : messageOf(error);
    throw fail('volume-directory', { cause }, { where: { file: path }, cause });
  }
  return entries;
}

async function readStart(reader: StoreReader, path: string, { name, header }: VolumeEntry): Promise<number> {
  const local = await readRange(reader, path, name, header, LOCAL.bytes);
  if (local.readUInt32LE(0) !== LOCAL.signature)
    throw fail('entry-altered', { entry: name }, { where: { file: path } });
  return header + LOCAL.bytes + local.readUInt16LE(LOCAL.name) + local.readUInt16LE(LOCAL.extra);
}

/** Reads bytes [from, from + length) of the file, which are of this entry. */
async function readRange(
  reader: StoreReader,
  path: string,
  entry: string,
  from: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const got = await reader.read(buffer, from);
  if (got < length) throw fail('volume-ends-early', { entry }, { where: { file: path } });
  return buffer;
}
