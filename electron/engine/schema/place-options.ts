import { isMark, isWord, nameOf, type Token, tokenizeSql } from './tokenize-sql.ts';

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
  return tokens.flatMap((token, at) => {
    if (at <= close) return [];
    const directory = isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY');
    if (!directory && !isWord(token, 'TABLESPACE')) return [];
    const value = valueAt(tokens, at + (directory ? 2 : 1));
    if (!value) return [];
    const text = textOf(value);
    if (!directory && EVERYWHERE.has(text)) return [];
    const words = directory ? `${token.text.toUpperCase()} DIRECTORY` : 'TABLESPACE';
    return [{ option: `${words} ${text}`, start: token.start, end: value.end }];
  });
}

/** The statement without them: the server then puts the table where it puts all others. */
export function withoutPlaces(statement: Buffer): Buffer {
  return placeOptions(statement).reduceRight(
    (sql, { start, end }) => Buffer.concat([sql.subarray(0, start), sql.subarray(end)]),
    statement,
  );
}

function valueAt(tokens: readonly Token[], at: number): Token | undefined {
  const value = isMark(tokens[at], '=') ? tokens[at + 1] : tokens[at];
  return value?.kind === 'mark' ? undefined : value;
}

function textOf(value: Token): string {
  const text = Buffer.from(value.text, 'latin1').toString('utf8');
  if (value.kind === 'text') return text.slice(1, -1).replaceAll("''", "'").replaceAll('\\\\', '\\');
  return nameOf({ ...value, text });
}
