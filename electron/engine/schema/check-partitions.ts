import type { StatementFault } from '../../../shared/set-facts.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { isLocalEngine } from './local-engines.ts';

/** Words with which rows come from elsewhere; no value of an option is one. */
export const ROWS = ['AS', 'SELECT', 'TABLE', 'VALUES', 'IGNORE', 'REPLACE', 'LIKE', 'INTO', 'WITH', 'FROM'];

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

/**
 * Everything behind PARTITION BY: known words, numbers and texts, and parentheses without a query in them. What leads out of
 * the server's own schemas is added to `outside`.
 */
export function checkPartitions(
  tokens: readonly Token[],
  start: number,
  outside: Set<StatementFault>,
): StatementFault | undefined {
  /** For each open parenthesis whether partitions are in it, and no columns. */
  const groups: boolean[] = [];
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
        isMark(token, '=');
      if (!known) return isWord(token, ...ROWS) ? 'takes-rows' : 'other-statement';
    } else if (isWord(token, 'DATA', 'INDEX') && isWord(tokens[at + 1], 'DIRECTORY')) outside.add('directory');
    else if (groups.at(-1) && isWord(token, ...LEADING)) {
      if (isWord(token, 'CONNECTION')) outside.add('connection');
      // Servers print =, and take the option without it, and with :=, as well.
      if (!isMark(tokens[at + 1], '=')) return 'other-statement';
      if (leadsByEngine(tokens, at)) outside.add('engine');
    }
  }
  return groups.length === 0 ? undefined : 'other-statement';
}

/** Options of a partition that say where its rows are. */
const LEADING = ['ENGINE', 'TYPE', 'SECONDARY_ENGINE', 'CONNECTION'];

/** ENGINE = one that may reach outside, and MySQL's SECONDARY_ENGINE, which is a service beside the server. */
export function leadsByEngine(tokens: readonly Token[], at: number): boolean {
  if (isWord(tokens[at], 'SECONDARY_ENGINE')) return true;
  const value = tokens[isMark(tokens[at + 1], '=') ? at + 2 : at + 1];
  return isWord(tokens[at], 'ENGINE', 'TYPE') && !isLocalEngine(value?.text ?? '');
}

/** True for a whole number. */
export function isNumber(token: Token): boolean {
  return token.kind === 'word' && /^\d+$/.test(token.text);
}
