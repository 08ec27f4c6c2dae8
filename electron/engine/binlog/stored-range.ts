import type { BinlogRange } from '../../../shared/binlog-range.ts';

/** A stretch of one shard's log, in the folder of the set that has it. */
export interface StoredRange {
  readonly folder: string;
  readonly range: BinlogRange;
}
