import type { Flavour } from '../mysql/connect.ts';
import { hasAsciiTrails, isUtf8, maskText } from '../schema/client-charset.ts';
import type { DecodeToken } from '../schema/client-names.ts';
import { closingMark, isMark, isWord, type Token, type TokenOptions, tokenizeSql } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';

/*
 * Servers log some statements in words of their own, and put into them what they know in UTF-8, beside what the client wrote
 * in its charset (seen with a client of latin1, on MariaDB 10.11 and MySQL 9.7):
 *
 *   CREATE FUNCTION     members behind RETURNS, COMMENT; on MySQL its name               parameters and body are the client's
 *   CREATE PROCEDURE    COMMENT; on MySQL its name                                        parameters and body are the client's
 *   CREATE VIEW         on MySQL its name and its columns                                 the query is the client's
 *   CREATE TABLE        all of it, where it stands for … SELECT, or for … LIKE a temporary table
 */

/** A CREATE TABLE that a server wrote; a dump, which looks alike, names the charset. */
const OWN_TABLE = /^CREATE TABLE (?:IF NOT EXISTS )?(?:`(?:[^`]|``)*`\.)?`(?:[^`]|``)*` \(\n {2}/;
const DUMPED = /\n\)[^\n]*\bCHARSET=/;
const CHARACTERISTICS = [
  ...['LANGUAGE', 'SQL', 'NO', 'NOT', 'CONTAINS', 'READS', 'MODIFIES', 'DATA', 'DETERMINISTIC', 'SECURITY'],
  ...['INVOKER', 'DEFINER', 'AGGREGATE', 'NONE'],
];
const OF_TYPES = ['UNSIGNED', 'SIGNED', 'ZEROFILL', 'CHARSET', 'CHARACTER', 'SET', 'COLLATE', 'PRECISION', 'VARYING'];

export interface WrittenStatement {
  readonly sql: Buffer;
  readonly tokens: readonly Token[];
  /** The client's. */
  readonly charset: string;
  readonly flavour: Flavour;
}

/** What of a logged statement is UTF-8 in the middle of another charset, as the text that it is. */
export function serverWritten({ sql, tokens, charset, flavour }: WrittenStatement): Edit[] {
  if (isUtf8(charset)) return [];
  return writtenTokens(sql, tokens, flavour).flatMap(({ start, end }) => {
    const bytes = sql.subarray(start, end);
    const text = bytes.toString('utf8');
    return /[^\0-\x7f]/.test(text) && Buffer.from(text, 'utf8').equals(bytes) ? [{ start, end, text }] : [];
  });
}

/** Reads a name where it may be either: what the server wrote in this statement is UTF-8. */
export function decodeWritten(statement: WrittenStatement, decode: DecodeToken): DecodeToken {
  const written = new Map(serverWritten(statement).map(({ start, text }) => [start, text]));
  if (written.size === 0) return decode;
  return (sql, token) => (sql === statement.sql ? written.get(token.start) : undefined) ?? decode(sql, token);
}

/**
 * A logged statement for looking at it: see `maskText`. Where second bytes of characters may look like quotes, what the
 * server wrote in front of the client's words is taken for the UTF-8 that it is.
 */
export function maskLogged(sql: Buffer, charset: string, flavour: Flavour, options: TokenOptions): string {
  const masked = maskText(sql, charset);
  if (!hasAsciiTrails(charset) || !isWord(tokenizeSql(masked.slice(0, 20))[0], 'CREATE')) return masked;
  const asUtf8 = maskText(sql, 'utf8mb4');
  const tokens = tokenizeSql(asUtf8, options);
  const written = headOf(sql, tokens, flavour);
  const end = written.tokens.at(-1)?.end ?? 0;
  const head = sql.subarray(0, end);
  if (!Buffer.from(head.toString('utf8'), 'utf8').equals(head)) return masked;
  return asUtf8.slice(0, end) + maskText(sql.subarray(end), charset);
}

function writtenTokens(sql: Buffer, tokens: readonly Token[], flavour: Flavour): readonly Token[] {
  const head = headOf(sql, tokens, flavour);
  return [...head.tokens, ...(head.open < 0 ? [] : behindParameters(tokens, head.open))];
}

/** What the server wrote from the name on, and where the parameters of a routine begin. */
function headOf(
  sql: Buffer,
  tokens: readonly Token[],
  flavour: Flavour,
): { readonly tokens: readonly Token[]; readonly open: number } {
  const none = { tokens: [], open: -1 };
  if (!isWord(tokens[0], 'CREATE')) return none;
  const kind = tokens.findIndex((token) => isWord(token, 'TABLE', 'VIEW', 'FUNCTION', 'PROCEDURE'));
  const what = tokens[kind];
  if (isWord(what, 'TABLE')) {
    const text = sql.toString('latin1');
    return OWN_TABLE.test(text) && !DUMPED.test(text) ? { tokens, open: -1 } : none;
  }
  // Everything else that is created, such as a trigger, has these words in its body.
  if (
    !what ||
    tokens.slice(1, kind).some((token) => isWord(token, 'TRIGGER', 'EVENT', 'PACKAGE', 'DATABASE', 'SCHEMA'))
  )
    return none;
  const isView = isWord(what, 'VIEW');
  const open = tokens.findIndex((token, at) => at > kind && isMark(token, '('));
  const head = flavour === 'mysql' ? tokens.slice(kind + 1, isView ? endOfView(tokens, kind) : open) : [];
  return { tokens: head, open: isView ? -1 : open };
}

/** Where the query of a view begins. */
function endOfView(tokens: readonly Token[], kind: number): number {
  return tokens.findIndex((token, at) => at > kind && isWord(token, 'AS'));
}

/** Members of the type that a function returns, and the comment. */
function behindParameters(tokens: readonly Token[], open: number): Token[] {
  const found: Token[] = [];
  let at = endOfGroup(tokens, open);
  if (isWord(tokens[at], 'RETURNS', 'RETURN')) {
    at += 2;
    if (isMark(tokens[at], '(')) {
      const end = endOfGroup(tokens, at);
      found.push(...tokens.slice(at, end).filter(({ kind }) => kind === 'text'));
      at = end;
    }
    while (isWord(tokens[at], ...OF_TYPES)) at += isWord(tokens[at], 'CHARSET', 'COLLATE', 'SET') ? 2 : 1;
  }
  for (;;) {
    const comment = isWord(tokens[at], 'COMMENT') && tokens[at + 1]?.kind === 'text' ? tokens[at + 1] : undefined;
    if (comment) found.push(comment);
    if (!comment && !isWord(tokens[at], ...CHARACTERISTICS)) return found;
    at += comment ? 2 : 1;
  }
}

/** Behind the parenthesis that closes the one at `open`; behind everything where none does. */
function endOfGroup(tokens: readonly Token[], open: number): number {
  const close = closingMark(tokens, open);
  return close < 0 ? tokens.length : close + 1;
}
