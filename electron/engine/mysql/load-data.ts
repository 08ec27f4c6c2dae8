import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import type { Session } from './connect.ts';
import { diagnoseStatement } from './diagnose.ts';
import { deadLine, lostLine, waitOn } from './watch-line.ts';
import { isCompressed, type OkPacket, packetHeader, parseOk, type WireConnection, wireOf, writeQuery } from './wire.ts';

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Payload per packet. */
const PACKET_BYTES = 1 << 20;

/**
 * Runs LOAD DATA LOCAL INFILE and sends `source` as the file; a piece's memory is not used once the next is asked for. If
 * the source fails the file is ended early and the source's error is thrown once the server has answered, so that the
 * connection stays usable for a ROLLBACK.
 */
export function loadData(session: Session, sql: string, source: Pieces): Promise<OkPacket> {
  return new Promise((resolve, reject) => {
    let sending = false;
    let sourceError: unknown;
    const { stream } = wireOf(session.connection);
    const onClose = () => {
      ended();
      reject(lostLine(session.shard, stream));
    };
    const ended = waitOn(stream, 'word');
    const end = () => {
      ended();
      stream.off('close', onClose);
    };
    stream.once('close', onClose);
    wireOf(session.connection).addCommand({
      execute(packet, wire) {
        if (!packet) {
          writeQuery(wire, Buffer.from(sql, 'utf8'));
          return false;
        }
        const first = packet.buffer[packet.offset];
        if (first === 0xfb && !sending) {
          sending = true;
          void sendFile(wire, source).then(undefined, (error) => {
            sourceError = error;
            return send(wire, new Uint8Array(0));
          });
          return false;
        }
        end();
        if (sourceError !== undefined) reject(sourceError);
        else if (first === 0xff) reject(diagnoseStatement(session.shard, packet.asError('utf8')));
        else resolve(parseOk(Buffer.from(packet.buffer.subarray(packet.offset, packet.end))));
        return true;
      },
      onResult: (error) => {
        end();
        if (error) reject(deadLine(stream) ?? diagnoseStatement(session.shard, error));
      },
      emit() {},
      on() {},
    });
  });
}

/** Sends the file's packets and the empty one that ends it. */
async function sendFile(wire: WireConnection, source: Pieces): Promise<void> {
  for await (const piece of source) {
    for (let at = 0; at < piece.length; at += PACKET_BYTES) await send(wire, piece.subarray(at, at + PACKET_BYTES));
    if (wire.stream.destroyed) return; // the waiting command is told by the stream's own close
  }
  await send(wire, new Uint8Array(0));
}

/** Sends one packet and waits until the system has taken it. */
async function send(wire: WireConnection, payload: Uint8Array): Promise<void> {
  if (isCompressed(wire)) return sendCompressed(wire, payload);
  const header = packetHeader(payload.length, wire.sequenceId);
  wire.sequenceId = (wire.sequenceId + 1) & 0xff;
  await write(wire.stream, [header, payload]);
}

/** One packet inside one compressed packet; as it is where that is shorter. Both are counted alike. */
async function sendCompressed(wire: WireConnection, payload: Uint8Array): Promise<void> {
  const packet = Buffer.concat([packetHeader(payload.length, wire.compressedSequenceId), payload]);
  const short = await compress(packet, { level: constants.Z_BEST_SPEED });
  const [stored, length] = short.length < packet.length ? [short, packet.length] : [packet, 0];
  const lengthBefore = packetHeader(length, 0).subarray(0, 3);
  const header = packetHeader(stored.length, wire.compressedSequenceId);
  wire.compressedSequenceId = (wire.compressedSequenceId + 1) & 0xff;
  wire.sequenceId = wire.compressedSequenceId;
  await write(wire.stream, [header, lengthBefore, stored]);
}

const compress = promisify(deflate);

/** Resolves when the system has taken all parts, or the socket is gone. */
function write(stream: Socket, parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('close', done);
      resolve();
    };
    stream.on('close', done);
    stream.cork();
    const full = parts.filter((part) => part.length > 0);
    for (const [i, part] of full.entries()) stream.write(part, i === full.length - 1 ? done : undefined);
    stream.uncork();
  });
}
