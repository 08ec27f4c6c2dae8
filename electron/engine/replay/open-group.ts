import { CHECKSUM_BYTES, HEADER_BYTES } from '../binlog/event.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { LogPosition } from './replay-options.ts';
import { isChange, type RowGroup } from './replay-steps.ts';
import type { HeldEvent } from './xa-transactions.ts';

/** A transaction of the log while it is read. */
export interface OpenGroup extends RowGroup {
  readonly gtid: string;
  readonly micros: bigint;
  /** MariaDB: one statement without an end of its own. */
  readonly standalone: boolean;
  /** MySQL: a BEGIN was read, so there will be an end. */
  begun: boolean;
  /**
   * held: in memory, kept: there whatever its size, sent: what was read is on the target already, in an open transaction,
   * definition: the same in one that a CREATE … SELECT opened.
   */
  mode: 'held' | 'kept' | 'sent' | 'definition';
  /** An XA transaction: its rows wait until it is decided. */
  xa: { readonly xid: string; readonly events: HeldEvent[] } | null;
  /** The rows that follow were applied by an earlier run. */
  skipRest: boolean;
  /** MySQL: the BEGIN, which has the settings of the first statement's session. */
  opening: Buffer | null;
  /** Statements that changed rows so far. */
  statements: number;
}

/** What is known of a transaction when it begins. */
export interface GroupHead extends Pick<OpenGroup, 'gtid' | 'micros' | 'standalone'> {
  /** Of an XA transaction that is known as one from the beginning (MariaDB). */
  readonly xid: string | null;
}

/** A transaction that begins. */
export function newGroup({ gtid, micros, standalone, xid }: GroupHead, begin: number, place: LogPosition): OpenGroup {
  return {
    ...{ gtid, micros, standalone, begin },
    ...{ steps: [], bytes: 0, careful: false, end: 'commit', begun: false, mode: 'held', skipRest: false },
    ...{ opening: null, statements: 0 },
    last: { ...place, gtid, micros },
    xa: xid === null ? null : { xid, events: [] },
  };
}

/** Offset of the first event of a file. */
export const FIRST_EVENT = 4;

/** Where an event ends. */
export function placeOf({ file, end }: ReadyEvent): LogPosition {
  return { file, position: end };
}

const BEGIN = 'BEGIN';

/** Says whether a QUERY event's statement is BEGIN and nothing else, by its place. */
export function isPlainBegin(event: Buffer): boolean {
  const fixed = HEADER_BYTES + 13 + 1 + BEGIN.length + CHECKSUM_BYTES;
  if (event.length < fixed) return false;
  const variable = event.readUInt8(HEADER_BYTES + 8) + event.readUInt16LE(HEADER_BYTES + 11);
  if (event.length !== fixed + variable) return false;
  const end = event.length - CHECKSUM_BYTES;
  return event.toString('latin1', end - BEGIN.length, end) === BEGIN;
}

/** Leaves out savepoints that nobody went back to, so that the transaction can be put together with others. */
export function dropIdleSavepoints(group: RowGroup): RowGroup {
  const used = group.steps.some((step) => step.kind === 'sql' && step.verb === 'rollback-to');
  if (!used && group.steps.some((step) => step.kind === 'sql')) group.steps = group.steps.filter(isChange);
  return group;
}
