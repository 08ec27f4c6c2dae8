import { defect, type EngineError } from '../engine-error.ts';
import { expectMemory } from '../expect-memory.ts';
import { freeMemory } from '../free-memory.ts';
import type { Session } from './connect.ts';
import { damagedAnswer, diagnoseStatement, endlessAnswer } from './diagnose.ts';
import { READ_BYTES, takeBytes } from './open-socket.ts';
import { PacketUnpacker } from './packet-unpacker.ts';
import { deadLine, lostLine, waitOn } from './watch-line.ts';
import { handBack, isCompressed, readErr, type WireConnection, type WirePacket, wireOf } from './wire.ts';

/** Payload of the longest packet; what is longer comes in several. */
const MAX_PAYLOAD = 0xff_ffff;

/**
 * Takes a connection's incoming bytes away from mysql2 while one command runs. Unread packets stand in
 * `bytes[at, end)`; the last packet is given back to mysql2, so that its own state stays right.
 * Works on any stream mysql2 uses (TCP, TLS, tunnel), compressed by the protocol or not.
 */
export class PacketTap {
  readonly bytes: Buffer;
  at = 0;
  end = 0;
  #session: Session;
  #wire: WireConnection;
  /** What came in one piece with something that filled `bytes`. */
  #held: Buffer[] = [];
  /** Where the protocol compresses, what came from the socket waits here until there is room for it. */
  #unpacker: PacketUnpacker | undefined;
  #arrived = false;
  #wake: (() => void) | undefined;
  #error: EngineError | undefined;
  #stopTaking: (() => void) | undefined;
  #finished = false;
  #ended = () => {};
  #onClose = () => this.#fail(lostLine(this.#session.shard, this.#wire.stream));

  /**
   * Begins with the command that `send` writes. `bytes` must hold the longest packet that is asked for as a whole and
   * READ_BYTES behind it.
   */
  constructor(session: Session, bytes: Buffer, send: (wire: WireConnection) => void) {
    this.#session = session;
    this.bytes = bytes;
    this.#wire = wireOf(session.connection);
    if (isCompressed(this.#wire)) this.#unpacker = new PacketUnpacker();
    this.#wire.addCommand({
      execute: (packet, wire) => {
        if (!packet) {
          this.#take();
          send(wire);
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

  /** Waits until bytes have come from the socket and stand behind the unread ones. */
  async more(): Promise<void> {
    for (;;) {
      this.#takeHeld();
      if (this.#unpacker) this.#unpack(this.#unpacker);
      if (this.#arrived) {
        this.#arrived = false;
        return;
      }
      if (this.#error) throw this.#error;
      if (this.#wire.stream.isPaused()) this.#wire.stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
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

  /** EOF or ERR, with which every answer ends. */
  isLast(): boolean {
    const first = this.bytes[this.at + 4];
    return first === 0xff || (first === 0xfe && this.length() < 9);
  }

  /**
   * Takes the payload at `at`, however long it is and in however many packets it comes. `says`: reads from its beginning how
   * long it is to be, where that stands there.
   */
  async gather(says: (first: Buffer) => number = () => Number.POSITIVE_INFINITY): Promise<Buffer> {
    const parts: Buffer[] = [];
    const { shard, limits } = this.#session;
    let said: number | undefined;
    for (let total = 0; ; ) {
      await this.need(4);
      const length = this.length();
      total += length;
      if (total > limits.pieceBytes) throw endlessAnswer(shard, total);
      expectMemory(total, 2, { shard: shard.name }); // its packets, and what is put together of them
      this.at += 4;
      const part = Buffer.allocUnsafeSlow(length);
      for (let filled = 0; filled < length; ) {
        await this.need(1);
        const count = this.bytes.copy(part, filled, this.at, Math.min(this.end, this.at + length - filled));
        this.at += count;
        filled += count;
      }
      parts.push(part);
      said ??= says(part);
      if (total > said) throw damagedAnswer(shard, `more than the ${said} bytes that it announced`);
      if (length === MAX_PAYLOAD) continue;
      if (parts.length === 1) return part;
      const payload = Buffer.concat(parts);
      for (const one of parts) freeMemory(one);
      return payload;
    }
  }

  /** Gives the last packet back to mysql2; throws the server's error if it is one. */
  async finish(): Promise<void> {
    await this.packet();
    const packet = Buffer.from(this.bytes.subarray(this.at, this.at + 4 + this.length()));
    this.#giveBack();
    handBack(this.#wire, packet);
    // A server that hangs up right behind its words: mysql2 has given the command up, and hears nothing more.
    if (!this.#finished && packet[4] === 0xff)
      throw diagnoseStatement(this.#session.shard, readErr(packet.subarray(4)));
    if (this.#error) throw this.#error;
  }

  /** Must be called when reading ends, however it ends; an unfinished result destroys the session. */
  release(): void {
    if (!this.#finished) this.#session.destroy();
    this.#giveBack();
    this.#held = [];
  }

  #take(): void {
    const { stream } = this.#wire;
    this.#stopTaking = takeBytes(stream, (bytes) => this.#onBytes(bytes));
    stream.once('close', this.#onClose);
    this.#ended = waitOn(stream, 'result');
  }

  #giveBack(): void {
    if (!this.#stopTaking) return;
    this.#stopTaking();
    this.#stopTaking = undefined;
    this.#ended();
    const { stream } = this.#wire;
    stream.off('close', this.#onClose);
    if (stream.isPaused()) stream.resume();
  }

  #onBytes(bytes: Buffer): void {
    if (this.#unpacker) {
      this.#unpacker.add(Buffer.from(bytes));
      if (this.#unpacker.waiting >= READ_BYTES) this.#wire.stream.pause();
      this.#wake?.();
      return;
    }
    if (this.#held.length > 0 || !this.#append(bytes)) this.#held.push(Buffer.from(bytes));
    if (this.#room() < READ_BYTES) this.#wire.stream.pause();
    this.#wake?.();
  }

  #room(): number {
    return this.bytes.length - (this.end - this.at);
  }

  /** False when there is no room for all of it. Nobody holds a place in `bytes` while this side waits. */
  #append(chunk: Buffer): boolean {
    if (chunk.length > this.#room()) return false;
    if (chunk.length > this.bytes.length - this.end) {
      this.bytes.copyWithin(0, this.at, this.end);
      this.end -= this.at;
      this.at = 0;
    }
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
    this.#arrived = true;
    return true;
  }

  /** Unpacks until there is no more room. */
  #unpack(unpacker: PacketUnpacker): void {
    while (this.#held.length === 0) {
      let payload: Buffer | undefined;
      try {
        payload = unpacker.next();
      } catch (cause) {
        throw damagedAnswer(this.#session.shard, cause);
      }
      if (!payload) return;
      if (!this.#append(payload)) this.#held.push(payload);
    }
    this.#takeHeld();
  }

  #takeHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const chunk of held)
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + this.#room());
        if (part.length === 0 || this.#held.length > 0) {
          this.#held.push(chunk.subarray(at));
          break;
        }
        this.#append(part);
        at += part.length;
      }
    if (this.#held.length > 0 && !this.#arrived) throw defect('A packet is longer than the buffer.');
  }

  #last(packet: WirePacket): void {
    this.#finished = true;
    if (packet.buffer[packet.offset] === 0xff)
      this.#error = diagnoseStatement(this.#session.shard, packet.asError('utf8'));
  }

  #fail(error: EngineError): void {
    this.#error ??= deadLine(this.#wire.stream) ?? error;
    this.#wake?.();
  }
}
