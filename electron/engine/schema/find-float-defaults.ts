import { quoteName } from '../mysql/quote.ts';
import { isWord, tokenizeSql } from '../sql/tokenize-sql.ts';
import { columnsOf } from './split-create-table.ts';

/** The default of a FLOAT column, by its place in a definition. */
export interface FloatDefault {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** What the server printed, with its quotes where it has some. */
  readonly text: string;
}

const NUMBER = /^\s+('?)[-+]?[\d.]+(?:e[-+]?\d+)?\1(?=[\s,]|$)/i;

/** Servers print a FLOAT with six digits, also where it is a default, which has up to nine. `sql` is bytes in latin1. */
export function findFloatDefaults(sql: string): FloatDefault[] {
  if (!/ float\b/i.test(sql)) return [];
  return columnsOf(sql).flatMap(({ name, text: definition, start }): FloatDefault[] => {
    const tokens = tokenizeSql(definition);
    const word = tokens.find((token) => isWord(token, 'DEFAULT'));
    if (!word || !isWord(tokens[1], 'FLOAT')) return [];
    const found = NUMBER.exec(definition.slice(word.end))?.[0];
    if (found === undefined) return [];
    const text = found.trimStart();
    const end = start + word.end + found.length;
    return [{ name, start: end - text.length, end, text }];
  });
}

/**
 * Parts for each ALTER TABLE of a table: servers make defaults anew then, from the six digits, but for those that the
 * statement gives.
 */
export function keepFloatDefaults(statement: Buffer): Buffer[] {
  return findFloatDefaults(statement.toString('latin1')).flatMap(({ name, text }) => {
    const number = Number(text.replaceAll("'", ''));
    if (Number(number.toPrecision(6)) === number) return [];
    return Buffer.from(`ALTER COLUMN ${quoteName(name)} SET DEFAULT ${text}`);
  });
}
