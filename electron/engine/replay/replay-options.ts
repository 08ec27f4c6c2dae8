import type { ObjectKind } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';
import type { ZoneChange } from '../mysql/system-zone.ts';
import type { DatedServer } from '../schema/current-rows.ts';
import type { DatedBefore } from './dated-before.ts';
import type { LoggedDefiners } from './edit-definer.ts';
import type { OpenResult } from './open-results.ts';

/** One event with where it is, for messages and for resuming. */
export interface ReplayEvent {
  readonly bytes: Buffer;
  /** Name of the server's file, such as `binlog.000007`. */
  readonly file: string;
  /** Where the event ends in that file; not cut to 32 bits. */
  readonly end: number;
}

/** A place in a server's binary log. */
export interface LogPosition {
  readonly file: string;
  readonly position: number;
}

export interface TablePlace {
  readonly schema: string;
  readonly table: string;
}

/** What becomes of the objects of a log on the target. */
export interface ReplayRoute {
  /** Rows and DDL of a table, view or program; null when it is not restored. */
  object(schema: string, name: string): TablePlace | null;
  /** A schema's own DDL; null when nothing of it is restored. `whole`: it is restored with everything that is in it. */
  schema(schema: string): { readonly schema: string; readonly whole: boolean } | null;
  /** A view or program that the set has and the target has not; one that is created is there from then on. */
  lacks?(verb: 'create' | 'alter' | 'drop', what: string, schema: string, name: string): boolean;
  /** Everything that is restored keeps its name, and all of its schemas are restored with everything in them. */
  readonly plain?: boolean;
  /** Packages of MariaDB, in small letters: the a of a routine a.b may be one. */
  readonly packages?: ReadonlySet<string>;
  /**
   * Whether the target had an object of this name (its own names) and keeps it: it is none of what is restored, so nothing
   * that the log says of one of that name may reach it. Without a name: anything in the schema.
   */
  kept?(schema: string, kind?: ObjectKind, name?: string): boolean;
  /** There is something that it keeps. */
  readonly keeps?: boolean;
  /** All schemas of the target that the restore writes to; without it those that a statement is about. */
  readonly targets?: ReadonlySet<string>;
}

/** Where a replay ends. Time is tested at the beginning of each transaction in the order of the log. */
export type StopRule =
  | { readonly kind: 'end' }
  | ({ readonly kind: 'position' } & LogPosition)
  /** Behind this transaction. */
  | { readonly kind: 'gtid'; readonly after: string }
  | { readonly kind: 'before-gtid'; readonly gtid: string }
  /**
   * Microseconds since 1970. MySQL tells the instant of commit; MariaDB only the second in which the statement began.
   * What begins in front of `sure` is known to be earlier and belongs to it whatever its time says: clocks are set back.
   */
  | { readonly kind: 'time'; readonly micros: bigint; readonly sure?: LogPosition | undefined };

/** Where a replay keeps how far it is; the row changes in the same transaction as the data. */
export interface ProgressPlace extends TablePlace {
  /** Name of this replay among others that use the table. */
  readonly id: string;
  /** Seals the row, so that nobody else can write one that is gone on from; undefined: it is taken as it is. */
  readonly key?: string | undefined;
  /** An earlier run has come so far: a row that is in front of it is an old one that somebody has put back. */
  readonly reached?: LogPosition | undefined;
}

