/** What a shard is doing. */
export type ShardPhase =
  | 'connecting'
  | 'waiting'
  | 'snapshot'
  | 'reading'
  | 'logging'
  | 'loading'
  | 'indexing'
  | 'replaying'
  | 'verifying'
  | 'done';

/** What a run is doing as a whole. */
export type JobPhase =
  | 'connecting'
  | 'checking'
  | 'snapshot'
  | 'planning'
  | 'reading'
  | 'logging'
  | 'loading'
  | 'objects'
  | 'replaying'
  | 'verifying'
  | 'finishing';

export interface ShardProgress {
  readonly name: string;
  readonly phase: ShardPhase;
  /** `schema.table` begun last; null outside the row phases. */
  readonly table: string | null;
  /** Plain TSV bytes. */
  readonly bytesDone: number;
  /** An estimate until the shard is done; never below `bytesDone`. */
  readonly bytesTotal: number;
  readonly rows: number;
}

/** The state of a run at one moment: totals, never differences, so that losing one does no harm. */
export interface JobProgress {
  readonly phase: JobPhase;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Bytes written to or read from the archive. */
  readonly storedBytes: number;
  readonly rows: number;
  /** Over the last seconds. */
  readonly bytesPerSecond: number;
  /** Null while it cannot be told. */
  readonly secondsLeft: number | null;
  /** Warm backups, once their cut is made: milliseconds for which all shards were locked together. */
  readonly lockedMs?: number;
  /** Restores, once rows are loaded: tables that are whole on the targets, and how many there are to be. */
  readonly tables?: { readonly done: number; readonly total: number };
  readonly shards: readonly ShardProgress[];
}
