import { RandomAccessReader } from 'yauzl';
import type { StoreReader } from '../store/store.ts';

const BLOCK_BYTES = 256 << 10;

/**
 * Lets yauzl read a file in blocks. By itself it reads two small pieces per entry of a directory, each on another thread:
 * 0.2 s for 6,000 entries instead of 0.01 s.
 */
export class BlockReader extends RandomAccessReader {
  readonly #reader: StoreReader;
  #block = Buffer.alloc(0);
  /** Where the block stands in the file. */
  #at = 0;

  constructor(reader: StoreReader) {
    super();
    this.#reader = reader;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#load(position, length).then(
      () => callback(null, this.#block.copy(buffer, offset, position - this.#at, position - this.#at + length)),
      callback,
    );
  }

  /** The file is not this reader's to close. */
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  /** Has the block hold these bytes, or what the file has of them. */
  async #load(position: number, length: number): Promise<void> {
    if (position >= this.#at && position + length <= this.#at + this.#block.length) return;
    const block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, length));
    this.#block = block.subarray(0, await this.#reader.read(block, position));
    this.#at = position;
  }
}
