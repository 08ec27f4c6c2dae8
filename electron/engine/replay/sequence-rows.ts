import { readEventData } from '../binlog/byte-reader.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES, readHeader } from '../binlog/event.ts';
import { fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import type { TablePlace } from './replay-options.ts';

/** MariaDB series and the first release of each that takes a sequence's rows from BINLOG (MDEV-31779, mended in April 2024). */
const MENDED_IN: Readonly<Record<number, number>> = {
  1004: 100434,
  1005: 100525,
  1006: 100618,
  1011: 101108,
  1100: 110006,
  1101: 110105,
  1102: 110204,
  1104: 110402,
};
/** Series between them were given up before. */
const ALL_MENDED = 110500;

/** True where the server ends by SIGSEGV when BINLOG brings the row of a sequence. */
export function crashesOnSequenceRows({ flavour, version }: Pick<Session, 'flavour' | 'version'>): boolean {
  if (flavour !== 'mariadb') return false;
  const number = parseVersion(version);
  const mended = MENDED_IN[Math.floor(number / 100)];
  return number < (mended ?? ALL_MENDED);
}

/** Of a sequence's eight columns. */
const [NEXT, CYCLE, ROUND, COLUMNS] = [0, 6, 7, 8];

/**
 * The rows of a sequence as statements that bring it to the same state: a sequence's row only ever says how far it is,
 * since all other changes of it are logged as statements. That is what a server does with the rows, too.
 */
export function sequenceStatements(place: TablePlace, event: Buffer): Buffer[] {
  const reader = readEventData(event, 'a row event', HEADER_BYTES, CHECKSUM_BYTES);
  const { type } = readHeader(event);
  if (type !== EventType.writeRowsV1 && type !== EventType.writeRows)
    throw fail('log-event-misplaced', { type, what: 'changes the row of a sequence' });
  reader.skip(8); // table id and flags
  if (type === EventType.writeRows) reader.skip(Math.max(0, reader.u16() - 2)); // counts its own two bytes
  if (reader.packed() !== COLUMNS) throw fail('log-event-damaged', { what: 'a sequence has other columns than known' });
  const has = reader.u8();
  const columns = Array.from({ length: COLUMNS }, (_, column) => column).filter((column) => has & (1 << column));
  const statements: Buffer[] = [];
  while (reader.left > 0) {
    reader.skip(1); // which of them are NULL; none can be
    const values = new Map<number, bigint>();
    for (const column of columns)
      values.set(column, column === CYCLE ? BigInt(reader.u8()) : BigInt.asIntN(64, reader.u64()));
    const [next, round] = [values.get(NEXT), values.get(ROUND)];
    if (next === undefined || round === undefined)
      throw fail('log-event-damaged', { what: 'a sequence’s row does not say how far it is' });
    statements.push(Buffer.from(`DO SETVAL(${quoteTable(place.schema, place.table)}, ${next}, 0, ${round})`));
  }
  return statements;
}
