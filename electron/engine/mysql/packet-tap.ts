import { type EngineError, fail } from '../engine-error.ts';
import type { Session } from './connect.ts';
import { diagnoseStatement } from './diagnose.ts';
import { type WireConnection, type WirePacket, wireOf, writeQuery } from './wire.ts';

/** Bytes that may wait unread before the socket is paused. */
const HIGH_WATER = 1 << 20;

/**
 * Takes a connection's incoming bytes away from mysql2 while one statement runs. Unread packets stand in
 * `bytes[at, end)`; the last packet is given back to mysql2, so that its own state stays right.
 * Works on any stream mysql2 uses (TCP, TLS, tunnel), because it only exchanges the stream's data listeners.
 */
export class PacketTap {
  readonly bytes: Buffer;
  at = 0;
  end = 0;
  #session: Session;
  #wire: WireConnection;
  #chunks: Buffer[] = [];
  #waiting = 0;
  #wake: (() => void) | undefined;
  #error: EngineError | undefined;
  #listeners: ((chunk: Buffer) => void)[] = [];
  #taken = false;
  #finished = false;
  #onData = (chunk: Buffer) => {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting > HIGH_WATER) this.#wire.stream.pause();
    this.#wake?.();
  };
  #onClose = () =>
    this.#fail(
      fail('connection-lost', `${this.#session.shard.name} closed the connection.`, {
        where: { shard: this.#session.shard.name },
      }),
    );

  /** `bytes` must hold the longest packet that is asked for as a whole. */
  constructor(session: Session, sql: Buffer, bytes: Buffer) {
    this.#session = session;
    this.bytes = bytes;
    this.#wire = wireOf(session.connection);
    this.#wire.addCommand({
      execute: (packet, wire) => {
        if (!packet) {
          this.#take();
          writeQuery(wire, sql);
          return false;
        }
        this.#last(packet);
        return true;
      },
      onResult: (error) => error && this.#fail(diagnoseStatement(session.shard, error)),
      emit() {},
      on() {},
    });
  }

  /** Waits for more bytes from the socket and puts them behind the unread ones. */
  async more(): Promise<void> {
    while (this.#chunks.length === 0) {
      if (this.#error) throw this.#error;
      if (this.#wire.stream.isPaused()) this.#wire.stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    if (this.at > 0) {
      this.bytes.copyWithin(0, this.at, this.end);
      this.end -= this.at;
      this.at = 0;
    }
    const [chunk] = this.#chunks;
    if (!chunk) return;
    const taken = chunk.copy(this.bytes, this.end);
    if (taken === 0) throw fail('internal', 'A packet is longer than the buffer.');
    if (taken === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(taken);
    this.end += taken;
    this.#waiting -= taken;
    if (this.#waiting < HIGH_WATER / 2 && this.#wire.stream.isPaused()) this.#wire.stream.resume();
  }

  /** Waits until `count` unread bytes are there. */
  async need(count: number): Promise<void> {
    while (this.end - this.at < count) await this.more();
  }

  /** Waits until the next packet is there as a whole. */
  async packet(): Promise<void> {
    await this.need(4);
    await this.need(4 + this.length());
  }

  /** Payload length of the packet at `at`. */
  length(): number {
    return this.bytes.readUIntLE(this.at, 3);
  }

  /** Steps over the packet at `at`, which must be there as a whole. */
  skip(): void {
    this.at += 4 + this.length();
  }

  /** False for EOF and ERR. */
  isRow(): boolean {
    const first = this.bytes[this.at + 4];
    return first !== 0xff && !(first === 0xfe && this.length() < 9);
  }

  /** Gives the last packet back to mysql2; throws the server's error if it is one. */
  async finish(): Promise<void> {
    await this.packet();
    const packet = Buffer.from(this.bytes.subarray(this.at, this.at + 4 + this.length()));
    this.#giveBack();
    this.#wire.sequenceId = packet[3] ?? 0;
    this.#wire.packetParser.execute(packet);
    if (this.#error) throw this.#error;
  }

  /** Must be called when reading ends, however it ends; an unfinished result destroys the session. */
  release(): void {
    if (!this.#finished) this.#session.destroy();
    this.#giveBack();
    this.#chunks = [];
  }

  #take(): void {
    const { stream } = this.#wire;
    this.#listeners = stream.listeners('data') as ((chunk: Buffer) => void)[];
    for (const listener of this.#listeners) stream.off('data', listener);
    stream.on('data', this.#onData);
    stream.once('close', this.#onClose);
    this.#taken = true;
  }

  #giveBack(): void {
    if (!this.#taken) return;
    this.#taken = false;
    const { stream } = this.#wire;
    stream.off('data', this.#onData);
    stream.off('close', this.#onClose);
    for (const listener of this.#listeners) stream.on('data', listener);
    if (stream.isPaused()) stream.resume();
  }

  #last(packet: WirePacket): void {
    this.#finished = true;
    if (packet.buffer[packet.offset] === 0xff)
      this.#error = diagnoseStatement(this.#session.shard, packet.asError('utf8'));
  }

  #fail(error: EngineError): void {
    this.#error ??= error;
    this.#wake?.();
  }
}
