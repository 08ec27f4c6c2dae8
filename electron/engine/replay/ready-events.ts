import { CHECKSUM_BYTES, checksumOf, EventType, HEADER_BYTES, readHeader, sealEvent } from '../binlog/event.ts';
import { expandPayload } from '../binlog/expand-payload.ts';
import { expandRows, isCompressedRows } from '../binlog/expand-rows.ts';
import { withChecksum } from '../binlog/with-checksum.ts';
import { fail } from '../engine-error.ts';
import type { ReplayEvent } from './replay-options.ts';

/** An event as a replay takes it: with checksum, not compressed. */
export interface ReadyEvent extends ReplayEvent {
  readonly type: number;
}

/** Events that carry no data. The ANNOTATE_ROWS and ROWS_QUERY text would only be logged again. */
const NOISE = new Set<number>([
  EventType.stop,
  EventType.rotate,
  EventType.heartbeat,
  EventType.heartbeatV2,
  EventType.previousGtids,
  EventType.rowsQuery,
  EventType.annotateRows,
  EventType.binlogCheckpoint,
  EventType.mariadbGtidList,
  EventType.startEncryption,
]);

/** Turns events as they were logged into those that `BINLOG` takes; one log after the other, each with its own state. */
export class EventReader {
  #checksum: 'crc32' | 'none' | undefined;
  /** Types of row events that the log's format says it does not have. */
  #absent: ReadonlySet<number> = new Set();
  /** Where the next event has to begin; null where any place will do. */
  #next: { readonly file: string; readonly position: number } | null = null;

  /** The event that comes of one; null where nothing does. A compressed transaction comes as it is: see `expand`. */
  read(event: ReplayEvent): ReadyEvent | null {
    const { file, end } = event;
    const { type } = readHeader(event.bytes);
    if (type === EventType.formatDescription) {
      this.#next = null; // a copy of it stands in front of what is the middle of a file
      this.#absent = readLayout(event.bytes, file);
      this.#checksum = checksumOf(event.bytes);
      return { type, bytes: this.#checksum === 'none' ? announceChecksum(event.bytes) : event.bytes, file, end };
    }
    this.#follow(event, type);
    if (NOISE.has(type)) return null;
    if (this.#checksum === undefined)
      throw fail(
        'log-event-misplaced',
        { type, what: 'stands before the description of the log’s format' },
        { where: { file } },
      );
    const bytes = this.#checksum === 'none' ? withChecksum(event.bytes) : event.bytes;
    if (!isCompressedRows(type)) return this.#known({ type, bytes, file, end });
    const rows = expandRows(bytes);
    return this.#known({ type: readHeader(rows).type, bytes: rows, file, end });
  }

  #known(event: ReadyEvent): ReadyEvent {
    if (this.#absent.has(event.type)) throw otherLayout(event.file);
    return event;
  }

  /** Throws where events are missing, or stand in another order. */
  #follow({ bytes, file, end }: ReplayEvent, type: number): void {
    const begin = end - bytes.length;
    if (this.#next?.file === file && this.#next.position !== begin)
      throw fail(
        'log-event-misplaced',
        { type, what: `begins at ${file}:${begin}, and the one before it ends at ${this.#next.position}` },
        { where: { file } },
      );
    this.#next = { file, position: end };
  }

  /** The events inside a compressed transaction; they all end where it ends. */
  *expand({ bytes, file, end }: ReadyEvent): Generator<ReadyEvent> {
    for (const inner of expandPayload(bytes)) {
      const { type } = readHeader(inner);
      if (!NOISE.has(type)) yield this.#known({ type, bytes: inner, file, end });
    }
  }
}

/** In a format description: version 2, server's version 50, creation 4; then how long headers are, and what begins each type's data. */
const LENGTHS_AT = HEADER_BYTES + 56;
const DATA_HEADS: ReadonlyMap<number, number> = new Map([
  [EventType.tableMap, 8],
  ...[EventType.writeRowsV1, EventType.updateRowsV1, EventType.deleteRowsV1].map((type) => [type, 8] as const),
  ...[EventType.writeRows, EventType.updateRows, EventType.deleteRows, EventType.partialUpdateRows].map(
    (type) => [type, 10] as const,
  ),
]);

/**
 * The target reads events as this says: in another layout than ours they would name other tables than those that were
 * looked at. Returns the types that have no layout, as MySQL 9 gives none to rows of version 1.
 */
function readLayout(bytes: Buffer, file: string): ReadonlySet<number> {
  if (bytes[LENGTHS_AT] !== HEADER_BYTES) throw otherLayout(file);
  const last = bytes.length - CHECKSUM_BYTES - 2; // in front of the checksum's kind
  const absent = new Set<number>();
  for (const [type, length] of DATA_HEADS) {
    const found = LENGTHS_AT + type > last ? 0 : bytes[LENGTHS_AT + type];
    if (found === 0) absent.add(type);
    else if (found !== length) throw otherLayout(file);
  }
  return absent;
}

function otherLayout(file: string) {
  return fail('log-event-damaged', { what: 'its format has headers of another length' }, { where: { file } });
}

/** Lets a format description say CRC-32; it has the room for a checksum in any case. */
function announceChecksum(formatDescription: Buffer): Buffer {
  const copy = Buffer.from(formatDescription);
  copy[copy.length - CHECKSUM_BYTES - 1] = 1;
  return sealEvent(copy);
}
