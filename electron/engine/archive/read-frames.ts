import type { ChunkPart } from '../../../shared/manifest.ts';
import { fail, locate } from '../engine-error.ts';
import { expectMemory } from '../expect-memory.ts';
import { freeMemory } from '../free-memory.ts';
import { type Frame, parseIndex, unpackFrame } from './frames.ts';
import type { OpenVolume, VolumeEntry } from './open-volume.ts';

/** A row has at most 1 GiB on the wire, which escapes may double; an event has no more, and none. What comes with it is no more than this. */
const LONGEST_ROW = 2 ** 31 + 2 ** 26;
const LONGEST_EVENT = 2 ** 30 + 2 ** 26;
/** A block of several rows is cut at about 1 MiB; no writer comes near. */
const LONGEST_OF_ROWS = 2 ** 26;
/** Seven fields of up to 16 digits, with room for a long GTID. */
const INDEX_LINE_BYTES = 512;

/** Before anything is read or unpacked: 70 kB can be the whole of a block of 2 GB. */
function mostOfRows({ rows }: Frame): number {
  return rows > 1 ? LONGEST_OF_ROWS : LONGEST_ROW;
}

/** What cannot be compressed grows by little. */
function mostStored(raw: number): number {
  return raw + Math.floor(raw / 128) + 4096;
}

export interface DecodedFrame extends Frame {
  /** Valid until the next frame is asked for. */
  readonly tsv: Uint8Array;
}

/** Reads one part of a chunk frame by frame; every frame holds whole rows. */
export async function* readFrames(volume: OpenVolume, part: ChunkPart): AsyncGenerator<DecodedFrame> {
  for await (const { plain, ...frame } of readPlainFrames(volume, part, mostOfRows)) {
    if (frame.rows > 0 && plain.at(-1) !== 0x0a)
      throw fail('block-cut', { entry: part.place.entry }, { where: { file: volume.path } });
    yield { ...frame, tsv: plain };
    freeMemory(plain);
  }
}

/**
 * Reads an entry frame by frame; memory holds one frame at a time. Everything is checked on the way: the index against
 * the manifest, the frames against the index, and that no byte of the entry is left over.
 */
export async function* readPlainFrames(
  volume: OpenVolume,
  part: ChunkPart,
  most: (frame: Frame) => number = () => LONGEST_EVENT,
): AsyncGenerator<Frame & { readonly plain: Uint8Array }> {
  const name = part.place.entry;
  const { entry, frames } = await openPart(volume, part, most);
  let at = 0;
  for (const frame of frames) {
    // Stored and unpacked, and what is made of it to be sent.
    expectMemory(frame.raw, 2, { file: volume.path, chunk: name });
    const stored = await volume.read(entry, at, frame.stored);
    at += frame.stored;
    let plain: Uint8Array;
    try {
      plain = unpackFrame(stored, frame, name.endsWith('.zst'));
    } catch (error) {
      throw locate(error, { file: volume.path, chunk: name });
    }
    if (plain !== stored) freeMemory(stored);
    yield { ...frame, plain };
  }
}

async function openPart(
  volume: OpenVolume,
  part: ChunkPart,
  most: (frame: Frame) => number,
): Promise<{ entry: VolumeEntry; frames: Frame[] }> {
  const name = part.place.entry;
  const where = { file: volume.path };
  const entry = volume.entries.get(name);
  if (!entry) throw fail('entry-missing', { entry: name }, { where });
  const frames = parseIndex(await volume.readAll(`${name}.idx`, part.frames * INDEX_LINE_BYTES));
  const sum = (of: (frame: Frame) => number) => frames.reduce((total, frame) => total + of(frame), 0);
  if (frames.length !== part.frames || sum((f) => f.rows) !== part.rows || sum((f) => f.raw) !== part.bytes)
    throw fail('index-differs', { entry: name }, { where });
  if (sum((f) => f.stored) !== entry.size || entry.size !== part.storedBytes)
    throw fail('entry-length', { entry: name, bytes: entry.size, indexed: sum((f) => f.stored) }, { where });
  const plain = !name.endsWith('.zst');
  for (const frame of frames) {
    const { raw, stored } = frame;
    if (raw > most(frame)) throw fail('block-beyond-limit', { bytes: raw }, { where: { ...where, chunk: name } });
    if (plain ? stored !== raw : stored > mostStored(raw)) throw fail('index-differs', { entry: name }, { where });
  }
  return { entry, frames };
}
