import { fail } from '../engine-error.ts';
import { isWord } from '../sql/tokenize-sql.ts';
import { kindPlace } from './create-head.ts';
import { readEventHead } from './event-head.ts';
import { tokensUnder } from './tokens-under.ts';

export type EventState = 'enabled' | 'disabled' | 'disabled-on-replica';

/** What the head of a CREATE EVENT, as servers print it, says about running it. */
export function eventState(statement: Buffer, charset: string, sqlMode: string): EventState {
  const { word, words } = findState(statement, charset, sqlMode);
  if (!isWord(word, 'DISABLE')) return 'enabled';
  return words > 1 ? 'disabled-on-replica' : 'disabled';
}

/**
 * The statement with ENABLE replaced by DISABLE, so that the event cannot run before it is enabled again. Throws where the
 * head is not as servers print it: nobody knows then which word is the state.
 */
export function disableEvent(statement: Buffer, charset: string, sqlMode: string): Buffer {
  const { word } = findState(statement, charset, sqlMode);
  if (isWord(word, 'DISABLE')) return statement;
  return Buffer.concat([statement.subarray(0, word.start), Buffer.from('DISABLE'), statement.subarray(word.end)]);
}

/** The first word of the state, and how many it has. */
function findState(statement: Buffer, charset: string, sqlMode: string) {
  const tokens = tokensUnder(statement, charset, sqlMode);
  const kind = kindPlace(tokens, 'EVENT');
  const name = kind + (isWord(tokens[kind + 1], 'IF') ? 4 : 1);
  const head = kind < 0 ? undefined : readEventHead(tokens, name + 1);
  const word = head && tokens[head.state];
  if (!head || !word) throw fail('entry-no-event', {});
  return { word, words: head.behind - head.state };
}
