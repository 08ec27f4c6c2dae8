import { createHash } from 'node:crypto';
import type { LargeDelete, LoggedStatement } from '../../../shared/binlog-range.ts';
import type { LogMark } from '../archive/frames.ts';
import { brokenChain } from '../binlog/broken-chain.ts';
import {
  ARTIFICIAL,
  BINLOG_MAGIC,
  CHECKSUM_BYTES,
  checksumOf,
  EventType,
  HEADER_BYTES,
  hasGoodChecksum,
  readHeader,
} from '../binlog/event.ts';
import { beginsTransaction, parseGtidEvent } from '../binlog/gtid-event.ts';
import { instantOf } from '../binlog/instant-of.ts';
import { withChecksum } from '../binlog/with-checksum.ts';
import { defect, fail } from '../engine-error.ts';
import { ANSWER_LIMITS } from '../mysql/answer-limits.ts';
import { type AccountCounts, AccountLog } from './account-log.ts';
import { canFollow } from './can-follow.ts';
import type { Wish } from './dump-log.ts';
import { fingerprintOf, startsOf } from './fingerprint-of.ts';
import { readLoggedStatement, type Touched } from './read-logged-statement.ts';
import { DeleteWatch } from './watch-deletes.ts';

/** A place in the server's log. */
export interface LogPlace {
  readonly file: string;
  readonly position: number;
}

/** A commit time by which a log is cut (MySQL). */
export interface CommitInstant {
  /** Server clock, microseconds since 1970. */
  readonly micros: bigint;
  /**
   * Where the log was before the instant: what begins in front of it is earlier whatever its time says. Clocks are set back,
   * and what was committed before that has times that are yet to come.
   */
  readonly sure: LogPlace;
}

/** Where to stop: at a position, or there but before the first transaction that was committed after an instant. */
export interface Until extends LogPlace {
  readonly instant?: CommitInstant | undefined;
}

/** Whole events, on their way into a segment. */
export interface LogPiece {
  /** Index of the segment. */
  readonly segment: number;
  /** Valid until the next event is taken. */
  readonly bytes: Buffer;
  readonly events: number;
  readonly mark: LogMark;
}

/** What is known of a segment while its pieces come. */
export interface CollectedSegment {
  readonly file: string;
  readonly from: number;
  to: number;
  firstGtid: string;
  lastGtid: string;
  firstMicros: bigint | null;
  lastMicros: bigint | null;
  transactions: number;
  readonly statements: LoggedStatement[];
  readonly deletes: { count: number; largest: LargeDelete[] };
  readonly accounts: AccountCounts;
}

/** The begin of a transaction, by which the log is known again. */
export interface TransactionBegin {
  readonly file: string;
  readonly from: number;
  /** Of its first event. */
  readonly sha256: string;
}

/** A table that a statement changed, and where in the log that begins. */
export interface TouchedTable extends Touched {
  readonly file: string;
  readonly position: number;
}

/** About as much as a frame of rows. */
const PIECE_BYTES = 1 << 20;

/** A nightly clean-up may delete in ten thousand transactions: a manifest lists so many of a segment, and counts all. */
const LARGEST_DELETES = 100;

const HEARTBEATS: ReadonlySet<number> = new Set([EventType.heartbeat, EventType.heartbeatV2]);

/**
 * Takes a server's events one by one, checks that none is missing or altered, and puts them into pieces for the segments
 * they belong to. Works without waiting, since events come faster than promises are kept.
 */
export class LogCollector {
  readonly segments: CollectedSegment[] = [];
  fingerprint = '';
  /** When the server was started within the log. */
  readonly starts: string[] = [];
  /** Tables that statements changed. */
  readonly touched: TouchedTable[] = [];
  last: TransactionBegin | undefined;
  file: string;
  position: number;
  #until: Until;
  #shard: string;
  #checksums = true;
  #batch = Buffer.allocUnsafeSlow(PIECE_BYTES * 2);
  #piece: LogPiece | undefined;
  #used = 0;
  #events = 0;
  #mark: LogMark | undefined;
  readonly #deletes = new DeleteWatch((event) => this.#accounts.table(event, this, this.#segment().accounts));
  #isPastSure = false;
  readonly #accounts: AccountLog;
  readonly #mostIdle: number;
  #idle = 0;
  #lastBegin: { file: string; from: number; event: Buffer; gtid: string; micros: bigint } | undefined;

  /** `withoutAccounts`: statements about accounts are not stored. `mostIdle`: events in a row that are in no file. */
  constructor(
    shard: string,
    from: { readonly file: string; readonly position: number },
    until: Until,
    withoutAccounts = false,
    mostIdle = ANSWER_LIMITS.idleEvents,
  ) {
    this.#shard = shard;
    this.#mostIdle = mostIdle;
    this.#accounts = new AccountLog(shard, withoutAccounts);
    this.#until = until;
    this.file = from.file;
    this.position = from.position;
  }

