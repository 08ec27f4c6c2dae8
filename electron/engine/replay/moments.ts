import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable, quoteText } from '../mysql/quote.ts';
import { isMark, isWord } from '../sql/tokenize-sql.ts';
import { type ReadStatementOptions, tokensOf } from './read-statement.ts';
import type { TablePlace } from './replay-options.ts';

/** Seconds since 1970 between which a time zone has one offset. */
export interface Between {
  readonly from: number;
  readonly to: number;
}

/** Text or number that a server may take for a date or a moment. */
const LIKE_A_DATE = /^\s*\d[\d\s:.\-/T+^@*,;_]{4,}$/;
const DATE = /^\s*(\d{4})-?(\d{1,2})-?(\d{1,2})(?!\d{3})/;

/**
 * True where every moment that a statement itself names is between two seconds, and none is computed from what rows hold
 * as text: FROM_UNIXTIME(a) is local time, and UNIX_TIMESTAMP('…') comes from it.
 */
export function namesMomentsBetween(
  sql: Buffer,
  options: Omit<ReadStatementOptions, 'decode'>,
  { from, to }: Between,
): boolean {
  const tokens = tokensOf(sql, options);
  return tokens.every((token, at) => {
    if (isWord(token, 'FROM_UNIXTIME')) return false;
    if (isWord(token, 'UNIX_TIMESTAMP')) return !isMark(tokens[at + 1], '(') || tokens[at + 2]?.kind === 'text';
    const literal = token.kind === 'text' ? token.text.slice(1, -1) : token.kind === 'word' ? token.text : '';
    if (!LIKE_A_DATE.test(literal)) return true;
    const [, year, month, day] = DATE.exec(literal) ?? [];
    if (year === undefined) return false;
    if (Number(year) === 0) return true; // 0000-00-00 is no moment
    const seconds = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000;
    return seconds >= from + 86_400 && seconds < to - 86_400;
  });
}

/**
 * True where every TIMESTAMP of these tables is between two seconds. What is converted is a TIMESTAMP before or after it, so
 * both are looked at.
 */
export async function holdsMomentsBetween(
  session: Session,
  tables: readonly TablePlace[],
  { from, to }: Between,
): Promise<boolean> {
  for (const { schema, table } of tables) {
    const of = `TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(table)}`;
    const columns = await session.texts(
      `SELECT COLUMN_NAME AS name, (SELECT TABLE_TYPE FROM information_schema.TABLES WHERE ${of}) AS type
        FROM information_schema.COLUMNS WHERE ${of} AND DATA_TYPE='timestamp'`,
    );
    if (columns.length === 0) continue;
    const history = columns[0]?.type === 'SYSTEM VERSIONED' ? ' FOR SYSTEM_TIME ALL' : '';
    const beyond = columns.map(({ name }) => {
      const seconds = `UNIX_TIMESTAMP(${quoteName(name ?? '')})`;
      return `(${seconds} <> 0 AND (${seconds} < ${from} OR ${seconds} >= ${to}))`;
    });
    const rows = await session.texts(
      `SELECT 1 FROM ${quoteTable(schema, table)}${history} WHERE ${beyond.join(' OR ')} LIMIT 1`,
    );
    if (rows.length > 0) return false;
  }
  return true;
}
