import { isWord, type Token } from '../sql/tokenize-sql.ts';
import type { Statement, Verb } from './read-statement.ts';
import type { TokenReader } from './token-reader.ts';

/** What can follow ALTER DATABASE where its name is left out. */
const SCHEMA_OPTIONS = ['DEFAULT', 'CHARACTER', 'CHARSET', 'COLLATE', 'ENCRYPTION', 'READ', 'UPGRADE', 'COMMENT'];
/** Of these, what servers do not reserve: a schema may be called so, and then an option follows and no value. */
const ALSO_NAMES = ['CHARSET', 'ENCRYPTION', 'UPGRADE', 'COMMENT'];

/** Reads what follows CREATE, ALTER or DROP DATABASE; only ALTER may leave the name out, which means the session's schema. */
export function readSchema(reader: TokenReader, verb: Verb): Statement {
  reader.skipIf();
  const token = reader.peek();
  const leftOut = verb === 'alter' && isWord(token, ...SCHEMA_OPTIONS);
  if (leftOut && isWord(token, ...ALSO_NAMES) && !isValueOf(token, reader.peek(1))) return { kind: 'unknown' };
  const named = token !== undefined && !leftOut;
  const name = named ? reader.name() : null;
  if (named && name?.schema !== null) return { kind: 'unknown' };
  const isPlain = reader.tokens.slice(reader.at).every(({ kind, text }) => kind !== 'mark' || text === '=');
  return isPlain ? { kind: 'schema', verb, name } : { kind: 'unknown' };
}

/** Whether what follows one of ALSO_NAMES makes it an option; of these, a charset's value alone is a word. */
function isValueOf(option: Token | undefined, next: Token | undefined): boolean {
  if (next?.kind === 'text' || next?.text === '=') return true;
  return isWord(option, 'CHARSET') && next !== undefined && !isWord(next, ...SCHEMA_OPTIONS);
}
