import { fail } from '../engine-error.ts';
import { readEventData } from './byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader, sealEvent } from './event.ts';
import { inflateMariadb } from './inflate-mariadb.ts';

/** MariaDB's compressed row events and what they are when unpacked, with the length of what follows table id and flags. */
const PLAIN: Readonly<Record<number, number>> = {
  [EventType.writeRowsCompressedV1]: EventType.writeRowsV1,
  [EventType.updateRowsCompressedV1]: EventType.updateRowsV1,
  [EventType.deleteRowsCompressedV1]: EventType.deleteRowsV1,
  [EventType.writeRowsCompressed]: EventType.writeRows,
  [EventType.updateRowsCompressed]: EventType.updateRows,
  [EventType.deleteRowsCompressed]: EventType.deleteRows,
};

/** Says whether this is a row event that MariaDB compressed. */
export function isCompressedRows(type: number): boolean {
  return PLAIN[type] !== undefined;
}

/** Unpacks the rows of a compressed row event; the event is then one that every server takes. */
export function expandRows(event: Buffer): Buffer {
  const reader = readEventData(event, 'a compressed row event', HEADER_BYTES, CHECKSUM_BYTES);
  const { type } = readHeader(event);
  const plain = PLAIN[type];
  if (plain === undefined) throw fail('log-event-misplaced', { type, what: 'is no compressed row event' });
  reader.skip(8); // table id and flags
  if (type >= EventType.writeRowsCompressed) reader.skip(Math.max(0, reader.u16() - 2)); // counts its own two bytes
  const bitmap = Math.ceil(reader.packed() / 8);
  const updates = plain === EventType.updateRowsV1 || plain === EventType.updateRows;
  reader.skip(updates ? 2 * bitmap : bitmap);
  const head = event.subarray(0, reader.at);
  const rows = inflateMariadb(reader.bytes(reader.left));
  const whole = Buffer.concat([head, rows, Buffer.alloc(CHECKSUM_BYTES)]);
  whole.writeUInt8(plain, 4);
  return sealEvent(whole);
}
