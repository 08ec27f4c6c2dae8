import { applyEdits, isWord, tokenizeSql } from '../schema/tokenize-sql.ts';

/** Characters of a statement that a message shows. */
const HEAD_CHARS = 200;
/** A literal behind one of these may be a password. */
const SECRETS = ['BY', 'AS', 'PASSWORD', 'USING', 'FOR'];
/** Statements in which any literal may be one. */
const SECRET_STATEMENT =
  /^\s*(?:\/\*.*?\*\/\s*)*(?:(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:user|role|server)|grant|set\s|change)\b/i;

/** The beginning of a statement on one line, for messages; literals that can be passwords are not in it. */
export function statementHead(sql: Buffer): string {
  const text = sql.subarray(0, 4096).toString('utf8');
  const tokens = tokenizeSql(text);
  const hideAll = SECRET_STATEMENT.test(text);
  const edits = tokens
    .filter(
      (token, at) =>
        token.kind === 'text' &&
        (hideAll || tokens.slice(Math.max(0, at - 3), at).some((before) => isWord(before, ...SECRETS))),
    )
    .map(({ start, end }) => ({ start, end, text: "'…'" }));
  const line = applyEdits(text, edits).replace(/\s+/g, ' ').trim();
  return line.length > HEAD_CHARS ? `${line.slice(0, HEAD_CHARS)}…` : line;
}
