import { type ColumnLayout, isMicrosecond, placesOf, readColumns } from '../binlog/count-rows.ts';
import { sealEvent } from '../binlog/event.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { lastMoment } from '../schema/current-rows.ts';
import type { ReplayOptions, TablePlace } from './replay-options.ts';

/** Where a table has its row end: the number of the column, or behind all columns that have a name. */
type RowEnd = number | 'last';
/** A row event as the target takes it. */
export type AdaptRows = (rows: Buffer) => Buffer;

/**
 * Row ends of tables with history where source and target mark current rows by different moments (current-rows.ts). The
 * target takes what the log says as it is, so that its current rows would not be found, and new ones would be history.
 */
export class RowEnds {
  readonly #session: Session;
  readonly #from: Buffer;
  readonly #to: Buffer;
  /** The source holds TIMESTAMPs that the target cannot hold. */
  readonly endEarlier: boolean;

  private constructor(session: Session, from: string, to: string) {
    this.#session = session;
    this.#from = loggedMoment(from);
    this.#to = loggedMoment(to);
    this.endEarlier = to < from;
  }

  /** Undefined where there is nothing to exchange. */
  static async open(session: Session, { source }: Pick<ReplayOptions, 'source'>): Promise<RowEnds | undefined> {
    if (session.flavour === 'mysql' || !source) return undefined;
    const [row] = await session.texts('SELECT @@version_compile_machine AS machine');
    const { flavour, version } = session;
    const to = lastMoment({ flavour, version, variables: { version_compile_machine: row?.machine ?? '' } });
    const from = lastMoment(source);
    return from === to ? undefined : new RowEnds(session, from, to);
  }

  /** Null for a table of the target without history, and for one that is not there. */
  async find({ schema, table }: TablePlace): Promise<RowEnd | null> {
    const where = `TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(table)}`;
    const [row] = await this.#session.texts(
      `SELECT (SELECT ORDINAL_POSITION FROM information_schema.COLUMNS WHERE ${where} AND GENERATION_EXPRESSION='ROW END') AS place
        FROM information_schema.TABLES WHERE ${where} AND TABLE_TYPE='SYSTEM VERSIONED'`,
    );
    if (!row) return null;
    return row.place == null ? 'last' : Number(row.place) - 1;
  }

  /** What exchanges the moments in row events that follow this description of their table. */
  adapt(tableMap: Buffer, end: RowEnd): AdaptRows {
    const columns = readColumns(tableMap);
    const column = end === 'last' ? columns.findLastIndex(isMicrosecond) : end;
    return (rows) => this.#exchange(rows, columns, column);
  }

  /** True for what marks a current row on the source. */
  isCurrent(moment: Buffer): boolean {
    return moment.equals(this.#from);
  }

  #exchange(rows: Buffer, columns: readonly ColumnLayout[], column: number): Buffer {
    const places = placesOf(rows, columns, column).filter((at) =>
      this.isCurrent(rows.subarray(at, at + this.#from.length)),
    );
    if (places.length === 0) return rows;
    const copy = Buffer.from(rows);
    for (const at of places) this.#to.copy(copy, at);
    return sealEvent(copy);
  }
}

/** `2038-01-19 03:14:07.999999` as row events have it: seconds since 1970 and microseconds, high bytes first. */
function loggedMoment(moment: string): Buffer {
  const [time = '', fraction = ''] = moment.split('.');
  const bytes = Buffer.alloc(7);
  bytes.writeUInt32BE(Date.parse(`${time.replace(' ', 'T')}Z`) / 1000, 0);
  bytes.writeUIntBE(Number(fraction), 4, 3);
  return bytes;
}
