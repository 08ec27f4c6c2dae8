import { isMark, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { columnsOf } from './split-create-table.ts';

/** A text literal of a definition, by its place in it. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  /** What it says, in the bytes as which the server printed it. */
  readonly text: Buffer;
}

/** A column of which the printed members or default may not be what they are. */
export interface DoubtfulColumn {
  readonly name: string;
  /** ENUM or SET, with all its members; none are asked for where all are plain. */
  readonly members: { readonly kind: 'enum' | 'set'; readonly literals: readonly Literal[] } | null;
  readonly default: Literal | null;
}

/**
 * Servers print members and defaults in the charset of their own names, utf8mb3, with `?` for what it has not got. So all
 * that shows one, or has anything outside of ASCII, which may be another text of the column's own charset, is in doubt.
 * `sql` is a CREATE TABLE as bytes in latin1.
 */
export function findDoubtful(sql: string): DoubtfulColumn[] {
  if (!MAY_DIFFER.test(sql)) return [];
  return columnsOf(sql).flatMap(({ name, text, start }): DoubtfulColumn[] => {
    if (!MAY_DIFFER.test(text)) return [];
    const tokens = tokenizeSql(text);
    const read = (token: Token): Literal => ({
      start: start + token.start,
      end: start + token.end,
      text: Buffer.from(unquote(token.text), 'latin1'),
    });
    const literals = membersOf(tokens).map(read);
    const members = literals.some(isDoubtful) ? { kind: kindOf(tokens), literals } : null;
    const given = tokens[tokens.findIndex((token) => isWord(token, 'DEFAULT')) + 1];
    const literal = given?.kind === 'text' && isWord(tokens[tokens.indexOf(given) - 1], 'DEFAULT') ? read(given) : null;
    const ownDefault = literal && isDoubtful(literal) ? literal : null;
    return members || ownDefault ? [{ name, members, default: ownDefault }] : [];
  });
}

const MAY_DIFFER = /[?\x80-\xff]/;

function isDoubtful({ text }: Literal): boolean {
  return MAY_DIFFER.test(text.toString('latin1'));
}

function kindOf(tokens: readonly Token[]): 'enum' | 'set' {
  return isWord(tokens[1], 'ENUM') ? 'enum' : 'set';
}

/** The literals in the parentheses behind ENUM or SET. */
function membersOf(tokens: readonly Token[]): Token[] {
  if (!isWord(tokens[1], 'ENUM', 'SET')) return [];
  const end = tokens.findIndex((token) => isMark(token, ')'));
  return tokens.slice(0, end).filter(({ kind }) => kind === 'text');
}

const ESCAPED: Readonly<Record<string, string>> = { '0': '\0', n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a' };

function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/''|\\([\s\S])/g, (_, char: string | undefined) =>
      char === undefined ? "'" : (ESCAPED[char] ?? char),
    );
}
