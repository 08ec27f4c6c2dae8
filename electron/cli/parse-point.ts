import { isMarkName, parseGtid, type RestorePoint } from '../../shared/restore-point.ts';
import { misuse } from '../engine/engine-error.ts';
import { parseInstant } from './parse-instant.ts';

/** `restore --at`: a time, a transaction's GTID (with `SHARD/` in front where several shards have it), or a mark's name. */
export function parsePoint(text: string): RestorePoint {
  const [, shard, rest = ''] = /^(?:(.+)\/)?([^/]+)$/s.exec(text) ?? [];
  // Before GTIDs: a day without a time looks like one of MariaDB's.
  if (/^\d{4}-\d\d-\d\d(?!\d)/.test(text)) return { kind: 'instant', at: parseInstant('--at')(text) };
  const gtid = parseGtid(rest);
  if (gtid !== undefined) return { kind: 'gtid', gtid, shard };
  if (isMarkName(text)) return { kind: 'mark', name: text };
  throw misuse(`--at: "${text}" cannot be used.`, {
    next: 'Give a time such as 2026-11-21T14:30:00, a transaction such as 0-1-123 or 3e11fa47-71ca-11e1-9e33-c80aa9429562:23, or the name of a restore mark.',
    where: { field: '--at' },
  });
}
