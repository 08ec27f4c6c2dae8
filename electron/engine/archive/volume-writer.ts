import { createHash, type Hash } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { ZipArchive } from 'archiver';
import type { Volume } from '../../../shared/manifest.ts';
import { defect, type EngineError, fail } from '../engine-error.ts';
import { diagnoseDisk } from '../store/diagnose-disk.ts';
import type { StoreWriter } from '../store/store.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { speedUpCrc } from './speed-up-crc.ts';

speedUpCrc();

/** Bytes that one entry adds to a ZIP besides its content: local header, data descriptor and central record, with room. */
const ENTRY_OVERHEAD = 256;
const BUFFERED = 1 << 20;

/**
 * One open volume: a ZIP written through archiver with stored entries, one entry at a time. It has its name when `close`
 * has made it durable. Every error of the disk surfaces from the call that follows it.
 */
export class VolumeWriter {
  readonly file: string;
  readonly #path: string;
  readonly #target: StoreWriter;
  #hash: Hash = createHash('sha256');
  #written = 0;
  #pending = 0;
  #archive = new ZipArchive({ store: true, highWaterMark: BUFFERED });
  #sink: Writable;
  #finished: Promise<void>;
  #entry: { stream: PassThrough; done: Promise<void> } | undefined;
  /** What `write` waits for. */
  #piece: { readonly bytes: Uint8Array; readonly written: PromiseWithResolvers<void> } | undefined;
  #error: EngineError | undefined;

  private constructor(folder: string, file: string, target: StoreWriter) {
    this.file = file;
    this.#path = placeIn(folder, file);
    this.#target = target;
    this.#sink = new Writable({
      highWaterMark: BUFFERED,
      write: (chunk: Buffer, _encoding, done) => void this.#write([chunk]).then(() => done(), done),
      writev: (chunks, done) => void this.#write(chunks.map((c) => c.chunk as Buffer)).then(() => done(), done),
    });
    this.#finished = new Promise((resolve, reject) => {
      this.#sink.on('finish', resolve);
      this.#sink.on('error', reject);
      this.#archive.on('error', reject);
    });
    this.#finished.catch((error) => this.#break(error));
    this.#archive.pipe(this.#sink);
  }

  /** Begins a volume of this name; one that is being written already is an error. */
  static async create(folder: string, file: string): Promise<VolumeWriter> {
    return new VolumeWriter(folder, file, await storeAt(folder).create(file));
  }

  /** Bytes the file will have with what is in it now. */
  get size(): number {
    return this.#pending;
  }

  /** Begins an entry; the one before must be ended. */
  beginEntry(name: string, date: Date): void {
    if (this.#error) throw this.#error;
    const stream = new PassThrough({ highWaterMark: BUFFERED });
    const done = new Promise<void>((resolve, reject) => {
      this.#archive.once('entry', () => resolve());
      stream.once('error', reject);
    });
    done.catch(() => {}); // endEntry awaits it; an abandoned volume does not
    this.#entry = { stream, done };
    this.#pending += ENTRY_OVERHEAD + 2 * name.length;
    this.#archive.append(stream, { name, date });
  }

  /** Adds bytes to the open entry and waits until the file has them: their memory can be used again afterwards. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#error) throw this.#error;
    const stream = this.#entry?.stream;
    if (!stream) throw defect('No entry is open.');
    if (bytes.length === 0) return; // streams leave nothing out but this
    this.#pending += bytes.length;
    this.#piece = { bytes, written: Promise.withResolvers() };
    stream.write(bytes);
    await this.#piece.written.promise;
  }

  /** Ends the open entry and waits until archiver has taken all of it. */
  async endEntry(): Promise<void> {
    const entry = this.#entry;
    if (!entry) return;
    entry.stream.end();
    await entry.done.catch((error) => this.#throw(error));
    this.#entry = undefined;
  }

  /** Writes a whole small entry. */
  async addEntry(name: string, bytes: Uint8Array, date: Date): Promise<void> {
    this.beginEntry(name, date);
    await this.write(bytes);
    await this.endEntry();
  }

  /** Ends the ZIP, makes it durable, gives it its final name and returns its receipt. */
  async close(): Promise<Volume> {
    if (this.#error) throw this.#error;
    try {
      await Promise.race([this.#archive.finalize(), this.#finished]);
      await this.#finished;
      await this.#target.commit();
    } catch (error) {
      this.#throw(error);
    }
    return { file: this.file, bytes: this.#written, sha256: this.#hash.digest('hex') };
  }

  /** Gives the volume up, of which nothing is left; never throws. */
  async abandon(): Promise<void> {
    this.#break(fail('run-stopped', {}));
    await this.#target.abandon();
  }

  async #write(chunks: Buffer[]): Promise<void> {
    const writing = this.#target.write(chunks);
    for (const chunk of chunks) this.#hash.update(chunk); // while another thread writes
    await writing;
    this.#written += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.#piece && chunks.some((chunk) => endsWith(chunk, this.#piece?.bytes))) this.#piece.written.resolve();
  }

  /** After the first error nothing more is written, and whoever waits for the open entry learns of it. */
  #break(error: unknown): void {
    this.#error ??= diagnoseDisk(error, this.#path);
    this.#piece?.written.reject(this.#error);
    this.#entry?.stream.destroy(this.#error);
    this.#archive.unpipe(this.#sink);
    this.#archive.destroy();
    this.#sink.destroy();
  }

  #throw(error: unknown): never {
    this.#error ??= diagnoseDisk(error, this.#path);
    throw this.#error;
  }
}

/** True where the end of both is the same place in memory: archiver hands on what it gets without copying it. */
function endsWith(chunk: Uint8Array, bytes: Uint8Array | undefined): boolean {
  return chunk.buffer === bytes?.buffer && chunk.byteOffset + chunk.length === bytes.byteOffset + bytes.length;
}
