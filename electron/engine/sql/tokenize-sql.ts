/** A piece of SQL that means something; blanks and comments are left out. */
export interface Token {
  /** word: keyword, number or bare name · name: quoted identifier · text: string literal · mark: one other character. */
  readonly kind: 'word' | 'name' | 'text' | 'mark';
  /** As written, with its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What of the SQL mode changes how SQL is read. */
export interface TokenOptions {
  /** ANSI_QUOTES: "…" is an identifier. */
  readonly ansiQuotes?: boolean;
  /** NO_BACKSLASH_ESCAPES: \ in a literal is an ordinary character. */
  readonly plainBackslash?: boolean;
  /** Who reads it; without it every server, which runs what is in executable comments. */
  readonly server?: SqlReader;
}

/** A server, as far as it decides which comments are code. */
export interface SqlReader {
  readonly flavour: 'mariadb' | 'mysql';
  /** As parseVersion makes it, such as 101119. */
  readonly version: number;
}

const WORD = /[\w$\u0080-\uffff]+/y;
// What is in these comments is code for some servers: /*!80016 and, MariaDB only, /*M!100301.
const OPEN_CODE = /\/\*(M?)!(?:(\d{5,6}))?/y;
// Behind -- servers want a blank or a control character.
const LINE_COMMENT = /(?:#|--(?=[^!-~\u0080-\uffff]|$))[^\n]*/y;
/** MySQL 9: $$ … $$ and $tag$ … $tag$, as programs in other languages are written. */
const DOLLAR_QUOTE = /\$\w*\$/y;
/** MariaDB takes code for these versions, which are MySQL's alone, for a comment. */
const MYSQL_ONLY = { from: 50_700, to: 99_999 } as const;

/**
 * Splits SQL into tokens the way the server does. Enough for what servers print about their own objects; an unfinished
 * literal or comment extends to the end.
 */
export function tokenizeSql(sql: string, options: TokenOptions = {}): Token[] {
  const tokens: Token[] = [];
  let codeDepth = 0;
  let at = 0;
  const matchAt = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0].length ?? 0;
  };
  const push = (kind: Token['kind'], end: number) => {
    tokens.push({ kind, text: sql.slice(at, end), start: at, end });
    at = end;
  };
  while (at < sql.length) {
    const char = sql.charAt(at);
    const comment = matchAt(LINE_COMMENT);
    const code = codeAt(sql, at, options.server);
    if (/\s/.test(char)) at++;
    else if (comment > 0) at += comment;
    else if (code?.runs) {
      codeDepth++;
      at = code.end;
    } else if (code) at = endOfComment(sql, at);
    else if (codeDepth > 0 && sql.startsWith('*/', at)) {
      codeDepth--;
      at += 2;
    } else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      at = end < 0 ? sql.length : end + 2;
    } else if (char === '$' && options.server?.flavour === 'mysql' && matchAt(DOLLAR_QUOTE) > 0)
      push('text', endOfDollars(sql, at, sql.substr(at, matchAt(DOLLAR_QUOTE))));
    else if (char === '`') push('name', endOfQuoted(sql, at, false));
    else if (char === '"' && options.ansiQuotes) push('name', endOfQuoted(sql, at, false));
    else if (char === '"' || char === "'") push('text', endOfQuoted(sql, at, !options.plainBackslash));
    else push(matchAt(WORD) > 0 ? 'word' : 'mark', at + Math.max(1, matchAt(WORD)));
  }
  return tokens;
}

/** An executable comment that begins here: where its code begins, and whether the server runs it. */
function codeAt(sql: string, at: number, server: SqlReader | undefined): { end: number; runs: boolean } | null {
  OPEN_CODE.lastIndex = at;
  const [opening, mariadb, digits] = OPEN_CODE.exec(sql) ?? [];
  if (opening === undefined) return null;
  const end = at + opening.length;
  if (!server) return { end, runs: true };
  const version = Number(digits ?? 0);
  // To MySQL /*M! begins an ordinary comment, which ends at the first mark for that.
  if (server.flavour === 'mysql') return mariadb === '' ? { end, runs: version <= server.version } : null;
  const foreign = mariadb === '' && version >= MYSQL_ONLY.from && version <= MYSQL_ONLY.to;
  return { end, runs: !foreign && version <= server.version };
}

/** Offset after a comment that is not run. A comment in it ends by itself, and servers know none in that one. */
function endOfComment(sql: string, start: number): number {
  let inner = false;
  for (let at = start + 2; at < sql.length; at++) {
    if (!inner && sql.startsWith('/*', at)) inner = true;
    else if (!sql.startsWith('*/', at)) continue;
    else if (inner) inner = false;
    else return at + 2;
    at++;
  }
  return sql.length;
}

/** Offset after a text between two of these marks. */
function endOfDollars(sql: string, start: number, mark: string): number {
  const end = sql.indexOf(mark, start + mark.length);
  return end < 0 ? sql.length : end + mark.length;
}

/** Offset after the closing quote; a doubled quote stands for itself. */
function endOfQuoted(sql: string, start: number, backslash: boolean): number {
  const quote = sql.charAt(start);
  for (let at = start + 1; at < sql.length; at++) {
    const char = sql.charAt(at);
    if (char === '\\' && backslash) at++;
    else if (char === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}

/** True when the token is this keyword. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase());
}

/** True when the token is this character. */
export function isMark(token: Token | undefined, mark: string): boolean {
  return token?.kind === 'mark' && token.text === mark;
}

/** Where the parenthesis at `open` is closed; -1 where it is not, or `open` is no place. */
export function closingMark(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at >= 0 && at < tokens.length; at++) {
    if (isMark(tokens[at], '(')) depth++;
    if (isMark(tokens[at], ')') && --depth === 0) return at;
  }
  return -1;
}

/** The identifier that a token names, without quotes. */
export function nameOf(token: Token): string {
  if (token.kind !== 'name') return token.text;
  const quote = token.text.charAt(0);
  return token.text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** Cuts and pastes in `text`; edits are in order and do not overlap. */
export function applyEdits(
  text: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  let result = '';
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}

/** The text of tokens that follow each other, without comments and with one blank where anything divides two. */
export function joinTokens(tokens: readonly Token[]): string {
  return tokens
    .map(({ text, start }, at) => (at > 0 && start > (tokens[at - 1]?.end ?? 0) ? ` ${text}` : text))
    .join('');
}
