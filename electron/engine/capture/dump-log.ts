import { randomInt } from 'node:crypto';
import type { Shard } from '../../../shared/cluster.ts';
import { HEADER_BYTES } from '../binlog/event.ts';
import { fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { damagedAnswer } from '../mysql/diagnose.ts';
import { READ_BYTES } from '../mysql/open-socket.ts';
import { PacketTap } from '../mysql/packet-tap.ts';
import { writeCommand } from '../mysql/wire.ts';

const COM_BINLOG_DUMP = 0x12;
/** The server ends the dump where its log ends, instead of waiting for more. */
const NON_BLOCK = 0x01;
/** MariaDB leaves ANNOTATE events out unless they are asked for. */
const SEND_ANNOTATE = 0x02;
/** Larger positions do not fit into COM_BINLOG_DUMP. */
const MAX_POSITION = 0xffff_ffff;
/** A replica with the same number would be thrown out by the server; small numbers are what people choose. */
const SERVER_IDS = [0x8000_0000, 0xffff_fffe] as const;

/** Events up to this length are handed over where the socket's bytes stand; longer ones are gathered on their own. */
const SHORT_EVENT = 1 << 20;

/** What the taker wants after an event: the next one, first a call of `store`, or no more. */
export type Wish = 'next' | 'store' | 'stop';

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
 * Asks a server for its binary log from a position on and hands over each event without waiting, its bytes valid during
 * the call only; the server is held back while `store` works. Ends at the end of the log or where `take` says 'stop', and
 * with the server's error. The session cannot be used afterwards. Needs REPLICATION SLAVE.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_binlog_dump.html ·
 * https://mariadb.com/kb/en/com_binlog_dump/
 */
export async function dumpLog(
  session: Session,
  from: DumpStart,
  take: (event: Buffer) => Wish,
  store: () => Promise<void>,
): Promise<void> {
  const request = dumpRequest(session, from);
  const bytes = Buffer.allocUnsafeSlow(SHORT_EVENT + READ_BYTES);
  const tap = new PacketTap(session, bytes, (wire) => writeCommand(wire, request));
  try {
    for (;;) {
      // Most events are there already, and a promise for each would cost more than looking.
      if (tap.end - tap.at < 4) await tap.need(4);
      const length = tap.length();
      let event: Buffer;
      if (4 + length > SHORT_EVENT) event = await tap.gather(announcedBy);
      else {
        if (tap.end - tap.at < 4 + length) await tap.need(4 + length);
        if (tap.isLast()) return await tap.finish();
        event = bytes.subarray(tap.at + 4, tap.at + 4 + length);
        tap.at += 4 + length;
      }
      // The first byte says that an event follows.
      if (event.length < 1 + HEADER_BYTES) throw damagedAnswer(session.shard, 'an event shorter than its head');
      const wish = take(event.subarray(1));
      if (wish === 'stop') return;
      if (wish === 'store') await store();
    }
  } finally {
    // Not at once: this may run while the socket hands over what it has read.
    await new Promise((resolve) => setImmediate(resolve));
    tap.release();
    session.destroy();
  }
}

/** How long an event is to be by its head, with the byte in front of it. */
function announcedBy(first: Buffer): number {
  return first.length < 1 + HEADER_BYTES ? 0 : 1 + first.readUInt32LE(1 + 9);
}

/** Where the first event begins that is sent. */
interface DumpStart {
  readonly file: string;
  readonly position: number;
}

/** The packet that asks for the log. Throws where the position does not fit into it. */
export function dumpRequest(
  { shard: { name }, flavour }: Pick<Session, 'flavour'> & { readonly shard: Pick<Shard, 'name'> },
  { file, position }: DumpStart,
): Buffer {
  if (position > MAX_POSITION)
    throw fail('position-too-large', { shard: name, position, file }, { where: { shard: name, file } });
  const bytes = Buffer.from(file, 'utf8');
  const payload = Buffer.alloc(11 + bytes.length);
  payload[0] = COM_BINLOG_DUMP;
  payload.writeUInt32LE(position, 1);
  payload.writeUInt16LE(flavour === 'mariadb' ? NON_BLOCK | SEND_ANNOTATE : NON_BLOCK, 5);
  payload.writeUInt32LE(randomInt(...SERVER_IDS), 7);
  bytes.copy(payload, 11);
  return payload;
}
