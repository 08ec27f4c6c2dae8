import { isUtf8 } from 'node:buffer';
import type { Session } from '../mysql/connect.ts';
import type { Token } from '../sql/tokenize-sql.ts';
import { isWholeAscii } from './client-charset.ts';

/** A token of a statement as text, with its quotes. */
export type DecodeToken = (sql: Buffer, token: Token) => string;

/** Names of one question; servers have room for 4,096 columns. */
const AT_ONCE = 500;
/** Names that are kept, of about a hundred bytes each; a log has few in other charsets than UTF-8. */
const KEPT = 10_000;
/** What is longer is no name: the longest, an account's with its host, has 300 characters of four bytes. */
const LONGEST = 1_200;
/** Are others in sjis, and some charsets have a character for DEL. */
const NOT_EVERYWHERE = /[\\~\x7f]/;
/** Letters of swe7 with which a name without quotes begins or goes on, where others have marks. */
const SWEDISH = /^[[\\\]^{|}~]$/;
/** Names of servers have no characters of four bytes: a client's become this one. */
const FOUR_BYTES = /[\u{10000}-\u{10ffff}]/gu;

/**
 * Names in statements as a server reads them. What a name is decides what a statement is about, and for letters outside
 * ASCII the server alone knows: Node has no decoder for some of its charsets, and others differ in single letters.
 */
export class ClientNames {
  readonly #session: Session;
  /** Null: not all of its bytes are characters of the charset, and each server makes of them what it likes. */
  readonly #known = new Map<string, string | null>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Asks the server for the names of a statement that have not been asked for; undefined where it has nothing to tell. */
  learn(sql: Buffer, tokens: readonly Token[], charset: string): Promise<void> | undefined {
    if (this.#known.size > KEPT) this.#known.clear();
    const names = new Map(
      tokens.filter(canName).flatMap((token): [string, Buffer][] => {
        const bytes = bytesOf(sql, token);
        const key = keyOf(charset, bytes);
        return plainText(bytes, charset) !== undefined || this.#known.has(key) ? [] : [[key, bytes]];
      }),
    );
    return names.size === 0 ? undefined : this.#ask([...names], charset);
  }

  /** The first name, as well as it can be shown, that is none in the charset; of a statement that was learned. */
  unreadable(sql: Buffer, tokens: readonly Token[], charset: string): string | undefined {
    const one = tokens.find(
      (token) =>
        canName(token) && token.kind !== 'text' && this.#known.get(keyOf(charset, bytesOf(sql, token))) === null,
    );
    return one && sql.toString('utf8', one.start, one.end);
  }

  /** Reads tokens of statements that were learned; what is too long for a name is read as UTF-8. */
  decoder(charset: string): DecodeToken {
    return (sql, token) => {
      const bytes = bytesOf(sql, token);
      const text = plainText(bytes, charset) ?? this.#known.get(keyOf(charset, bytes)) ?? bytes.toString('utf8');
      const quote = quoteOf(token);
      return quote + (token.kind === 'name' ? text.replaceAll(quote, quote + quote) : text) + quote;
    };
  }

  async #ask(names: readonly (readonly [string, Buffer])[], charset: string): Promise<void> {
    for (let from = 0; from < names.length; from += AT_ONCE) {
      const some = names.slice(from, from + AT_ONCE);
      const columns = some.map(([, bytes], at) => {
        const text = `CONVERT(CONVERT(0x${bytes.toString('hex')} USING ${charset}) USING utf8mb4)`;
        return `${text} AS n${at}, CONVERT(${text} USING ${charset}) AS b${at}`;
      });
      const [row] = await this.#session.query(`SELECT ${columns.join(', ')}`);
      for (const [at, [key, bytes]] of some.entries()) {
        const text = row?.[`n${at}`]?.toString('utf8');
        const isWhole = row?.[`b${at}`]?.length === bytes.length && text?.split('?').length === countMarks(bytes);
        this.#known.set(key, isWhole ? (text?.replace(FOUR_BYTES, '?') ?? null) : null);
      }
    }
  }
}

/** One more than there are question marks: those that a text has besides stand for what is no character. */
function countMarks(bytes: Buffer): number {
  return bytes.toString('latin1').split('?').length;
}

/** A token of a statement in UTF-8. */
export const decodeUtf8: DecodeToken = (sql, { start, end }) => sql.toString('utf8', start, end);

/** True for bytes that mean what UTF-8 says, so that no server has to be asked. */
export function isPlainUtf8(bytes: Buffer, charset: string): boolean {
  return /^utf8/.test(charset) && isUtf8(bytes);
}

/** True for a statement in which a mark may be a letter of a name. */
export function hidesLetters(tokens: readonly Token[], charset: string): boolean {
  return charset === 'swe7' && tokens.some(({ kind, text }) => kind === 'mark' && SWEDISH.test(text));
}

function canName({ kind, start, end }: Token): boolean {
  return kind !== 'mark' && end - start <= LONGEST;
}

/** What needs no server to be read. */
function plainText(bytes: Buffer, charset: string): string | undefined {
  const latin1 = bytes.toString('latin1');
  if (isWholeAscii(latin1, charset) && !NOT_EVERYWHERE.test(latin1)) return latin1;
  return isPlainUtf8(bytes, charset) ? bytes.toString('utf8').replace(FOUR_BYTES, '?') : undefined;
}

function keyOf(charset: string, bytes: Buffer): string {
  return `${charset} ${bytes.toString('latin1')}`;
}

function quoteOf({ kind, text }: Token): string {
  return kind === 'name' || kind === 'text' ? text.charAt(0) : '';
}

/** Without the quotes, and those of a name that stand twice once: the places are those of the masked text. */
function bytesOf(sql: Buffer, token: Token): Buffer {
  const quote = quoteOf(token);
  if (quote === '') return sql.subarray(token.start, token.end);
  const inner = sql.subarray(token.start + 1, token.end - 1);
  if (token.kind === 'text') return inner;
  let quotes = 0;
  return Buffer.from(
    inner.filter((_, at) => {
      quotes = token.text.charAt(at + 1) === quote ? quotes + 1 : 0;
      return quotes === 0 || quotes % 2 === 1;
    }),
  );
}
