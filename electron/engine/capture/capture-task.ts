import type { LoggedTransaction, Segment } from '../../../shared/binlog-range.ts';
import type { Shard } from '../../../shared/cluster.ts';
import type { ServerIdentity } from '../mysql/server-identity.ts';
import type { TouchedTable, Until } from './collect-log.ts';

/** A stretch of a server's binary log to be read into segments. */
export interface CaptureTask {
  readonly shard: Shard;
  /** That `shard` must still lead to. */
  readonly server: ServerIdentity;
  readonly from: { readonly file: string; readonly position: number };
  readonly until: Until;
  /** By the protocol, where the wire is slow. */
  readonly compressed: boolean;
  /** Folder of the entries inside the volumes; null stores nothing and only looks. */
  readonly folder: string | null;
  /** Close the volume where a file of the server ends, so that none holds parts of two files. */
  readonly volumePerFile: boolean;
  /** Store no statements about accounts. */
  readonly withoutAccounts: boolean;
  readonly tally: SharedArrayBuffer;
}

/** What was read. */
export interface CaptureReply {
  /** Where the last event that was read ends. */
  readonly end: { readonly file: string; readonly position: number };
  readonly lastGtid: string;
  readonly segments: readonly Segment[];
  readonly fingerprint: string;
  readonly last: LoggedTransaction | null;
  /** When the server was started in between. */
  readonly starts: readonly string[];
  /** Tables that statements changed in between. */
  readonly touched: readonly TouchedTable[];
}
