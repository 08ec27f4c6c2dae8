import { randomInt } from 'node:crypto';
import { fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { diagnoseStatement } from '../mysql/diagnose.ts';
import { type WireConnection, wireOf, writeCommand } from '../mysql/wire.ts';

const COM_BINLOG_DUMP = 0x12;
/** The server ends the dump where its log ends, instead of waiting for more. */
const NON_BLOCK = 0x01;
/** MariaDB leaves ANNOTATE events out unless they are asked for. */
const SEND_ANNOTATE = 0x02;
/** Larger positions do not fit into COM_BINLOG_DUMP. */
const MAX_POSITION = 0xffff_ffff;
/** A replica with the same number would be thrown out by the server; small numbers are what people choose. */
const SERVER_IDS = [0x8000_0000, 0xffff_fffe] as const;

/** What the taker wants after an event: the next one, a break until `resume`, or no more. */
export type Wish = 'next' | 'wait' | 'stop';

/** A dump that runs. */
export interface LogDump {
  /** True at the end of the log, false where the taker stopped. Rejects with the server's error. */
  readonly ended: Promise<boolean>;
  resume(): void;
}

/** Sets a session up to be sent the log as it is in the server's files, with checksums. It can be used for one dump only. */
export async function prepareForDump(session: Session): Promise<void> {
  await session.query(
    session.flavour === 'mysql'
      ? "SET @source_binlog_checksum='CRC32', @master_binlog_checksum='CRC32'"
      : // Below capability 4 the server rewrites GTID events.
        "SET @mariadb_slave_capability=4, @master_binlog_checksum='CRC32'",
  );
}

/**
 * Asks a server for its binary log from a position on and hands over each event without waiting; the bytes are valid
 * during the call only. The session cannot be used afterwards. Needs REPLICATION SLAVE.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_binlog_dump.html ·
 * https://mariadb.com/kb/en/com_binlog_dump/
 */
export function dumpLog(
  session: Session,
  { file, position }: { readonly file: string; readonly position: number },
  take: (event: Buffer) => Wish,
): LogDump {
  const { name } = session.shard;
  if (position > MAX_POSITION)
    throw fail('position-too-large', { shard: name, position, file }, { where: { shard: name, file } });
  const wire = wireOf(session.connection);
  const { promise: ended, resolve, reject } = Promise.withResolvers<boolean>();
  const lost = () => reject(fail('connection-lost', { shard: name }, { where: { shard: name } }));
  wire.stream.once('close', lost);
  let over = false;
  // Not at once: this runs while the socket hands over what it has read, and that buffer must outlive the call.
  const settle = (end: () => void) => {
    over = true;
    wire.stream.off('close', lost);
    wire.stream.pause();
    setImmediate(() => {
      session.destroy();
      end();
    });
  };
  wire.addCommand({
    execute(packet, connection) {
      if (!packet) {
        start(connection, file, position, session.flavour === 'mariadb');
        return false;
      }
      if (over) return true;
      const bytes = packet.buffer.subarray(packet.offset, packet.end);
      if (bytes[0] === 0xff) {
        settle(() => reject(diagnoseStatement(session.shard, packet.asError('utf8'))));
        return true;
      }
      if (bytes[0] === 0xfe && bytes.length < 9) {
        settle(() => resolve(true));
        return true;
      }
      try {
        const wish = take(bytes.subarray(1));
        if (wish === 'wait') wire.stream.pause();
        if (wish !== 'stop') return false;
        settle(() => resolve(false));
      } catch (error) {
        settle(() => reject(error));
      }
      return true;
    },
    onResult: (error) => error && settle(() => reject(diagnoseStatement(session.shard, error))),
    emit() {},
    on() {},
  });
  return { ended, resume: () => wire.stream.resume() };
}

function start(wire: WireConnection, file: string, position: number, mariadb: boolean): void {
  const name = Buffer.from(file, 'utf8');
  const payload = Buffer.alloc(11 + name.length);
  payload[0] = COM_BINLOG_DUMP;
  payload.writeUInt32LE(position, 1);
  payload.writeUInt16LE(mariadb ? NON_BLOCK | SEND_ANNOTATE : NON_BLOCK, 5);
  payload.writeUInt32LE(randomInt(...SERVER_IDS), 7);
  name.copy(payload, 11);
  writeCommand(wire, payload);
}
