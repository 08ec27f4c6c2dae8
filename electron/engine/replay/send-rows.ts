import { asStatementEnd } from '../binlog/table-map.ts';
import { fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { binlogStatementLength, eventBytesIn, writeBinlogStatement } from './binlog-statement.ts';

/** The row events of one statement, with the descriptions of their tables. */
export interface RowStatement {
  readonly maps: Buffer[];
  readonly rows: Buffer[];
}

/** Events are sent in pieces of about this size, so that neither side holds a large transaction as a whole. */
const PIECE_BYTES = 8 << 20;

/** How many bytes of events one statement carries on this target. */
export function pieceBytes(maxStatement: number): number {
  return Math.min(PIECE_BYTES, eventBytesIn(maxStatement));
}

/**
 * Runs row events on the target as one or more BINLOG statements. Where a statement of the log has to be divided, each
 * piece begins with the tables' descriptions and ends as if it were the last.
 */
export async function sendRows(
  session: Session,
  statements: Iterable<RowStatement>,
  maxStatement: number,
): Promise<void> {
  const limit = pieceBytes(maxStatement);
  let events: Buffer[] = [];
  let bytes = 0;
  const send = async () => {
    if (events.length === 0) return;
    await session.execute(writeBinlogStatement(events));
    events = [];
    bytes = 0;
  };
  for (const { maps, rows } of statements) {
    const mapBytes = sizeOf(maps);
    let open = false;
    for (const [at, row] of rows.entries()) {
      const more = open ? row.length : mapBytes + row.length;
      if (events.length > 0 && bytes + more > limit) {
        if (open) sealLast(events);
        await send();
        open = false;
      }
      refuseTooLarge(session, mapBytes + row.length, maxStatement);
      if (!open) {
        events.push(...maps);
        bytes += mapBytes;
        open = true;
      }
      events.push(at === rows.length - 1 ? asStatementEnd(row) : row);
      bytes += row.length;
    }
  }
  await send();
}

/** Bytes of these events. */
export function sizeOf(events: readonly Buffer[]): number {
  return events.reduce((sum, event) => sum + event.length, 0);
}

function sealLast(events: Buffer[]): void {
  const last = events.at(-1);
  if (last) events[events.length - 1] = asStatementEnd(last);
}

/** A server answers a packet that is too large by cutting the line, so it is not sent. */
function refuseTooLarge(session: Session, bytes: number, maxStatement: number): void {
  if (bytes <= eventBytesIn(maxStatement)) return;
  const needed = Math.ceil((binlogStatementLength(bytes) + 1024) / MIB);
  const { name: shard } = session.shard;
  throw fail('replay-row-too-large', { shard, needed, accepted: Math.floor(maxStatement / MIB) }, { where: { shard } });
}

const MIB = 1 << 20;
