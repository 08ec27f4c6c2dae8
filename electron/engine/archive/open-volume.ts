import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { fromFdPromise, type ZipFile } from 'yauzl';
import { EngineError, fail, messageOf } from '../engine-error.ts';
import { diagnoseDisk } from './diagnose-disk.ts';

/** Bytes read from the disk at once where an entry is read as a whole. */
const PIECE = 1 << 20;

/** A volume opened for reading. Entries are stored, so any range can be read without what comes before it. */
export interface OpenVolume {
  readonly path: string;
  readonly entries: ReadonlyMap<string, VolumeEntry>;
  /** Reads bytes [from, from + length) of an entry. */
  read(entry: VolumeEntry, from: number, length: number): Promise<Buffer>;
  /** Reads a whole entry and checks its CRC-32. */
  readAll(name: string): Promise<Buffer>;
  close(): Promise<void>;
}

export interface VolumeEntry {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  /** Where the content begins in the file. */
  readonly start: number;
}

/** Opens a volume and reads its directory; throws 'damaged' for anything that is not one of our ZIPs. */
export async function openVolume(path: string): Promise<OpenVolume> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw fail('volume-missing', {}, { where: { file: path } });
    throw diagnoseDisk(cause, path);
  }
  try {
    const entries = await readDirectory(handle, path);
    return {
      path,
      entries,
      read: (entry, from, length) => readRange(handle, path, entry, from, length),
      readAll: async (name) => {
        const entry = entries.get(name);
        if (!entry) throw fail('entry-missing', { entry: name }, { where: { file: path } });
        const pieces: Buffer[] = [];
        let sum = 0;
        for (let at = 0; at < entry.size; at += PIECE) {
          const piece = await readRange(handle, path, entry, at, Math.min(PIECE, entry.size - at));
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
    const zip: ZipFile = await fromFdPromise(handle.fd, { autoClose: false, strictFileNames: true });
    for await (const entry of zip.eachEntry()) {
      if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize)
        throw fail('entry-not-plain', { entry: entry.fileName }, { where: { file: path } });
      if (entries.has(entry.fileName)) throw fail('entry-twice', { entry: entry.fileName }, { where: { file: path } });
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      entries.set(entry.fileName, {
        name: entry.fileName,
        size: entry.uncompressedSize,
        crc32: entry.crc32,
        start: fileDataStart,
      });
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw fail('volume-directory', { cause: messageOf(error) }, { where: { file: path }, cause: error });
  }
  return entries;
}

async function readRange(
  handle: FileHandle,
  path: string,
  entry: VolumeEntry,
  from: number,
  length: number,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await handle.read(buffer, got, length - got, entry.start + from + got).catch((cause) => {
      throw diagnoseDisk(cause, path);
    });
    if (bytesRead === 0) throw fail('volume-ends-early', { entry: entry.name }, { where: { file: path } });
    got += bytesRead;
  }
  return buffer;
}
