import { CHECKSUM_BYTES, HEADER_BYTES } from '../binlog/event.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { isMissing } from '../schema/is-missing.ts';
import { writeBinlogStatement } from './binlog-statement.ts';
import { fingerprintTables } from './fingerprint-tables.ts';
import { type OlderTarget, refusedByServer } from './log-failures.ts';
import { comparePositions } from './log-position.ts';
import type { ProgressRow, SavedProgress } from './progress-row.ts';
import type { LastTransaction } from './replay-options.ts';
import type { Definition, GroupStep, RowGroup, RowSession } from './replay-steps.ts';
import { pieceBytes, type RowStatement, sendRows } from './send-rows.ts';
import { SessionState } from './session-state.ts';
import { OWN_SETTINGS, RUN_BEFORE } from './target-constants.ts';

/** ER_KEY_NOT_FOUND: a row of the log is not there. */
const NOT_FOUND = 1032;
/** ER_UNKNOWN_TIME_ZONE */
const UNKNOWN_ZONE = 1298;

/** Applies transactions and definitions to one server, and keeps the progress row. */
export class ReplayTarget {
  readonly #session: Session;
  readonly shard: string;
  readonly #state: SessionState;
  #progress: ProgressRow | null;
  readonly #saved: SavedProgress | null;
  readonly #maxStatement: number;
  readonly #mergeBytes: number;
  readonly #older: OlderTarget | undefined;
  #batch: RowGroup[] = [];
  #batchBytes = 0;
  #running: Promise<void> | undefined;
  #format: Buffer | null = null;
  #applied: LastTransaction | null;
  #transactions = 0;
  #recorded: LastTransaction | null;

  constructor(
    session: Session,
    progress: ProgressRow | null,
    saved: SavedProgress | null,
    limits: { readonly maxStatement: number; readonly mergeBytes: number; readonly older: OlderTarget | undefined },
  ) {
    this.#session = session;
    this.shard = session.shard.name;
    this.#state = new SessionState(session);
    this.#progress = progress;
    this.#saved = saved;
    this.#maxStatement = limits.maxStatement;
    this.#older = limits.older;
    this.#mergeBytes = Math.min(limits.mergeBytes, pieceBytes(limits.maxStatement));
    this.#applied = this.#recorded = saved && saved.file !== '' ? saved : null;
  }

