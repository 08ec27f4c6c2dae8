import type { StatementFault } from '../../../shared/set-facts.ts';
import { closingMark, isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { checkColumns } from './check-columns.ts';
import { checkPartitions, isNumber, leadsByEngine, ROWS } from './check-partitions.ts';
import type { HiddenCode } from './hidden-code.ts';
import type { Reading, StatementReader } from './statement-reader.ts';

/** CREATE DATABASE name and its options, each of them known. */
export function checkDatabase({ tokens, code, isName }: StatementReader): StatementFault | undefined {
  const guarded = isWord(tokens[2], 'IF') && isWord(tokens[3], 'NOT') && isWord(tokens[4], 'EXISTS');
  const at = guarded ? 5 : 2;
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'DATABASE') || !isName(tokens[at])) return 'other-statement';
  if (code.some(({ from, to }) => from <= at && !(guarded && from === 2 && to === 5))) return 'hidden-code';
  const known = tokens
    .slice(at + 1)
    .every(
      (token, i, rest) =>
        isWord(token, 'DEFAULT', 'CHARACTER', 'SET', 'COLLATE', 'ENCRYPTION', 'COMMENT') ||
        isMark(token, '=') ||
        (token.kind !== 'mark' && (isWord(rest[i - 1], 'SET', 'COLLATE') || isWord(rest[i - 1], 'COMMENT'))) ||
        (token.kind === 'text' && (isMark(rest[i - 1], '=') || isWord(rest[i - 1], 'COMMENT'))),
    );
  return known ? undefined : 'other-statement';
}

const SEQUENCE_WORDS = [
  ...['START', 'WITH', 'MINVALUE', 'MAXVALUE', 'INCREMENT', 'BY', 'CACHE', 'NOCACHE', 'CYCLE', 'NOCYCLE', 'NO', 'AS'],
  ...['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'UNSIGNED', 'SIGNED', 'ENGINE', 'COMMENT'],
];

/** CREATE SEQUENCE name and numbers. */
export function checkSequence({ tokens, code, isName }: StatementReader): StatementFault | undefined {
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'SEQUENCE') || !isName(tokens[2])) return 'other-statement';
  if (code.length > 0) return 'hidden-code';
  const known = tokens
    .slice(3)
    .every(
      (token, i, rest) =>
        isWord(token, ...SEQUENCE_WORDS) ||
        isNumber(token) ||
        isMark(token, '-') ||
        isMark(token, '=') ||
        (isMark(rest[i - 1], '=') && token.kind !== 'mark'),
    );
  return known ? undefined : 'other-statement';
}

/** INSERT INTO name VALUES (numbers). */
export function checkState({ tokens, isName }: Pick<StatementReader, 'tokens' | 'isName'>): StatementFault | undefined {
  const [insert, into, name, values, open] = tokens;
  const head = isWord(insert, 'INSERT') && isWord(into, 'INTO') && isName(name) && isWord(values, 'VALUES');
  const inside = tokens.slice(5, -1);
  const numbers = inside.every(
    (token) => isNumber(token) || isMark(token, '-') || isMark(token, ',') || isWord(token, 'NULL'),
  );
  return head && isMark(open, '(') && isMark(tokens.at(-1), ')') && tokens.length > 6 && numbers
    ? undefined
    : 'other-statement';
}

/**
 * CREATE TABLE name (definitions) options. Servers print partitions and what is new to a version as code for some versions;
 * whatever of it a server skips, the statement stays one of this form. What leads out of the server's own schemas is added
 * to `outside`: who consents to that has not consented to anything else that stands there.
 */
export function checkTable(reader: StatementReader, outside: Set<StatementFault>): StatementFault | undefined {
  const { tokens, code, isName } = reader;
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'TABLE') || !isName(tokens[2])) return 'other-statement';
  if (isWord(tokens[3], 'LIKE', 'AS', 'SELECT', 'TABLE', 'WITH', 'VALUES')) return 'takes-rows';
  if (!isMark(tokens[3], '(')) return 'other-statement';
  const close = closingMark(tokens, 3);
  if (close < 0) return 'other-statement';
  if (code.some(({ from, to }) => from < 4 || !isBalanced(tokens.slice(from, to)) || (from <= close && to > close)))
    return 'hidden-code';
  return checkColumns(reader, 3, close) ?? checkOptions(reader, close + 1, outside);
}

const isEquals = (token: Token | undefined) => isMark(token, '=');

