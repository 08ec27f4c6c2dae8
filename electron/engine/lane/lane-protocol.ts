import type { BinlogPosition } from '../../../shared/binlog-range.ts';
import type { Shard } from '../../../shared/cluster.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { ChunkPart, Volume } from '../../../shared/manifest.ts';
import type { EntryPlace, PartitionRows } from '../../../shared/manifest-basics.ts';
import type { Compression } from '../archive/frames.ts';
import type { Damage, VolumeCheck } from '../archive/volume-check.ts';
import type { StoredRange } from '../binlog/stored-range.ts';
import type { CaptureReply, CaptureTask } from '../capture/capture-task.ts';
import type { Flavour } from '../mysql/connect.ts';
import type { ServerIdentity } from '../mysql/server-identity.ts';
import type { LoggedDefiners } from '../replay/edit-definer.ts';
import type { KeptObject } from '../replay/kept-object.ts';
import type { OpenResult } from '../replay/open-results.ts';
import type { ProgressPlace, ReplayProgress, ReplayReport, StopRule, TablePlace } from '../replay/replay-options.ts';
import type { RollStart } from '../replay/roll-start.ts';
import type { CountedTable } from '../schema/count-partitions.ts';
import type { RestoredColumn } from '../schema/current-rows.ts';
import type { CutColumn } from '../schema/key-range.ts';

/** Rows of one table between two keys, as they are selected on either side (select-chunk.ts). */
export interface ChunkSelection {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly RestoredColumn[];
  readonly key: readonly string[];
  /** The index that delivers the rows; null for a table that is read as it lies. */
  readonly index: string | null;
  /** Columns that `from` and `to` are about. */
  readonly cut: readonly CutColumn[];
  /** Read all versions of the rows (MariaDB system versioning). */
  readonly history: boolean;
  readonly from: string | null;
  readonly to: string | null;
}

/** Rows, plain bytes and hashes of what was read. */
export interface ChunkContent {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Only for tables without a key. */
  readonly rowSum?: string;
}

/** Where and how a lane writes its volumes. */
export interface LaneTarget {
  readonly folder: string;
  readonly prefix: string;
  readonly counter: SharedArrayBuffer;
  readonly volumeBytes: number;
  readonly compression: Compression;
  /** Milliseconds since 1970; the date of all entries. */
  readonly date: number;
}

/** Rows of a set on their way back into a server. */
export interface LoadTask {
  readonly folder: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly RestoredColumn[];
  readonly parts: readonly ChunkPart[];
  readonly sha256: string;
  readonly rows: number;
  readonly bytes: number;
  readonly history: boolean;
  /** `load-data`, or `insert` where the server does not take LOAD DATA LOCAL. */
  readonly way: 'load-data' | 'insert';
  /** Bytes one INSERT statement may have on this server. */
  readonly maxStatement: number;
  /** Whether the rows' own sum is wanted, for a target that orders them differently. */
  readonly sum: boolean;
  /** The set's schema; `schema` is the target's name for it. */
  readonly source: string;
}

/** Rows on a target beside those of the set, to tell whether only computed columns differ. */
export interface ComputedTask {
  readonly selection: ChunkSelection;
  readonly folder: string;
  readonly parts: readonly ChunkPart[];
}

/** A closed volume of an earlier set, to become part of this one. */
export interface TakeVolumeTask {
  /** Its path there. */
  readonly source: string;
  readonly volume: Volume;
  /** Plain bytes of log in it, which the tally gets. */
  readonly logBytes: number;
  readonly tally: SharedArrayBuffer;
}

/**
 * How the replay of a shard's log ended: at the instant that was asked for, or in front of what it could not apply; and
 * tables whose rows lost moments on the way (late-moments.ts), and what may have come out differently (doubt-watch.ts).
 */
export type ReplayReply = { readonly late: readonly TablePlace[]; readonly open: readonly OpenResult[] } & (
  | { readonly state: 'ended'; readonly report: ReplayReport }
  | { readonly state: 'stopped'; readonly failure: Failure; readonly done: ReplayProgress }
);

