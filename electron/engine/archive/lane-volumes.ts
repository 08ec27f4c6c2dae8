import type { ChunkPart, Volume } from '../../../shared/manifest.ts';
import type { EntryPlace } from '../../../shared/manifest-basics.ts';
import { fail } from '../engine-error.ts';
import { freeMemory } from '../free-memory.ts';
import { placeIn } from '../store/store-at.ts';
import { type Compression, dataSuffix, type Frame, formatIndex, type LogMark, packFrame } from './frames.ts';
import { takeVolume } from './take-volume.ts';
import { MAX_VOLUME_BYTES } from './volume-size.ts';
import { VolumeWriter } from './volume-writer.ts';

export interface LaneVolumesOptions {
  readonly folder: string;
  /** Encoded shard name; volumes are `<prefix>.0001.zip` and so on. */
  readonly prefix: string;
  /** Counter shared by all lanes of the shard, so that no two volumes get the same number. */
  readonly counter: Int32Array;
  /** Bytes at which a volume is closed and the next one begun. */
  readonly volumeBytes: number;
  readonly compression: Compression;
  /** Called with each volume that became durable. */
  readonly onVolume: (volume: Volume) => void;
  readonly date: Date;
}

/** The volumes of one lane, one open at a time. */
export class LaneVolumes {
  #options: LaneVolumesOptions;
  #writer: VolumeWriter | undefined;
  /** The newest volume, also while it is created or closed. */
  #newest: Promise<VolumeWriter> | undefined;
  /** Bytes promised to the index of the open entry. */
  #indexBytes = 0;
  #abandoned = false;
  /** A volume that is being taken over. */
  #taking: Promise<boolean> | undefined;

  constructor(options: LaneVolumesOptions) {
    this.#options = options;
  }

  /** Stores a small entry, in the next volume if this one is full. */
  async add(name: string, bytes: Buffer): Promise<EntryPlace> {
    const writer = await this.#roomFor(bytes.length);
    await writer.addEntry(name, bytes, this.#options.date);
    return { volume: writer.file, entry: name };
  }

  /** Begins the data of a chunk; `base` is the entry's name without its suffix. */
  chunk(base: string): ChunkEntries {
    return this.#entries(base, dataSuffix(this.#options.compression));
  }

  /** Begins a segment of a binary log. */
  segment(base: string): ChunkEntries {
    return this.#entries(base, this.#options.compression === 'none' ? '.binlog' : '.binlog.zst');
  }

  #entries(base: string, suffix: string): ChunkEntries {
    const { compression } = this.#options;
    let open: { writer: VolumeWriter; name: string; frames: Frame[] } | undefined;
    const parts: ChunkPart[] = [];
    const endPart = async () => {
      if (!open) return;
      const { writer, name, frames } = open;
      await writer.endEntry();
      await writer.addEntry(`${name}.idx`, formatIndex(frames), this.#options.date);
      this.#indexBytes = 0;
      parts.push({
        place: { volume: writer.file, entry: name },
        rows: sum(frames, (f) => f.rows),
        bytes: sum(frames, (f) => f.raw),
        storedBytes: sum(frames, (f) => f.stored),
        frames: frames.length,
      });
      open = undefined;
    };
    return {
      write: async (tsv, rows, log) => {
        const packed = packFrame(tsv, compression);
        if (open && open.writer.size + this.#indexBytes + packed.length + 1024 > this.#options.volumeBytes)
          await endPart();
        if (!open) {
          const writer = await this.#roomFor(packed.length);
          const part = parts.length === 0 ? '' : `.${String(parts.length + 1).padStart(3, '0')}`;
          open = { writer, name: `${base}${part}${suffix}`, frames: [] };
          writer.beginEntry(open.name, this.#options.date);
        }
        open.frames.push({ raw: tsv.length, stored: packed.length, rows, ...(log ? { log } : {}) });
        this.#indexBytes += log ? 176 : 48; // three numbers of up to 15 digits; three more and a GTID
        const stored = packed.length;
        await open.writer.write(packed);
        if (packed !== tsv) freeMemory(packed);
        return stored;
      },
      end: async () => {
        await endPart();
        return parts;
      },
    };
  }

  /**
   * Takes a closed volume over from another set; false where that is damaged (take-volume.ts). It is not reported, and its
   * number must be one that the counter has passed.
   */
  takeOver(source: string, volume: Volume, signal: AbortSignal, onCopied: (bytes: number) => void): Promise<boolean> {
    const target = placeIn(this.#options.folder, volume.file);
    this.#taking = takeVolume({ source, target, volume, signal, onCopied });
    return this.#taking;
  }

  /** Closes the open volume, if there is one, and reports it. */
  async close(): Promise<void> {
    const writer = this.#writer;
    if (!writer) return;
    const volume = await writer.close();
    this.#writer = undefined;
    this.#options.onVolume(volume);
  }

  /** Deletes partial files; none is begun afterwards. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.#taking?.catch(() => undefined); // it removes what it had not finished
    const writer = await this.#newest?.catch(() => undefined);
    await writer?.abandon();
    this.#writer = undefined;
  }

  async #roomFor(bytes: number): Promise<VolumeWriter> {
    const { folder, prefix, counter, volumeBytes } = this.#options;
    if (bytes > MAX_VOLUME_BYTES - 4096) throw fail('row-too-large', {});
    if (this.#writer && this.#writer.size + bytes + 4096 > volumeBytes) await this.close();
    if (this.#abandoned) throw fail('run-stopped', {});
    if (!this.#writer) {
      const number = Atomics.add(counter, 0, 1) + 1;
      this.#newest = VolumeWriter.create(folder, `${prefix}.${String(number).padStart(4, '0')}.zip`);
      this.#writer = await this.#newest;
    }
    return this.#writer;
  }
}

/** Takes the batches of one chunk or segment and tells where they went. */
export interface ChunkEntries {
  /** Stores a batch of whole rows or events as one frame; returns its stored bytes. */
  write(plain: Uint8Array, rows: number, log?: LogMark): Promise<number>;
  /** Ends it and returns its parts, none where nothing was written. */
  end(): Promise<ChunkPart[]>;
}

function sum(frames: readonly Frame[], of: (frame: Frame) => number): number {
  return frames.reduce((total, frame) => total + of(frame), 0);
}
