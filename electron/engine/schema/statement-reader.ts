import { nameOf, type Token } from '../sql/tokenize-sql.ts';
import type { HiddenCode } from './hidden-code.ts';
import { lowerName } from './lower-name.ts';

/** A statement in pieces. */
export interface Reading {
  readonly bytes: Buffer;
  readonly tokens: readonly Token[];
  readonly code: readonly HiddenCode[];
}

/** A statement with the names that it may have. */
export interface StatementReader extends Reading {
  isName(token: Token | undefined): boolean;
  isSchema(token: Token | undefined): boolean;
  isTable(token: Token | undefined): boolean;
}

/** True for an identifier that is one of `names`; `anyCase` for what servers find whatever its case. */
export function sameName(
  { bytes }: Pick<Reading, 'bytes'>,
  token: Token | undefined,
  names: readonly Buffer[],
  anyCase: boolean,
): boolean {
  if (!token || (token.kind !== 'name' && token.kind !== 'word')) return false;
  const written = Buffer.from(nameOf({ ...token, text: bytes.toString('latin1', token.start, token.end) }), 'latin1');
  const fold = (name: Buffer) => (anyCase ? lowerName(name.toString('utf8')) : '');
  return names.some((name) => name.equals(written) || (anyCase && fold(name) === fold(written)));
}
