import type { StatementFault } from '../../../shared/set-facts.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { isPlainKey } from './check-keys.ts';
import type { Reading } from './statement-reader.ts';

/** What a definition begins with that is no column; servers print the names of columns in quotes. */
const DEFINITIONS = [
  ...['PRIMARY', 'UNIQUE', 'KEY', 'INDEX', 'FULLTEXT', 'SPATIAL', 'VECTOR', 'CLUSTERING'],
  ...['CONSTRAINT', 'FOREIGN', 'CHECK', 'PERIOD'],
];
/** Words of queries, which no definition has: as names they would be in quotes. */
const QUERIES = ['SELECT', 'TABLE', 'VALUES', 'UNION'];

/**
 * What stands between the parentheses of a CREATE TABLE, as servers print it: columns, keys and constraints, and no query,
 * since `CREATE TABLE t (SELECT …)` runs one. Names with a schema are in quotes, as those who look for them (ties-outside.ts)
 * and rename them (split-create-table.ts) expect.
 */
export function checkColumns({ tokens, code }: Reading, open: number, close: number): StatementFault | undefined {
  let depth = 0;
  let from = open + 1;
  for (let at = open + 1; at <= close; at++) {
    const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
    const ends = at === close || (depth === 0 && isMark(token, ','));
    if (ends && isWord(tokens[from], ...DEFINITIONS)) {
      const definition = tokens.slice(from, at);
      if (!isWord(tokens[from], 'PERIOD') && !isPlainKey(definition)) return 'other-statement';
    }
    // A server that skips it would take two for one.
    if (ends && at < close && code.some((one) => one.from <= at && at < one.to)) return 'hidden-code';
    if (ends) from = at + 1;
    if (at === close) break;
    const begins = at === open + 1 || (depth === 0 && isMark(before, ','));
    if (isWord(token, ...QUERIES) || (begins && (isMark(token, '(') || isWord(token, 'WITH')))) return 'takes-rows';
    if (begins && token?.kind !== 'name' && !isWord(token, ...DEFINITIONS)) return 'other-statement';
    // A server that skips it would have the definition begin behind it.
    if (begins && code.some(({ from, to }) => from <= at && at < to)) return 'hidden-code';
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (isMark(token, ';') || (isWord(token, 'VALUE') && isWord(next, 'FOR'))) return 'other-statement';
    if (isMark(token, '.') && !isBetweenNames(before, next) && !isInNumber(before, next)) return 'other-statement';
  }
  return undefined;
}

function isBetweenNames(before: Token | undefined, next: Token | undefined): boolean {
  return before?.kind === 'name' && next?.kind === 'name';
}

/** 1.5, 1.5e10 */
function isInNumber(before: Token | undefined, next: Token | undefined): boolean {
  const is = (token: Token | undefined, digits: RegExp) => token?.kind === 'word' && digits.test(token.text);
  return is(before, /^\d+$/) && is(next, /^\d+(e\d*)?$/i);
}