  /** Transactions larger than this are not held in memory. */
  get streamBytes(): number {
    return Math.max(this.#mergeBytes, 1 << 20);
  }

  /** The last transaction that is applied for good; `recorded`: that the target's record has. */
  get applied(): LastTransaction | null {
    return this.#applied;
  }

  get recorded(): LastTransaction | null {
    return this.#recorded;
  }

  /** How many transactions this run has applied for good, those that change nothing here included. */
  get transactions(): number {
    return this.#transactions;
  }

  /** Tells the server how the events that follow are written. */
  async describe(formatDescription: Buffer): Promise<void> {
    // Files of one server differ in when they were begun only.
    const format = Buffer.from(formatDescription.subarray(HEADER_BYTES, -CHECKSUM_BYTES));
    format.fill(0, CREATED_AT, CREATED_AT + 4);
    if (this.#format?.equals(format)) return;
    await this.flush();
    await this.#session.execute(writeBinlogStatement([formatDescription]));
    // The description made the session an applier of anonymous transactions, which may not run plain statements.
    if (this.#session.flavour === 'mysql') await this.#session.execute("SET GTID_NEXT='AUTOMATIC'");
    this.#format = format;
  }

  /** Takes a whole transaction; it is applied at the latest with the next `flush`. */
  add(group: RowGroup): Promise<void> | undefined {
    const ownSession = group.session !== undefined || group.steps.some((step) => step.kind === 'sql');
    const alone = group.careful || group.end === 'rollback' || ownSession;
    if (alone) return this.#addAlone(group);
    this.#batch.push(group);
    this.#batchBytes += group.bytes;
    return this.#batchBytes >= this.#mergeBytes || this.#batch.length >= MAX_BATCH ? this.#start() : undefined;
  }

  async #addAlone(group: RowGroup): Promise<void> {
    await this.flush();
    this.#batch.push(group);
    await this.flush();
  }

  /** Applies what was taken, to the end. */
  async flush(): Promise<void> {
    await this.#start();
    await this.#running;
  }

  /** Begins to apply what was taken, so that the log is read on while the server works. */
  async #start(): Promise<void> {
    await this.#running;
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#running = this.#applyBatch(batch);
    this.#running.catch(() => {}); // whoever waits for it is told
  }

  async #applyBatch(batch: readonly RowGroup[]): Promise<void> {
    if (batch.every(({ steps }) => steps.length === 0)) {
      this.#applied = batch.at(-1)?.last ?? this.#applied;
      this.#transactions += batch.length;
      return;
    }
    try {
      await this.#applyInZones(batch);
    } catch (error) {
      if (batch.length === 1 || !(error instanceof EngineError) || error.errno === undefined)
        throw this.failure(error, batch[0]);
      // One of them fails: those before it are applied, and it is named.
      await this.#session.execute('ROLLBACK');
      for (const group of batch)
        await this.#apply([group]).catch((cause) => {
          throw this.failure(cause, group);
        });
    }
  }

  /** A row without a key is found by all of its columns, as the server computes them now. */
  async #applyInZones(batch: readonly RowGroup[]): Promise<void> {
    const [group] = batch;
    for (;;)
      try {
        return await this.#apply(batch);
      } catch (error) {
        const isLost = error instanceof EngineError && error.errno === NOT_FOUND;
        const other = isLost ? group?.session?.inOtherZone() : undefined;
        if (!group || !other) throw error;
        await this.#session.execute('ROLLBACK');
        group.session = other;
      }
  }

  async #apply(groups: readonly RowGroup[]): Promise<void> {
    const last = groups.at(-1);
    if (!last) return;
    await this.begin(last);
    if (groups.length === 1) await this.send(last);
    else await this.#sendRows(groups.flatMap(({ steps }) => steps));
    await this.finish(last);
    this.#transactions += groups.length;
  }

  /** For questions about what is there. */
  async asOurselves(): Promise<void> {
    await this.#state.set(OWN_SETTINGS);
  }

  /** Begins a transaction on the target. */
  async begin(group: RowGroup): Promise<void> {
    await this.#state.set(OWN_SETTINGS);
    if (group.careful && this.#progress) {
      const { file, position, gtid } = group.last;
      await this.#progress.begin({ kind: 'rows', file, position, fingerprint: null, text: gtid });
    }
    await this.#session.execute('BEGIN');
  }

  /** Runs steps inside a transaction. */
  async send({ steps, session }: Pick<RowGroup, 'steps' | 'session'>): Promise<void> {
    if (session) await this.#setSession(session);
    let rows: RowStatement[] = [];
    for (const step of steps) {
      if (step.kind === 'rows') {
        rows.push(step);
        continue;
      }
      await sendRows(this.#session, rows, this.#maxStatement);
      rows = [];
      await this.#session.execute(step.sql);
    }
    await sendRows(this.#session, rows, this.#maxStatement);
  }

  /** A zone by name is known only to servers that have the tables of time zones. */
  async #setSession({ settings, doubt }: RowSession): Promise<void> {
    try {
      await this.#state.set(settings);
    } catch (error) {
      if (!(error instanceof EngineError) || error.errno !== UNKNOWN_ZONE) throw error;
      doubt();
      await this.#state.set(new Map([...settings].filter(([name]) => name !== 'time_zone')));
    }
  }

  async #sendRows(steps: readonly GroupStep[]): Promise<void> {
    await sendRows(
      this.#session,
      steps.filter((step) => step.kind === 'rows'),
      this.#maxStatement,
    );
  }

  /** Ends a transaction on the target, together with the record of it. */
  async finish({ end, last, session }: Pick<RowGroup, 'end' | 'last' | 'session'>): Promise<void> {
    if (session) await this.#state.set(OWN_SETTINGS);
    if (end === 'rollback') await this.#session.execute('ROLLBACK');
    await this.#record(last);
    if (end === 'commit') await this.#session.execute('COMMIT');
    this.#applied = this.#recorded = last;
  }

  /** Ends a transaction of which a part was sent already, or that a definition opened. */
  async finishSent(group: RowGroup & { readonly mode: string }): Promise<void> {
    try {
      await this.send(group);
      if (group.mode === 'definition') {
        await this.#session.execute('COMMIT'); // until then nothing but rows was allowed
        await this.recordApplied(group.last);
      } else await this.finish(group);
      this.#transactions++;
    } catch (error) {
      throw this.failure(error, group);
    }
  }

  /** Undoes what of a transaction was sent. */
  async undo(): Promise<void> {
    await this.#session.execute('ROLLBACK');
  }

  /** Says that everything up to here is applied. */
  async recordApplied(last: LastTransaction): Promise<void> {
    await this.#state.set(OWN_SETTINGS);
    await this.#record(last);
    this.#applied = this.#recorded = last;
  }

  /** Records the end where the last transactions changed nothing here. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#applied && this.#applied !== this.#recorded) await this.recordApplied(this.#applied);
  }

  async #record(last: LastTransaction): Promise<void> {
    if (this.#progress) await this.#session.execute(this.#progress.advance(last));
  }

  /**
   * Runs a statement that defines something, alone. Returns false when an earlier run of the replay had done so.
   * Whether it had shows in the tables it names; one that names none is run again, and may say that it was.
   */
  async define(definition: Definition): Promise<boolean> {
    await this.flush();
    const { last, opensTransaction } = definition;
    try {
      const again = this.#wasBegun(last);
      const hasRun = this.#progress !== null && (await this.#prepareRecord(definition, again));
      if (!hasRun) await this.#run(definition, again);
      if (hasRun || !opensTransaction) await this.#recordDefinition(last);
      return !hasRun;
    } catch (error) {
      throw this.failure(error, definition, definition.text);
    } finally {
      this.#state.forgetSchema();
    }
  }

  /** A schema that is dropped takes the record with it when it lies there: the replay goes on without. */
  async #recordDefinition(last: LastTransaction): Promise<void> {
    try {
      await this.recordApplied(last);
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#progress = null;
      this.#applied = this.#recorded = last;
    }
  }

  #wasBegun(last: LastTransaction): boolean {
    const doing = this.#saved?.doing;
    return doing?.kind === 'ddl' && comparePositions(doing, last) === 0;
  }

  /** Writes down what will be done; true when it is done already. */
  async #prepareRecord({ tells, text, last }: Definition, again: boolean): Promise<boolean> {
    await this.#state.set(OWN_SETTINGS);
    const fingerprint = tells && (await fingerprintTables(this.#session, tells));
    if (again) return fingerprint !== null && fingerprint !== this.#saved?.doing?.fingerprint;
    await this.#progress?.begin({ kind: 'ddl', file: last.file, position: last.position, fingerprint, text });
    return false;
  }

  async #run({ sql, settings, schema, bare, tells, expected }: Definition, again: boolean): Promise<void> {
    // Names without a schema would mean the one that was used last.
    if (schema !== null && !(await this.#state.use(schema)) && bare)
      await this.#session.execute(`USE ${quoteName(schema)}`);
    await this.#state.set(settings);
    try {
      await this.#session.execute(sql);
    } catch (error) {
      const errno = error instanceof EngineError ? (error.errno ?? 0) : 0;
      const asOnSource = errno !== 0 && expected.includes(errno);
      const ranBefore = again && tells === null && RUN_BEFORE.has(errno);
      if (!asOnSource && !ranBefore) throw error;
    }
  }

  /** Prepares an XA transaction, so that whoever restores can decide about it. */
  async prepareXa(xid: string, group: RowGroup): Promise<void> {
    try {
      await this.#state.set(OWN_SETTINGS);
      await this.#session.execute(`XA START ${xid}`);
      await this.send(group);
      await this.#session.execute(`XA END ${xid}`);
      await this.#session.execute(`XA PREPARE ${xid}`);
    } catch (error) {
      throw this.failure(error, group, `XA PREPARE ${xid}`);
    }
  }

  /** The error with its place in the log. */
  failure(error: unknown, at: Pick<RowGroup, 'last' | 'begin'> | undefined, text = ''): unknown {
    if (!at) return error;
    const { file, gtid } = at.last;
    const { name: shard } = this.#session.shard;
    return refusedByServer(this.#session, error, { shard, file, gtid, position: at.begin }, text, this.#older);
  }
}

/** In a format description: version 2, server's version 50, then when it was created. */
const CREATED_AT = 52;
/** Transactions put together at most, so that a failure among them is found soon. */
const MAX_BATCH = 20_000;
