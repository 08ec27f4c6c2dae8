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
}

const WORD = /[\w$\u0080-\uffff]+/y;
// The server runs what is in these comments: /*!80016 and, MariaDB only, /*M!100301.
const OPEN_CODE = /\/\*M?!\d{0,6}/y;
const LINE_COMMENT = /(?:#|--(?=\s|$))[^\n]*/y;

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
    const code = matchAt(OPEN_CODE);
    if (/\s/.test(char)) at++;
    else if (comment > 0) at += comment;
    else if (code > 0) {
      codeDepth++;
      at += code;
    } else if (codeDepth > 0 && sql.startsWith('*/', at)) {
      codeDepth--;
      at += 2;
    } else if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      at = end < 0 ? sql.length : end + 2;
    } else if (char === '`') push('name', endOfQuoted(sql, at, false));
    else if (char === '"' && options.ansiQuotes) push('name', endOfQuoted(sql, at, false));
    else if (char === '"' || char === "'") push('text', endOfQuoted(sql, at, !options.plainBackslash));
    else push(matchAt(WORD) > 0 ? 'word' : 'mark', at + Math.max(1, matchAt(WORD)));
  }
  return tokens;
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