function checkOptions(
  { tokens, code }: Reading,
  start: number,
  outside: Set<StatementFault>,
): StatementFault | undefined {
  let at = start;
  while (at < tokens.length) {
    if (isWord(tokens[at], 'PARTITION') && isWord(tokens[at + 1], 'BY'))
      return areWhole(code, tokens, at) ? checkPartitions(tokens, at + 2, outside) : 'hidden-code';
    const next = endOfOption(tokens, at, outside);
    if (typeof next === 'string') return next;
    // What some servers skip has to be whole options: else a value would be left over for them.
    const split = code.some(({ from, to }) => from < next && to > at && !(from <= at && to >= next));
    if (split) return 'hidden-code';
    if (leadsByEngine(tokens, at)) outside.add('engine');
    at = next;
  }
  return undefined;
}

/**
 * True where a server runs the partitions from `at` on, or skips all of them. MySQL prints KEY ALGORITHM = 1 as
 * PARTITION BY KEY in one comment, the algorithm in a second, which older servers skip, and what follows in one like the first.
 */
function areWhole(code: readonly HiddenCode[], tokens: readonly Token[], at: number): boolean {
  const within = code.filter(({ to }) => to > at);
  const parts = within.filter((one) => !isAlgorithm(one, tokens));
  const [first] = parts;
  if (!first) return true;
  const joined = within.every(({ to }, i) => to === (within[i + 1]?.from ?? tokens.length));
  return joined && within[0] === first && first.from <= at && parts.every(({ opening }) => opening === first.opening);
}

/** KEY, and in a comment ALGORITHM = number, and the columns. */
function isAlgorithm({ from, to }: HiddenCode, tokens: readonly Token[]): boolean {
  const [word, equals, number] = tokens.slice(from, to);
  const said = isWord(word, 'ALGORITHM') && isEquals(equals) && number !== undefined && isNumber(number);
  return said && to === from + 3 && isWord(tokens[from - 1], 'KEY') && isMark(tokens[to], '(');
}

/** Where the option ends that begins at `at`, or what is wrong with it. */
function endOfOption(tokens: readonly Token[], at: number, outside: Set<StatementFault>): number | StatementFault {
  const token = tokens[at];
  if (isMark(token, ',')) return at + 1;
  if (isWord(token, 'WITH') && isWord(tokens[at + 1], 'SYSTEM') && isWord(tokens[at + 2], 'VERSIONING')) return at + 3;
  if (isWord(token, 'TABLESPACE') && tokens[at + 1]?.kind === 'name') return at + 2;
  if (isWord(token, 'STORAGE') && isWord(tokens[at + 1], 'DISK', 'MEMORY')) return at + 2;
  if (isWord(token, ...ROWS) || isMark(token, '(')) return 'takes-rows';
  // Its name, =, a value: two words would be two options, of which the first has no =.
  const equals = at + lengthOfName(tokens, at);
  const value = tokens[equals + 1];
  if (equals === at || !isEquals(tokens[equals]) || !value) return 'other-statement';
  if (tokens.slice(at, equals + 2).some((one) => isWord(one, ...ROWS))) return 'takes-rows';
  if (isWord(token, 'CONNECTION')) outside.add('connection');
  if (isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY')) outside.add('directory');
  if (value.kind !== 'mark') return equals + 2;
  const close = isMark(value, '(') ? closingMark(tokens, equals + 1) : -1;
  const list = tokens.slice(equals + 2, close);
  // The UNION of a MERGE table, which reads and writes their rows; servers name the schema of those outside of its own only.
  if (close < 0 || !list.every((one) => one.kind === 'name' || isMark(one, ',') || isMark(one, '.')))
    return 'other-statement';
  if (list.some((one) => isMark(one, '.'))) outside.add('other-schema');
  return close + 1;
}

/** Words of an option's name; all but these have one. */
function lengthOfName(tokens: readonly Token[], at: number): number {
  const first = isWord(tokens[at], 'DEFAULT') ? 1 : 0;
  const [word, next] = [tokens[at + first], tokens[at + first + 1]];
  if (isWord(word, 'CHARACTER') && isWord(next, 'SET')) return first + 2;
  if (first > 0) return isWord(word, 'CHARSET', 'COLLATE', 'ENCRYPTION') ? 2 : 0;
  if (isWord(word, 'DATA', 'INDEX') && isWord(next, 'DIRECTORY')) return 2;
  return word?.kind === 'word' || word?.kind === 'name' ? 1 : 0;
}

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')') && --depth < 0) return false;
  }
  return depth === 0;
}
