import type { StatementFault } from '../../../shared/set-facts.ts';
import { checkColumns } from './check-columns.ts';
import type { HiddenCode } from './hidden-code.ts';
import { isLocalEngine } from './local-engines.ts';
import type { Reading, StatementReader } from './statement-reader.ts';
import { closingMark, isMark, isWord, type Token } from './tokenize-sql.ts';

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

function isNumber(token: Token): boolean {
  return token.kind === 'word' && /^\d+$/.test(token.text);
}

/**
 * CREATE TABLE name (definitions) options. Servers print partitions and what is new to a version as code for some versions;
 * whatever of it a server skips, the statement stays one of this form.
 */
export function checkTable(reader: StatementReader): StatementFault | undefined {
  const { tokens, code, isName } = reader;
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'TABLE') || !isName(tokens[2])) return 'other-statement';
  if (isWord(tokens[3], 'LIKE', 'AS', 'SELECT', 'TABLE', 'WITH', 'VALUES')) return 'takes-rows';
  if (!isMark(tokens[3], '(')) return 'other-statement';
  const close = closingMark(tokens, 3);
  if (close < 0) return 'other-statement';
  if (code.some(({ from, to }) => from < 4 || !isBalanced(tokens.slice(from, to)) || (from <= close && to > close)))
    return 'hidden-code';
  return checkColumns(reader, 3, close) ?? checkOptions(reader, close + 1);
}

/** Words with which rows come from elsewhere; no value of an option is one. */
const ROWS = ['AS', 'SELECT', 'TABLE', 'VALUES', 'IGNORE', 'REPLACE', 'LIKE', 'INTO', 'WITH', 'FROM'];
const isEquals = (token: Token | undefined) => isMark(token, '=');

function checkOptions({ tokens, code }: Reading, start: number): StatementFault | undefined {
  let at = start;
  let engine: StatementFault | undefined;
  while (at < tokens.length) {
    if (isWord(tokens[at], 'PARTITION') && isWord(tokens[at + 1], 'BY')) {
      return areWhole(code, tokens, at) ? (checkPartitions(tokens, at + 2) ?? engine) : 'hidden-code';
    }
    const next = endOfOption(tokens, at);
    if (typeof next === 'string') return next;
    // What some servers skip has to be whole options: else a value would be left over for them.
    const split = code.some(({ from, to }) => from < next && to > at && !(from <= at && to >= next));
    if (split) return 'hidden-code';
    // What the table says more exactly of where it leads counts first.
    if (leadsByEngine(tokens, at)) engine = 'engine';
    at = next;
  }
  return engine;
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

/** ENGINE = one that may reach outside, and MySQL's SECONDARY_ENGINE, which is a service beside the server. */
function leadsByEngine(tokens: readonly Token[], at: number): boolean {
  if (isWord(tokens[at], 'SECONDARY_ENGINE')) return true;
  const value = tokens[isEquals(tokens[at + 1]) ? at + 2 : at + 1];
  return isWord(tokens[at], 'ENGINE', 'TYPE') && !isLocalEngine(value?.text ?? '');
}

/** Where the option ends that begins at `at`, or what is wrong with it. */
function endOfOption(tokens: readonly Token[], at: number): number | StatementFault {
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
  if (isWord(token, 'CONNECTION')) return 'connection';
  if (isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY')) return 'directory';
  if (value.kind !== 'mark') return equals + 2;
  const close = isMark(value, '(') ? closingMark(tokens, equals + 1) : -1;
  const list = tokens.slice(equals + 2, close);
  // The UNION of a MERGE table, which reads and writes their rows; servers name the schema of those outside of its own only.
  if (close > 0 && list.some((one) => isMark(one, '.'))) return 'other-schema';
  return close > 0 && list.every((one) => one.kind === 'name' || isMark(one, ',')) ? close + 1 : 'other-statement';
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

const PARTITION_WORDS = [
  ...['LINEAR', 'HASH', 'KEY', 'RANGE', 'LIST', 'COLUMNS', 'ALGORITHM', 'PARTITIONS', 'SUBPARTITION', 'SUBPARTITIONS'],
  ...[
    'BY',
    'SYSTEM_TIME',
    'INTERVAL',
    'STARTS',
    'TIMESTAMP',
    'AUTO',
    'LIMIT',
    'YEAR',
    'QUARTER',
    'MONTH',
    'WEEK',
    'DAY',
  ],
  ...['HOUR', 'MINUTE', 'SECOND', 'MICROSECOND', 'YEAR_MONTH', 'DAY_HOUR', 'DAY_MINUTE', 'DAY_SECOND', 'HOUR_MINUTE'],
  ...[
    'HOUR_SECOND',
    'MINUTE_SECOND',
    'DAY_MICROSECOND',
    'HOUR_MICROSECOND',
    'MINUTE_MICROSECOND',
    'SECOND_MICROSECOND',
  ],
];

/** Everything behind PARTITION BY: known words, numbers and texts, and parentheses without a query in them. */
function checkPartitions(tokens: readonly Token[], start: number): StatementFault | undefined {
  /** For each open parenthesis whether partitions are in it, and no columns. */
  const groups: boolean[] = [];
  let engine: StatementFault | undefined;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    if (isMark(token, '(')) groups.push(isWord(tokens[at + 1], 'PARTITION', 'SUBPARTITION'));
    else if (isMark(token, ')')) {
      const closed = groups.pop();
      if (closed === undefined) return 'other-statement';
      // Behind the list of partitions the statement is at its end; a query would stand there.
      if (closed && groups.length === 0 && at + 1 < tokens.length) return 'other-statement';
    }
    if (isWord(token, 'SELECT', 'TABLE', 'WITH')) return 'takes-rows';
    if (isWord(token, 'VALUES') && !isWord(tokens[at + 1], 'LESS', 'IN')) return 'takes-rows';
    if (isMark(token, ';')) return 'other-statement';
    if (groups.length === 0) {
      const known =
        isWord(token, ...PARTITION_WORDS) ||
        isNumber(token) ||
        token.kind === 'text' ||
        isMark(token, ')') ||
        isEquals(token);
      if (!known) return isWord(token, ...ROWS) ? 'takes-rows' : 'other-statement';
    } else if (isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY')) return 'directory';
    else if (groups.at(-1) && isWord(token, ...LEADING)) {
      if (isWord(token, 'CONNECTION')) return 'connection';
      // Servers print =, and take the option without it, and with :=, as well.
      if (!isEquals(tokens[at + 1])) return 'other-statement';
      if (leadsByEngine(tokens, at)) engine = 'engine';
    }
  }
  return groups.length === 0 ? engine : 'other-statement';
}

/** Options of a partition that say where its rows are. */
const LEADING = ['ENGINE', 'TYPE', 'SECONDARY_ENGINE', 'CONNECTION'];

function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')') && --depth < 0) return false;
  }
  return depth === 0;
}
