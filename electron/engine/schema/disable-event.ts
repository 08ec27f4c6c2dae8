import { maskText } from './client-charset.ts';
import { isWord, type Token, tokenizeSql } from './tokenize-sql.ts';

export type EventState = 'enabled' | 'disabled' | 'disabled-on-replica';

/** What the head of a CREATE EVENT, as servers print it, says about running it. */
export function eventState(statement: Buffer, charset: string, sqlMode: string): EventState {
  const { state, next } = findState(statement, charset, sqlMode);
  if (!isWord(state, 'DISABLE')) return 'enabled';
  return isWord(next, 'ON') ? 'disabled-on-replica' : 'disabled';
}

/** The statement with ENABLE replaced by DISABLE, so that the event cannot run before it is enabled again. */
export function disableEvent(statement: Buffer, charset: string, sqlMode: string): Buffer {
  const { state, body } = findState(statement, charset, sqlMode);
  if (isWord(state, 'DISABLE')) return statement;
  const at = isWord(state, 'ENABLE') ? { start: state?.start ?? 0, end: state?.end ?? 0 } : { start: body, end: body };
  const word = Buffer.from(at.start === at.end ? 'DISABLE ' : 'DISABLE');
  return Buffer.concat([statement.subarray(0, at.start), word, statement.subarray(at.end)]);
}

/** The word behind `ON COMPLETION [NOT] PRESERVE`, the one behind that, and where COMMENT or the body begins. */
function findState(statement: Buffer, charset: string, sqlMode: string) {
  const tokens: (Token | undefined)[] = tokenizeSql(maskText(statement, charset), {
    ansiQuotes: sqlMode.split(',').includes('ANSI_QUOTES'),
  });
  const preserve = tokens.findIndex((token) => isWord(token, 'PRESERVE'));
  const state = tokens[preserve + 1];
  return { state, next: tokens[preserve + 2], body: state?.start ?? statement.length };
}
