import { applyEdits, isMark, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** Characters of a statement that a message shows. */
const HEAD_CHARS = 200;
/** A literal behind one of these may be a password, or hold one as the connection of a FEDERATED or SPIDER table does. */
const SECRETS = ['BY', 'AS', 'PASSWORD', 'USING', 'FOR', 'CONNECTION', 'COMMENT'];
/** Statements in which any literal may be one. */
const SECRET_STATEMENT = /^(?:(?:create|alter|drop) (?:or replace )?(?:user|role|server)|grant|set|change)\b/i;
/** As many of them as that takes. */
const SECRET_WORDS = 4;
/** What has a body, which may hold anything: names alone are shown of it. */
const WITH_BODY = ['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE', 'VIEW'];
/** What else is created or altered, and may have a column or a user named like one of these. */
const OTHERS = ['TABLE', 'DATABASE', 'SCHEMA', 'INDEX', 'KEY', 'SEQUENCE', 'USER', 'ROLE', 'SERVER'];

/**
 * The beginning of a statement on one line, for messages and sets; literals that can be passwords are not in it, and of what
 * has a body neither that nor what stands between it and the name.
 */
export function statementHead(sql: Buffer): string {
  const whole = sql.subarray(0, 4096).toString('utf8');
  const all = tokenizeSql(whole);
  const end = endOfNames(all);
  const text = end === undefined ? whole : `${whole.slice(0, end)} …`;
  const tokens = end === undefined ? all : all.filter((token) => token.end <= end);
  const words = tokens.slice(0, SECRET_WORDS).map((token) => token.text);
  const hideAll = SECRET_STATEMENT.test(words.join(' '));
  const edits = tokens
    .filter(
      (token, at) =>
        token.kind === 'text' &&
        (hideAll || tokens.slice(Math.max(0, at - 3), at).some((before) => isWord(before, ...SECRETS))),
    )
    .map(({ start, end: to }) => ({ start, end: to, text: "'…'" }));
  const line = applyEdits(text, edits).replace(/\s+/g, ' ').trim();
  return line.length > HEAD_CHARS ? `${line.slice(0, HEAD_CHARS)}…` : line;
}

/** Where the name of a program ends that is created or altered; undefined for other statements. */
function endOfNames(tokens: readonly Token[]): number | undefined {
  const verb = tokens.findIndex((token) => isWord(token, 'CREATE', 'ALTER'));
  const isSet = isWord(tokens[0], 'SET') && isWord(tokens[1], 'STATEMENT');
  if (verb !== 0 && !(isSet && verb > 0)) return undefined;
  const kind = tokens.findIndex((token, at) => at > verb && isWord(token, ...WITH_BODY, ...OTHERS));
  if (!isWord(tokens[kind], ...WITH_BODY)) return undefined;
  let at = kind + 1;
  while (isWord(tokens[at], 'BODY', 'IF', 'NOT', 'EXISTS')) at++;
  while (isMark(tokens[at + 1], '.') && tokens[at + 2]) at += 2;
  const end = (tokens[at] ?? tokens[kind])?.end;
  return tokens[at + 1] ? end : undefined;
}
