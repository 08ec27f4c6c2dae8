import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { fail, messageOf } from '../engine-error.ts';

/** none: plain TSV · fast: zstd level 1 · default: zstd level 3. */
export type Compression = 'none' | 'fast' | 'default';

/** One line of a frame index: a frame holds whole rows and can be decoded on its own. */
export interface Frame {
  /** Plain bytes. */
  readonly raw: number;
  /** Bytes in the entry. */
  readonly stored: number;
  /** Rows, or events of a binary log. */
  readonly rows: number;
  /** Binary logs: where the frame begins. */
  readonly log?: LogMark;
}

/** A place in a server's binary log: its position, and the first transaction that begins behind it in the same frame. */
export interface LogMark {
  readonly position: number;
  /** Header time of that transaction in seconds since 1970, 0 without one. */
  readonly seconds: number;
  /** Its commit time in microseconds since 1970 (MySQL), else 0. */
  readonly micros: number;
  /** Empty without one. */
  readonly gtid: string;
}

/** Suffix of a data entry for this compression. */
export function dataSuffix(compression: Compression): string {
  return compression === 'none' ? '.tsv' : '.tsv.zst';
}

/** Compresses one batch to one zstd frame with a checksum; without compression returns the batch itself. */
export function packFrame(raw: Uint8Array, compression: Compression): Uint8Array {
  if (compression === 'none') return raw;
  return zstdCompressSync(raw, {
    // Node appends an empty frame when the output fills its buffer exactly; a buffer beyond the worst case cannot be filled.
    chunkSize: raw.length + (raw.length >> 7) + 4096,
    params: {
      [constants.ZSTD_c_compressionLevel]: compression === 'fast' ? 1 : 3,
      [constants.ZSTD_c_checksumFlag]: 1,
      [constants.ZSTD_c_contentSizeFlag]: 1,
    },
  });
}

/** Decodes exactly one frame and checks its length; throws 'damaged' naming nothing, the caller adds the place. */
export function unpackFrame(stored: Uint8Array, frame: Frame, compressed: boolean): Uint8Array {
  if (!compressed) return stored;
  let raw: Uint8Array;
  try {
    raw = zstdDecompressSync(stored, { chunkSize: Math.max(1024, frame.raw + 64), maxOutputLength: frame.raw + 64 });
  } catch (cause) {
    throw fail('block-undecodable', { cause: messageOf(cause) }, { cause });
  }
  if (raw.length !== frame.raw) throw fail('block-length', { bytes: raw.length, recorded: frame.raw });
  return raw;
}

/** The frame index as text: `raw<TAB>stored<TAB>rows` per line; of binary logs also position, seconds, microseconds, GTID. */
export function formatIndex(frames: readonly Frame[]): Buffer {
  const lines = frames.map(({ raw, stored, rows, log }) =>
    [raw, stored, rows, ...(log ? [log.position, log.seconds, log.micros, log.gtid] : [])].join('\t'),
  );
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
}

/** One line of a frame index; line by line, since an expression over all of a long index runs out of stack. */
const LINE = /(\d{1,15})\t(\d{1,15})\t(\d{1,15})(?:\t(\d{1,15})\t(\d{1,15})\t(\d{1,16})\t([\w:-]*))?\n/y;

/** Reads a frame index strictly. */
export function parseIndex(bytes: Buffer): Frame[] {
  const text = bytes.toString('latin1');
  const frames: Frame[] = [];
  LINE.lastIndex = 0;
  for (let at = 0; at < text.length; at = LINE.lastIndex) {
    const line = LINE.exec(text);
    if (!line) throw fail('index-unreadable', {});
    const [, raw, stored, rows, position, seconds, micros, gtid] = line;
    const frame = { raw: Number(raw), stored: Number(stored), rows: Number(rows) };
    if (gtid === undefined) frames.push(frame);
    else
      frames.push({
        ...frame,
        log: { position: Number(position), seconds: Number(seconds), micros: Number(micros), gtid },
      });
  }
  return frames;
}
