import { brokenChain } from '../chain/broken-chain.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES } from './event.ts';
import { parseQueryEvent } from './query-event.ts';
import { withChecksum } from './with-checksum.ts';

/** Events of statement-based LOAD DATA. */
const LOADS: ReadonlySet<number> = new Set([9, 17, 18]);
const BEGIN = Buffer.from('BEGIN');
const COMMIT = Buffer.from('COMMIT');
/** What a server logs by itself when a MEMORY table is first used after its restart. */
const EMPTIES_MEMORY = /^DELETE FROM `[^`]+`\.`[^`]+`$/;
/** Statements that change rows. Logged as text, they may change other rows when they run again. */
const CHANGES_ROWS = /^\s*(?:\/\*[\s\S]*?\*\/\s*)*(insert|update|delete|replace|load|call|do|with|merge)\b/i;

/**
 * Throws 'chain-broken' where the server logged a statement instead of the rows it changed: what it would change when it
 * runs again is not certain.
 */
export function refuseStatement(
  event: Buffer,
  type: number,
  checksums: boolean,
  place: { readonly shard: string; readonly file: string; readonly position: number },
): void {
  const text = LOADS.has(type) ? 'LOAD DATA' : statementOf(event, type, checksums);
  if (text === undefined || !CHANGES_ROWS.test(text) || EMPTIES_MEMORY.test(text)) return;
  const { shard, file, position } = place;
  throw brokenChain(shard, { code: 'statement', file, position });
}

/** The beginning of the statement in a query event; undefined for other events and for BEGIN and COMMIT. */
function statementOf(event: Buffer, type: number, checksums: boolean): string | undefined {
  if (type === EventType.query) {
    const at = HEADER_BYTES + 14 + event.readUInt16LE(HEADER_BYTES + 11) + event.readUInt8(HEADER_BYTES + 8);
    const end = event.length - (checksums ? CHECKSUM_BYTES : 0);
    if (event.subarray(at, end).equals(BEGIN) || event.subarray(at, end).equals(COMMIT)) return undefined;
    return event.toString('latin1', at, Math.min(end, at + HEAD_BYTES));
  }
  if (type !== EventType.queryCompressed) return undefined;
  return parseQueryEvent(checksums ? event : withChecksum(event)).sql.toString('latin1', 0, HEAD_BYTES);
}

/** Enough for the comment that an application puts in front of its statements. */
const HEAD_BYTES = 1000;
