import { type EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import { isSealed, sealOf } from './progress-seal.ts';
import type { LogPosition, ProgressPlace, TablePlace } from './replay-options.ts';

/** What a replay was about to do outside a transaction; it is written before and cleared after. */
export interface Doing {
  readonly kind: 'ddl' | 'rows';
  readonly file: string;
  /** End of the event. */
  readonly position: number;
  /** Of the tables a statement defines (fingerprint-tables.ts); null where it defines something else. */
  readonly fingerprint: string | null;
  /** For messages. */
  readonly text: string;
}

/** How far a replay has come. */
export interface SavedProgress extends LogPosition {
  readonly gtid: string;
  readonly micros: bigint;
  readonly doing: Doing | null;
}

/** Seconds to wait for an earlier run whose connection the server has not given up yet. */
const LOCK_SECONDS = 30;

/** The statement that makes the table of progress; `note` is whoever's that starts the replay. */
export function progressTable({ schema, table }: TablePlace): string {
  return (
    `CREATE TABLE IF NOT EXISTS ${quoteTable(schema, table)} (id VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, ` +
    'file VARCHAR(512) NOT NULL, position BIGINT UNSIGNED NOT NULL, gtid VARCHAR(512) NOT NULL, micros BIGINT NOT NULL, ' +
    'doing TEXT NULL, note LONGTEXT NULL, seal VARCHAR(64) CHARACTER SET ascii NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4'
  );
}

/**
 * The row that says how far a replay is. It changes in the transaction that brings the data, so both are there or neither,
 * whenever client, line or server end.
 */
export class ProgressRow {
  readonly #session: Session;
  readonly #place: ProgressPlace;
  readonly #table: string;
  readonly #key: string;

  constructor(session: Session, place: ProgressPlace) {
    this.#session = session;
    this.#place = place;
    this.#table = quoteTable(place.schema, place.table);
    this.#key = quoteText(place.id);
  }

  /** Makes sure that no other run is at it, and reads where the last one ended. */
  async open(): Promise<SavedProgress | null> {
    await this.#lock();
    await this.#session.execute(progressTable(this.#place));
    const [row] = await this.#session.texts(`SELECT * FROM ${this.#table} WHERE id=${this.#key}`);
    if (!row && this.#place.reached) throw this.#altered();
    if (!row) {
      await this.#session.execute(
        `INSERT INTO ${this.#table} (id, file, position, gtid, micros) VALUES (${this.#key}, '', 0, '', 0)`,
      );
      return null;
    }
    if (!isSealed(this.#place, row)) throw this.#altered();
    if (row.file === '' && row.doing === null) return null;
    return {
      file: row.file ?? '',
      position: Number(row.position),
      gtid: row.gtid ?? '',
      micros: BigInt(row.micros ?? 0),
      doing: row.doing ? (JSON.parse(row.doing) as Doing) : null,
    };
  }

  #altered(): EngineError {
    const { name: shard } = this.#session.shard;
    const table = `${this.#place.schema}.${this.#place.table}`;
    return fail('progress-altered', { shard, table }, { where: { shard } });
  }

  /** The statement that records what is done up to here. */
  advance({ file, position, gtid, micros }: Omit<SavedProgress, 'doing'>): string {
    const seal = sealOf(this.#place, 'progress', [file, `${position}`, gtid, `${micros}`]);
    // The table of an earlier version has no column for it, and what goes on there has no key.
    const sealed = seal === '' ? '' : `, seal=${quoteText(seal)}`;
    return (
      `UPDATE ${this.#table} SET file=${quoteText(file)}, position=${position}, gtid=${quoteText(gtid)}, ` +
      `micros=${micros}, doing=NULL${sealed} WHERE id=${this.#key}`
    );
  }

  /** Records what is about to be done and cannot be undone. */
  async begin(doing: Doing): Promise<void> {
    const sealed = { ...doing, seal: sealOf(this.#place, 'doing', [doing]) };
    await this.#session.execute(
      `UPDATE ${this.#table} SET doing=${quoteText(JSON.stringify(sealed))} WHERE id=${this.#key}`,
    );
  }

  /** The server keeps the lock as long as the session lives, so also while a statement of a lost client goes on. */
  async #lock(): Promise<void> {
    const { schema, table, id } = this.#place;
    const name = `CONCAT('shardkeep.', SUBSTR(SHA2(${quoteText(`${schema}.${table}.${id}`)}, 224), 1, 40))`;
    const [row] = await this.#session.texts(`SELECT GET_LOCK(${name}, ${LOCK_SECONDS}) AS got`);
    if (row?.got === '1') return;
    const [used] = await this.#session.texts(`SELECT IS_USED_LOCK(${name}) AS holder`);
    const { name: shard } = this.#session.shard;
    throw fail('replay-busy', { id, shard, connection: used?.holder ?? '…' }, { where: { shard } });
  }
}
