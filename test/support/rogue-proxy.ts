import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a rogue server does with a command: it answers itself, by packets from sequence 1 on, and may go on for ever. */
export interface Lie {
  readonly to: (command: number, text: string) => boolean;
  readonly answer: (client: Socket) => void;
}

/** One that passes the answer on with other values. */
export interface Rewriting {
  readonly to: (command: number, text: string) => boolean;
  /** A value of the result and its column → what arrives instead. */
  readonly rewrite: (value: Buffer, column: string) => Buffer;
}

export interface RogueProxy {
  readonly port: number;
  /** Commands that were lied to. */
  lies(): number;
  close(): void;
}

export const COM_QUERY = 3;
export const COM_BINLOG_DUMP = 0x12;
const END = Buffer.from([0xfe, 0, 0, 2, 0]);
/** In the low two bytes of the capabilities. */
const CLIENT_COMPRESS = 0x20;

/** A packet with its head. */
export function packet(payload: Buffer, sequence: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(payload.length, 0, 3);
  head.writeUInt8(sequence & 0xff, 3);
  return Buffer.concat([head, payload]);
}

/** Head and definitions of a result with so many columns. `extended`: MariaDB's clients are sent one more field of each. */
export function resultHead(columns: number, extended: boolean): Buffer {
  const fixed = Buffer.from([0x0c, 63, 0, 0xff, 0xff, 0xff, 0, 0xfd, 0, 0, 0, 0, 0]);
  const definition = (i: number) =>
    Buffer.concat([
      ...['def', '', '', '', `c${i}`, '', ...(extended ? [''] : [])].map((text) => field(Buffer.from(text))),
      fixed,
    ]);
  const packets = [
    field(Buffer.alloc(columns)).subarray(0, 1),
    ...Array.from({ length: columns }, (_, i) => definition(i)),
    END,
  ];
  return Buffer.concat(packets.map((one, i) => packet(one, i + 1)));
}

/**
 * A server that was taken over, as far as a client can tell: everything goes to `upstream` and back, but what the lies are
 * for. Without TLS and compression.
 */
export async function openRogueProxy(upstream: number, lies: readonly (Lie | Rewriting)[]): Promise<RogueProxy> {
  let told = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const real = connect(upstream, '127.0.0.1');
    open.add(client).add(real);
    client.on('error', () => {}).on('close', () => real.destroy());
    real.on('error', () => {}).on('close', () => client.destroy());
    let greeted = false;
    let rewriting: Rewriter | undefined;
    client.on(
      'data',
      inPackets((bytes) => {
        const [command, text] = [bytes[4] ?? 0, bytes.subarray(5).toString('latin1')];
        const lie = bytes[3] === 0 ? lies.find(({ to }) => to(command, text)) : undefined;
        if (lie) told++;
        if (lie && 'answer' in lie) return lie.answer(client);
        rewriting = lie && new Rewriter(lie.rewrite);
        real.write(bytes);
      }),
    );
    real.on(
      'data',
      inPackets((bytes) => {
        if (!greeted) {
          greeted = true;
          const capabilities = bytes.indexOf(0, 5) + 1 + 4 + 8 + 1;
          bytes[capabilities] = (bytes[capabilities] ?? 0) & ~CLIENT_COMPRESS;
        }
        client.write(rewriting ? rewriting.take(bytes) : bytes);
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lies: () => told,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** Calls `take` for each packet with its head, a copy. */
function inPackets(take: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
      const end = 4 + rest.readUIntLE(0, 3);
      take(Buffer.from(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
  };
}

/** Follows an answer of one or several results packet by packet, and rewrites the values of its rows. */
class Rewriter {
  #stage: 'count' | 'columns' | 'rows' = 'count';
  #columns: string[] = [];
  readonly #rewrite: Rewriting['rewrite'];

  constructor(rewrite: Rewriting['rewrite']) {
    this.#rewrite = rewrite;
  }

  take(bytes: Buffer): Buffer {
    const payload = bytes.subarray(4);
    const isEnd = payload[0] === 0xfe && payload.length < 9;
    switch (this.#stage) {
      case 'count':
        if (payload[0] !== 0 && payload[0] !== 0xff) this.#stage = 'columns';
        this.#columns = [];
        return bytes;
      case 'columns':
        if (isEnd) this.#stage = 'rows';
        else this.#columns.push(fieldsOf(payload)[4]?.toString() ?? '');
        return bytes;
      case 'rows': {
        if (isEnd || payload[0] === 0xff) {
          this.#stage = 'count';
          return bytes;
        }
        const values = fieldsOf(payload).map((value, i) => value && this.#rewrite(value, this.#columns[i] ?? ''));
        return packet(
          Buffer.concat(values.map((value) => (value ? field(value) : Buffer.from([0xfb])))),
          bytes[3] ?? 0,
        );
      }
    }
  }
}

/** A value with its length in front. */
export function field(value: Buffer): Buffer {
  const { length } = value;
  if (length < 0xfb) return Buffer.concat([Buffer.from([length]), value]);
  return Buffer.concat([Buffer.from([0xfd, length & 0xff, (length >> 8) & 0xff, length >> 16]), value]);
}

function fieldsOf(payload: Buffer): (Buffer | null)[] {
  const fields: (Buffer | null)[] = [];
  for (let at = 0; at < payload.length; ) {
    const first = payload[at++] ?? 0;
    const size = first < 0xfc ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    const length = first === 0xfb ? 0 : size === 0 ? first : payload.readUIntLE(at, Math.min(size, 6));
    at += size;
    fields.push(first === 0xfb ? null : payload.subarray(at, at + length));
    at += length;
  }
  return fields;
}