/** A stretch of a shard's log on its way back into a server. */
export interface ReplayTask {
  /** The target. */
  readonly shard: Shard;
  /** That `shard` must still lead to. */
  readonly server: ServerIdentity;
  /** Of the source. */
  readonly flavour: Flavour;
  readonly variables: Readonly<Record<string, string>>;
  /** What `SYSTEM` meant as a time zone there, as manifests have it. */
  readonly systemZone: readonly string[] | undefined;
  /** `schema.table` of tables without a key whose rows came in another order than they stood there. */
  readonly unordered: readonly string[];
  readonly ranges: readonly StoredRange[];
  readonly start: RollStart | undefined;
  readonly stop: StopRule;
  /** Globs in names of the source; an object is restored when each list has one for it. */
  readonly only: readonly (readonly string[])[];
  /** Source schema → target schema; others are left out. */
  readonly schemas: ReadonlyMap<string, string>;
  /** `schema.table` of the source that are left out although they are chosen. */
  readonly missing: readonly string[];
  /** Views and programs that are not there, by kind and name: `VIEW shop.v`. */
  readonly missingPrograms: readonly string[];
  /** Objects of the target that are not the restore's, and whether the server tells names apart by case. */
  readonly kept: readonly KeptObject[];
  readonly ignoreCase: boolean;
  /** Names of the source's packages, in small letters. */
  readonly packages: readonly string[];
  /** The target's max_allowed_packet. */
  readonly maxStatement: number;
  readonly definers: LoggedDefiners;
  readonly skipBinlog: boolean;
  /** What marks the schemas that the log makes. */
  readonly claim: string | undefined;
  /** Where the target keeps how far the replay is. */
  readonly progress: ProgressPlace | undefined;
  /** Beside the set: how far it is too. */
  readonly mark: { readonly file: string; readonly run: string } | undefined;
  readonly tally: SharedArrayBuffer;
}

/** Everything a lane can be asked, and what it answers. */
export interface LaneCalls {
  /** Connects the lane, to `server` where a session knows it already, to read rows or to load them; `compressed` by the protocol where the wire is slow. */
  connect: {
    request: {
      shard: Shard;
      server: ServerIdentity | undefined;
      purpose: 'read' | 'load' | 'load-unlogged';
      compressed: boolean;
      tally: SharedArrayBuffer;
    };
    reply: { flavour: Flavour };
  };
  /** Opens a consistent snapshot. */
  snapshot: { request: Record<string, never>; reply: null };
  /** The snapshot's own place in the binary log, without GTID; null where the server cannot tell (MySQL). */
  position: { request: Record<string, never>; reply: BinlogPosition | null };
  /** Says where volumes go. */
  target: { request: LaneTarget; reply: null };
  store: { request: { entries: readonly { name: string; bytes: Uint8Array }[] }; reply: EntryPlace[] };
  dump: { request: ChunkSelection & { base: string }; reply: ChunkContent & { parts: ChunkPart[] } };
  /** True when the SELECT gives a row, as the lane's snapshot has it. */
  finds: { request: { schema: string; table: string; query: string }; reply: boolean };
  /** Rows of each partition of a table, as the lane's snapshot has it. */
  count: { request: CountedTable; reply: PartitionRows[] };
  /** Reads a stretch of the server's binary log over a connection of its own and stores it. */
  capture: { request: CaptureTask; reply: CaptureReply };
  /** Takes a volume of an earlier set over; false where it is damaged. */
  takeVolume: { request: TakeVolumeTask; reply: boolean };
  /** Makes the open volume durable. */
  closeVolume: { request: Record<string, never>; reply: null };
  load: { request: LoadTask; reply: { rows: number; warnings: readonly string[]; rowSum?: string } };
  /** Runs one statement of the restore, such as the ALTER that builds indexes. */
  run: { request: { schema: string; sql: Uint8Array }; reply: null };
  /** Applies a shard's log over a connection of its own. */
  replay: { request: ReplayTask; reply: ReplayReply };
  hash: { request: ChunkSelection; reply: ChunkContent };
  /** The computed columns that differ where nothing else does, else null. */
  differingComputed: { request: ComputedTask; reply: readonly string[] | null };
  checkVolume: { request: VolumeCheck & { tally: SharedArrayBuffer }; reply: Damage[] };
  /** Ends the lane: partial files go, the connection closes. */
  close: { request: Record<string, never>; reply: null };
}

export type LaneCall = keyof LaneCalls;

/** From the engine to a worker thread. */
export type ToWorker =
  | {
      readonly [K in LaneCall]: {
        readonly type: 'call';
        readonly id: number;
        readonly lane: number;
        readonly call: K;
        readonly request: LaneCalls[K]['request'];
      };
    }[LaneCall]
  | { readonly type: 'abort'; readonly lane: number };

/** From a worker thread to the engine. */
export type FromWorker =
  | { readonly type: 'done'; readonly id: number; readonly reply: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure; readonly errno: number | undefined }
  | { readonly type: 'volume'; readonly lane: number; readonly volume: Volume };
