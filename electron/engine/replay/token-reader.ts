import type { DecodeToken } from '../schema/client-names.ts';
import { isNamed } from '../schema/joined-tokens.ts';
import { isMark, isWord, nameOf, type Token } from '../sql/tokenize-sql.ts';

/** A piece of a statement by bytes. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A name in a statement; offsets are bytes. */
export interface NamePlace extends Place {
  /** null: the schema that `within` tells. */
  readonly schema: string | null;
  readonly name: string;
  /**
   * Whose schema a name without one is in: the session's default, or the schema of the table that is defined. `moves`: what
   * is in the named table goes elsewhere, or something else becomes it; others are only looked at.
   */
  readonly within: 'session' | 'table';
  readonly moves: boolean;
}

/** A name that stands before a dot, where it is a schema's. */
export interface QualifierPlace extends Place {
  readonly name: string;
  /** It cannot be the name of a table, an alias or a variable. */
  readonly certain: boolean;
}

/** Reads a statement's tokens one after the other; a method that takes something moves on behind it. */
export class TokenReader {
  readonly #sql: Buffer;
  readonly #tokens: readonly Token[];
  readonly #decode: DecodeToken;
  at = 0;

  constructor(sql: Buffer, tokens: readonly Token[], decode: DecodeToken) {
    this.#sql = sql;
    // The client's last ; is no part of the statement; where servers take = they take := too.
    const whole = isMark(tokens.at(-1), ';') ? tokens.slice(0, -1) : tokens;
    this.#tokens = whole.filter((token, at) => !(isMark(token, ':') && isMark(whole[at + 1], '=')));
    this.#decode = decode;
  }

  get tokens(): readonly Token[] {
    return this.#tokens;
  }

  get sql(): Buffer {
    return this.#sql;
  }

  get ended(): boolean {
    return this.at >= this.#tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.at + ahead];
  }

  isNext(...words: string[]): boolean {
    return isWord(this.peek(), ...words);
  }

  take(...words: string[]): boolean {
    const found = this.isNext(...words);
    if (found) this.at++;
    return found;
  }

  /** Takes these words, one behind the other, or none of them. */
  takeAll(...words: string[]): boolean {
    const found = words.every((word, ahead) => isWord(this.peek(ahead), word));
    if (found) this.at += words.length;
    return found;
  }

  mark(mark: string): boolean {
    const found = isMark(this.peek(), mark);
    if (found) this.at++;
    return found;
  }

  /** IF [NOT] EXISTS */
  skipIf(): void {
    if (!this.takeAll('IF', 'NOT', 'EXISTS')) this.takeAll('IF', 'EXISTS');
  }

  /** MariaDB: WAIT n, NOWAIT */
  skipWait(): void {
    if (this.take('WAIT')) this.at++;
    else this.take('NOWAIT');
  }

  /** DEFINER = user@host, a role, or CURRENT_USER() */
  skipDefiner(): boolean {
    if (!this.isNext('DEFINER') || !isMark(this.peek(1), '=')) return false;
    // To servers the host is empty where it does not stand directly behind the @.
    if (isMark(this.peek(3), '@') && !this.isJoined(4)) return false;
    this.at += 3;
    if (this.mark('@')) this.#skipHost();
    else if (this.mark('(')) this.mark(')');
    return true;
  }

  /** In quotes, or letters and dots without anything between them, a dot at the end included. */
  #skipHost(): void {
    const isBare = (token: Token | undefined) => token?.kind === 'word' || isMark(token, '.');
    const bare = isBare(this.peek());
    this.at++;
    while (bare && isBare(this.peek()) && this.isJoined(0)) this.at++;
  }

  /** Nothing stands in front of the token so many further. */
  isJoined(ahead: number): boolean {
    return this.peek(ahead - 1)?.end === this.peek(ahead)?.start;
  }

  /** Takes `(…)` with all that is in it, as it stands. */
  skipGroup(): void {
    let depth = 0;
    do {
      if (isMark(this.peek(), '(')) depth++;
      else if (isMark(this.peek(), ')')) depth--;
      this.at++;
    } while (depth > 0 && !this.ended);
  }

  /** What is next stands behind a dot that is a name's, and no number's. */
  get isQualified(): boolean {
    const name = this.peek(-2);
    return isMark(this.peek(-1), '.') && name !== undefined && isNamed(name);
  }

  /** A name, with the schema in front of it or, on MariaDB, a dot alone. */
  name(within: NamePlace['within'] = 'session', moves = false): NamePlace | null {
    const dot = isMark(this.peek(), '.') ? this.peek() : undefined;
    const first = this.peek(dot ? 1 : 0);
    if (first?.kind !== 'name' && first?.kind !== 'word') return null;
    this.at += dot ? 2 : 1;
    const second = this.peek(1);
    const qualified = !dot && isMark(this.peek(), '.') && second !== undefined && isIdentifier(second);
    if (qualified) this.at += 2;
    const last = qualified ? second : first;
    return {
      schema: qualified ? this.text(first) : null,
      name: this.text(last),
      start: (dot ?? first).start,
      end: last.end,
      within,
      moves,
    };
  }

  /** What an identifier means. */
  text(token: Token): string {
    return nameOf({ ...token, text: this.#decode(this.#sql, token) });
  }

  /** As it was written, for messages. */
  written(token: Token | undefined): string {
    return token ? this.text(token) : 'its end';
  }
}

/** True for what can be a name. */
export function isIdentifier(token: Token | undefined): token is Token {
  return token?.kind === 'name' || token?.kind === 'word';
}
