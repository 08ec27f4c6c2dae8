import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { cut, editBytes } from './edit-bytes.ts';

/** Where a definition puts a table or a partition on its server: another server may have no such place. */
export interface PlaceOption {
  /** As a reader would write it: `TABLESPACE ts`, `DATA DIRECTORY /data/a`. */
  readonly option: string;
  readonly start: number;
  readonly end: number;
}

/** Tablespaces that every server has. */
const EVERYWHERE = new Set(['innodb_system', 'innodb_file_per_table', 'innodb_temporary']);

/** The places that a CREATE TABLE names behind its columns, those of partitions included, in the order of the text. */
export function placeOptions(statement: Buffer): PlaceOption[] {
  const sql = statement.toString('latin1');
  const tokens = tokenizeSql(sql);
  let depth = 0;
  const close = tokens.findIndex((token) => {
    if (isMark(token, '(')) depth++;
    return isMark(token, ')') && --depth === 0;
  });
  const found: PlaceOption[] = [];
  for (let at = close + 1; at < tokens.length; at++) {
    const token = tokens[at];
    const directory = isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY');
    // Behind = it is the value of another option.
    if (!token || isMark(tokens[at - 1], '=') || !(directory || isWord(token, 'TABLESPACE'))) continue;
    const last = valueAt(tokens, at + (directory ? 2 : 1));
    const value = tokens[last];
    if (!value || value.kind === 'mark') continue;
    const text = textOf(value);
    const words = directory ? `${token.text.toUpperCase()} DIRECTORY` : 'TABLESPACE';
    if (directory || !EVERYWHERE.has(text))
      found.push({ option: `${words} ${text}`, start: token.start, end: value.end });
    at = last;
  }
  return found;
}

/** The statement without them: the server then puts the table where it puts all others. */
export function withoutPlaces(statement: Buffer): Buffer {
  return editBytes(statement, placeOptions(statement).map(cut));
}

function valueAt(tokens: readonly Token[], at: number): number {
  return isMark(tokens[at], '=') ? at + 1 : at;
}

function textOf(value: Token): string {
  const text = Buffer.from(value.text, 'latin1').toString('utf8');
  if (value.kind === 'text') return text.slice(1, -1).replaceAll("''", "'").replaceAll('\\\\', '\\');
  return nameOf({ ...value, text });
}