export interface ReplayOptions {
  /** Of the server that wrote the log. */
  readonly flavour: Flavour;
  /** The same server, where rows of tables with history may have to be dated anew (row-ends.ts). */
  readonly source?: DatedServer;
  /** 'same': every object under its own name. The servers' own schemas and accounts are left out in any case. */
  readonly route: 'same' | ReplayRoute;
  /** What ends at or before this is in the table's rows already; undefined: `start` counts. */
  readonly startOf?: (schema: string, table: string) => LogPosition | undefined;
  /** The same for what belongs to no single table, and for tables that `startOf` does not know. */
  readonly start?: LogPosition | undefined;
  readonly stop: StopRule;
  /** The target's max_allowed_packet. */
  readonly maxStatement: number;
  /** Small transactions are put together up to so many bytes; 0: each by itself. */
  readonly mergeBytes?: number;
  /** Keep the replay out of the target's own binary log. */
  readonly skipBinlog: boolean;
  /** As whom what the log defines runs; without it as it says. */
  readonly definers?: LoggedDefiners | undefined;
  /** Schemas that the log makes get a table of this name; those without it are somebody else's, and are left alone. */
  readonly claim?: string | undefined;
  /** What `SYSTEM` meant as a time zone on the source, as it was measured there. */
  readonly systemZone?: readonly ZoneChange[] | undefined;
  /** The same where it was not measured and is known by its name, such as `+00:00`; without both it is not known. */
  readonly systemTimeZone?: string | undefined;
  /** `schema.table` of the source, of tables without a key whose rows came in another order than they stood there. */
  readonly unordered?: ReadonlySet<string>;
  /** Session variables that the log does not carry, as the source has them, such as default_storage_engine. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Without it a replay that was stopped cannot go on. */
  readonly progress?: ProgressPlace | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what is recorded on the target; what it returns is waited for. */
  readonly onRecorded?: (upTo: LogPosition) => Promise<void> | undefined;
  /** Told now and then, and at the end, however that comes. */
  readonly onProgress?: (done: ReplayProgress) => void;
}

export interface ReplayProgress {
  /** Read of the log. */
  readonly bytes: number;
  /** Applied for good in this run, and the definitions among them. */
  readonly transactions: number;
  readonly ddl: number;
  /** The first of the accounts' and the server's statements that were left out. */
  readonly skipped: readonly SkippedStatement[];
  /** The last transaction that is applied for good, in this run or an earlier one. */
  readonly last: LastTransaction | null;
  /** Tables of the target whose rows lost moments that it cannot hold, in this run or an earlier one (late-moments.ts). */
  readonly late: readonly TablePlace[];
  /** What may have come out differently than on the source, in this run or an earlier one (doubt-watch.ts). */
  readonly open: readonly OpenResult[];
}

/** Statements that were left out, by why. */
export type SkipReason =
  | 'account' // CREATE USER, GRANT …
  | 'server' // plugins, tablespaces, FLUSH …: they concern the server, not its data
  | 'maintenance' // OPTIMIZE, ANALYZE …: they change no rows
  | 'system-schema'
  | 'not-selected'
  | 'already-there'; // before the snapshot that was restored

export interface SkippedStatement {
  readonly reason: SkipReason;
  readonly gtid: string;
  readonly file: string;
  readonly position: number;
  /** The statement's beginning, without secrets. */
  readonly text: string;
}

export interface ReplayReport {
  /** Applied in this run; those that only concern what is not restored count as well. */
  readonly transactions: number;
  /** The others among them. */
  readonly changed: number;
  readonly ddl: number;
  readonly rowEvents: number;
  readonly skippedRowEvents: number;
  readonly skippedStatements: Readonly<Record<SkipReason, number>>;
  /** The first of the accounts' and the server's statements that were left out. */
  readonly skipped: readonly SkippedStatement[];
  readonly bytes: number;
  /** The last transaction that is applied, in this run or an earlier one. */
  readonly last: LastTransaction | null;
  readonly stoppedBy: StopRule['kind'];
  /** XA transactions that were prepared and not decided at the end; they are prepared on the target now. */
  readonly preparedXa: readonly PreparedXa[];
  /** Of a replay to an instant: what it left behind its end and may belong to it. */
  readonly datedBefore: DatedBefore | null;
  /** Where an earlier run of this replay had ended. */
  readonly resumedFrom: LogPosition | null;
}

/** An XA transaction that waits on the target for its decision. */
export interface PreparedXa {
  readonly xid: string;
  /** When the source prepared it, in microseconds since 1970 by its clock, as exactly as its log tells. */
  readonly micros: bigint;
  /** It was prepared on the target before the replay came to it. */
  readonly thereBefore: boolean;
}

export interface LastTransaction extends LogPosition {
  readonly gtid: string;
  /** Microseconds since 1970: of commit (MySQL), or the second in which it began. */
  readonly micros: bigint;
}