  /** Takes one event, whose bytes are valid during the call only. */
  take(event: Buffer): Wish {
    const { type, length, end, flags, seconds } = readHeader(event);
    if (length !== event.length) throw this.#damaged(`an event has ${event.length} bytes where it says ${length}`);
    if (++this.#idle > this.#mostIdle) throw this.#damaged(`${this.#idle} events came that are in no file`);
    if (type === EventType.rotate && (flags & ARTIFICIAL || end === 0)) return this.#beginFile(event);
    if (HEARTBEATS.has(type)) return 'next';
    if (type === EventType.formatDescription) {
      this.#beginSegment(event);
      if (end !== 0) this.position += length;
      return this.#reached() ? 'stop' : this.#next();
    }
    // What is made up for a replica ends nowhere, and comes in front of all transactions; an event of the file may end at
    // 4 GiB, of which its header has the rest. MariaDB 11 leaves the end out of events inside of a transaction
    // (binlog_legacy_event_pos): the next one that has it tells whether all of them came.
    const expected = (this.position + length) % 2 ** 32;
    const withoutEnd = end === 0 && expected !== 0;
    if (flags & ARTIFICIAL || (withoutEnd && !this.#isBehindBegin())) return 'next';
    if (this.#reached()) return 'stop';
    if (!withoutEnd && expected !== end)
      throw this.#damaged(`the next event ends at ${end} where ${this.position + length} was expected`);
    if (this.#checksums && !hasGoodChecksum(event)) throw this.#damaged('an event’s checksum is wrong');
    if (beginsTransaction(type) && !this.#beginTransaction(event, seconds)) return 'stop';
    const stored = this.#readStatement(event, type, seconds);
    this.#deletes.take(event, type, this.#checksums);
    const from = this.position;
    this.position += length;
    this.#idle = 0;
    this.#segment().to = this.position;
    // The server decrypts what it sends; what says how the file is encrypted on its disk would mislead readers.
    if (type !== EventType.startEncryption) this.#append(stored, from);
    if (this.#reached()) return 'stop';
    return this.#next();
  }

  /** The piece that an event completed, if it did; to be taken before the next event, which overwrites it. */
  takePiece(): LogPiece | undefined {
    const piece = this.#piece;
    this.#piece = undefined;
    return piece;
  }

  /** True where all is there that belongs in front of the instant to stop at, whatever its time says. */
  isSureBehind(): boolean {
    const sure = this.#until.instant?.sure;
    return sure !== undefined && (this.#isPastSure || (this.file === sure.file && this.position >= sure.position));
  }

  /** To be called once when no more events come: completes the last piece. */
  finish(): void {
    this.#cutPiece();
    this.#noteDeletes();
    this.#closeTransaction();
  }

  #next(): Wish {
    return this.#piece ? 'store' : 'next';
  }

  /** A transaction has begun in what came of this file. */
  #isBehindBegin(): boolean {
    return (this.segments.at(-1)?.transactions ?? 0) > 0;
  }

  #reached(): boolean {
    return this.file === this.#until.file && this.position >= this.#until.position;
  }

  /** The server names the file it reads from now on. */
  #beginFile(event: Buffer): Wish {
    const name = event.subarray(HEADER_BYTES + 8, event.length - (hasGoodChecksum(event) ? CHECKSUM_BYTES : 0));
    this.#cutPiece();
    const position = Number(event.readBigUInt64LE(HEADER_BYTES));
    const file = name.toString('utf8');
    if (!canFollow(file, this.#until.file))
      throw this.#damaged('the server went on with a file that is not of this log');
    if (file !== this.file && position !== 4) throw this.#damaged(`the server went on with ${file} at ${position}`);
    if (this.file === this.#until.instant?.sure.file && file !== this.file) this.#isPastSure = true;
    this.file = file;
    this.position = position;
    return this.#next();
  }

  #beginSegment(event: Buffer): void {
    this.#noteDeletes();
    this.#deletes.forgetTables();
    this.#cutPiece();
    this.#used = 0;
    this.#events = 0;
    this.#mark = undefined;
    this.#checksums = checksumOf(event) === 'crc32';
    this.fingerprint = fingerprintOf(event);
    this.starts.push(...startsOf(event));
    this.segments.push({
      file: this.file,
      from: this.position,
      to: this.position + (event.readUInt32LE(13) === 0 ? 0 : event.length),
      firstGtid: '',
      lastGtid: '',
      firstMicros: null,
      lastMicros: null,
      transactions: 0,
      statements: [],
      deletes: { count: 0, largest: [] },
      accounts: { hashes: 0, plain: 0, leftOut: 0 },
    });
    this.#append(BINLOG_MAGIC, this.position, 0);
    this.#append(event, this.position);
  }

  /** False where the transaction is beyond the instant to stop at. */
  #beginTransaction(event: Buffer, seconds: number): boolean {
    const { gtid, commitMicros } = parseGtidEvent(this.#checksums ? event : withChecksum(event));
    const { instant } = this.#until;
    if (instant && commitMicros !== null && commitMicros > instant.micros && this.isSureBehind()) return false;
    this.#noteDeletes();
    const segment = this.#segment();
    const micros = commitMicros ?? BigInt(seconds) * 1_000_000n;
    segment.firstGtid ||= gtid;
    segment.firstMicros ??= micros;
    segment.lastGtid = gtid;
    segment.lastMicros = micros;
    segment.transactions++;
    this.#lastBegin = { file: this.file, from: this.position, event: Buffer.from(event), gtid, micros };
    if ((this.#mark?.gtid ?? '') === '') {
      const position = this.#mark?.position ?? this.position;
      this.#mark = { position, seconds, micros: Number(commitMicros ?? 0n), gtid: gtid || '-' };
    }
    return true;
  }

  /** Notes what a statement changes of definitions and tells of accounts, and refuses one that changes rows; what is stored of it. */
  #readStatement(event: Buffer, type: number, seconds: number): Buffer {
    const statement = readLoggedStatement(event, type, this.#checksums);
    if (statement === 'rows')
      throw brokenChain(this.#shard, { code: 'statement', file: this.file, position: this.position });
    if (statement === undefined) return event;
    const { from = this.position, gtid = '', micros = BigInt(seconds) * 1_000_000n } = this.#lastBegin ?? {};
    const { logged, touches, secret } = statement;
    for (const one of touches) this.touched.push({ ...one, file: this.file, position: this.position });
    if (logged) this.#segment().statements.push({ position: from, gtid, at: instantOf(micros), ...logged });
    return secret ? this.#accounts.statement(event, secret, this.#checksums, this.#segment().accounts) : event;
  }

  /** Notes the transaction that has ended, if it deleted many rows; of very many of those only the largest. */
  #noteDeletes(): void {
    const found = this.#deletes.end();
    const segment = this.segments.at(-1);
    if (!found || !this.#lastBegin || !segment) return;
    const { from, gtid, micros } = this.#lastBegin;
    const { deletes } = segment;
    deletes.count++;
    deletes.largest.push({ position: from, gtid, at: instantOf(micros), ...found });
    if (deletes.largest.length <= LARGEST_DELETES) return;
    const least = deletes.largest.reduce((a, b) => (b.rows < a.rows ? b : a));
    deletes.largest.splice(deletes.largest.indexOf(least), 1);
  }

  #closeTransaction(): void {
    if (!this.#lastBegin) return;
    const { file, from, event } = this.#lastBegin;
    this.last = { file, from, sha256: sha256(event) };
  }

  #append(bytes: Buffer, position: number, events = 1): void {
    this.#mark ??= { position, seconds: 0, micros: 0, gtid: '' };
    if (this.#used + bytes.length > this.#batch.length) {
      const larger = Buffer.allocUnsafeSlow(this.#used + bytes.length);
      this.#batch.copy(larger, 0, 0, this.#used);
      this.#batch = larger;
    }
    bytes.copy(this.#batch, this.#used);
    this.#used += bytes.length;
    this.#events += events;
    if (this.#used >= PIECE_BYTES) this.#cutPiece();
  }

  /** Completes the piece; a segment's head alone is none. */
  #cutPiece(): void {
    const segment = this.segments.at(-1);
    if (!this.#mark || segment?.from === segment?.to) return;
    if (this.#piece) throw defect('A piece of the log was not taken.');
    const bytes = this.#batch.subarray(0, this.#used);
    this.#piece = { segment: this.segments.length - 1, bytes, events: this.#events, mark: this.#mark };
    // A very long event does not hold its memory until the end.
    if (this.#batch.length > PIECE_BYTES * 4) this.#batch = Buffer.allocUnsafeSlow(PIECE_BYTES * 2);
    this.#used = 0;
    this.#events = 0;
    this.#mark = undefined;
  }

  #segment(): CollectedSegment {
    const segment = this.segments.at(-1);
    if (!segment) throw this.#damaged('an event came before the head of its file');
    return segment;
  }

  #damaged(what: string) {
    return fail(
      'log-damaged',
      { shard: this.#shard, file: this.file, position: this.position, what },
      { where: { shard: this.#shard, file: this.file } },
    );
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
