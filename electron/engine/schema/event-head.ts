import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';

/** What stands between the name of an event and its body. */
export interface EventHead {
  /** The first word of its state, ENABLE or DISABLE, and the place behind the last. */
  readonly state: number;
  readonly behind: number;
  /** DO */
  readonly body: number;
}

/**
 * Reads the head of a CREATE EVENT as servers print it, from the token behind the name; undefined for one in any other form:
 * whoever looks for the state in what may stand there besides (expressions, variables) can be led to another word.
 */
export function readEventHead(tokens: readonly Token[], from: number): EventHead | undefined {
  let at = from;
  const take = (...words: string[]) => {
    const found = words.every((word, ahead) => isWord(tokens[at + ahead], word));
    if (found) at += words.length;
    return found;
  };
  const text = () => tokens[at]?.kind === 'text' && at++ >= 0;
  const number = () => tokens[at]?.kind === 'word' && /^\d+$/.test(tokens[at]?.text ?? '') && at++ >= 0;
  const unit = () => isWord(tokens[at], ...UNITS) && at++ >= 0;
  if (!take('ON', 'SCHEDULE')) return undefined;
  if (take('AT')) {
    if (!text()) return undefined;
  } else {
    if (!take('EVERY') || !(number() || text()) || !unit()) return undefined;
    if (take('STARTS') && !text()) return undefined;
    if (take('ENDS') && !text()) return undefined;
  }
  if (!take('ON', 'COMPLETION', 'PRESERVE') && !take('ON', 'COMPLETION', 'NOT', 'PRESERVE')) return undefined;
  const state = at;
  if (!take('ENABLE') && !take('DISABLE', 'ON', 'SLAVE') && !take('DISABLE', 'ON', 'REPLICA') && !take('DISABLE'))
    return undefined;
  const behind = at;
  if (take('COMMENT') && !text()) return undefined;
  return isWord(tokens[at], 'DO') ? { state, behind, body: at } : undefined;
}

const UNITS = [
  ...['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MICROSECOND', 'YEAR_MONTH', 'DAY_HOUR'],
  ...['DAY_MINUTE', 'DAY_SECOND', 'HOUR_MINUTE', 'HOUR_SECOND', 'MINUTE_SECOND', 'DAY_MICROSECOND', 'HOUR_MICROSECOND'],
  ...['MINUTE_MICROSECOND', 'SECOND_MICROSECOND'],
];

/** The state of a logged event, as its user has written it. */
export interface WrittenState {
  /** Its words, from the first to the one behind the last; an empty place where it would stand. */
  readonly from: number;
  readonly to: number;
  readonly enabled: boolean;
}

/**
 * The state in the head of CREATE or ALTER EVENT, whose tokens end in front of DO. It is read from behind, since a schedule
 * may hold any expression and what stands behind it may not: [state] [COMMENT text].
 */
export function writtenState(head: readonly Token[]): WrittenState {
  const commented = isWord(head.at(-2), 'COMMENT') && head.at(-1)?.kind === 'text';
  const end = head.length - (commented ? 2 : 0);
  const onReplica = isWord(head[end - 1], 'SLAVE', 'REPLICA') && isWord(head[end - 2], 'ON');
  const from = onReplica ? end - 3 : end - 1;
  const [before, word] = [head[from - 1], head[from]];
  // Behind one of these it is a name; TO may be one itself, as in RENAME TO shop.to.
  const isRenamed = isWord(before, 'TO') && isWord(head[from - 2], 'RENAME');
  const isName = isMark(before, '@') || isMark(before, '.') || isRenamed;
  if (isName || !isWord(word, 'DISABLE', ...(onReplica ? [] : ['ENABLE'])))
    return { from: end, to: end, enabled: false };
  return { from, to: end, enabled: isWord(word, 'ENABLE') };
}
