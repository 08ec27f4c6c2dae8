import { quoteAccount } from '../schema/rewrite-definer.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';
import { type ReadStatementOptions, type Statement, tokensOf } from './read-statement.ts';
import { TokenReader } from './token-reader.ts';

type ProgramStatement = Extract<Statement, { kind: 'program' }>;

/** As whom a logged statement was run, which is the definer of what names none. */
export type Invoker = { readonly user: string; readonly host: string } | undefined;

/** As whom what a statement defines will run. */
export interface LoggedDefiner {
  /** `user@host`, or the name of a role; null: nothing says it, so that it would be the account that restores. */
  readonly account: string | null;
  /** DEFINER = …, or the empty place where it would stand. */
  readonly clause: { readonly start: number; readonly end: number };
  /** The clause names the account, not whoever runs the statement. */
  readonly named: boolean;
}

/** Words of the kinds that have a definer. */
const KINDS = ['VIEW', 'PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'];
/** What an ALTER cannot give another definer. */
const UNALTERED = ['PROCEDURE', 'FUNCTION', 'PACKAGE'];

/** Null for statements that leave definers as they are. */
export function loggedDefiner(
  sql: Buffer,
  { what, verb }: Pick<ProgramStatement, 'what' | 'verb'>,
  invoker: Invoker,
  options: ReadStatementOptions,
): LoggedDefiner | null {
  const [kind = ''] = what.split(' ');
  if (verb === 'drop' || !KINDS.includes(kind) || (verb === 'alter' && UNALTERED.includes(kind))) return null;
  const reader = new TokenReader(sql, tokensOf(sql, options), options.decode);
  const found: LoggedDefiner[] = [];
  while (!reader.ended && !reader.isNext(kind)) {
    const one = readClause(reader, invoker);
    if (one) found.push(one);
    else reader.at++;
  }
  const [clause] = found;
  // Of two, nobody says which one counts.
  if (clause) return found.length === 1 ? clause : { ...clause, account: null };
  const start = reader.tokens[beforeKind(reader.tokens, reader.at)]?.start ?? sql.length;
  return { account: accountOf(invoker), clause: { start, end: start }, named: false };
}

function readClause(reader: TokenReader, invoker: Invoker): LoggedDefiner | null {
  const begin = reader.at;
  const [first, user] = [reader.peek(), reader.peek(2)];
  if (!first || !user || !reader.skipDefiner()) return null;
  const end = reader.tokens[reader.at - 1]?.end ?? user.end;
  const clause = { start: first.start, end };
  const isCurrent = isWord(user, 'CURRENT_USER');
  if (isCurrent || isWord(user, 'CURRENT_ROLE'))
    return { account: isCurrent ? accountOf(invoker) : null, clause, named: false };
  // Without quotes a host has dots in it.
  const host = reader.tokens.slice(begin + 4, reader.at).map((token) => textOf(reader, token));
  const parts = [textOf(reader, user), ...host];
  if (parts.includes(null)) return { account: null, clause, named: true };
  return { account: [parts[0], ...(host.length > 0 ? [host.join('')] : [])].join('@'), clause, named: true };
}

/** A name, also in quotes of a text; null where backslashes make it another one. */
function textOf(reader: TokenReader, token: Token): string | null {
  const text = reader.text(token);
  if (token.kind !== 'text') return text;
  const quote = text.charAt(0);
  return text.includes('\\') ? null : text.slice(1, -1).replaceAll(quote + quote, quote);
}

function accountOf(invoker: Invoker): string | null {
  if (!invoker || invoker.user === '') return null;
  return invoker.host === '' ? invoker.user : `${invoker.user}@${invoker.host}`;
}

/** In front of AGGREGATE and SQL SECURITY, which stand behind a definer. */
function beforeKind(tokens: readonly Token[], kind: number): number {
  if (isWord(tokens[kind - 1], 'AGGREGATE')) return kind - 1;
  return isWord(tokens[kind - 3], 'SQL') && isWord(tokens[kind - 2], 'SECURITY') ? kind - 3 : kind;
}

/** Makes `account` the definer. */
export function nameDefiner({ clause }: LoggedDefiner, account: string): Edit {
  const text = `DEFINER=${quoteAccount(account)}`;
  return { ...clause, text: clause.start === clause.end ? `${text} ` : text };
}

/**
 * Edits by which nobody gets the rights of the account that restores, which a view or program without a definer is made by:
 * it runs with those of whoever uses it. Triggers and events cannot, and an ALTER must not undo it.
 */
export function runAsInvoker(
  sql: Buffer,
  { what, verb }: Pick<ProgramStatement, 'what' | 'verb'>,
  options: ReadStatementOptions,
): Edit[] {
  const [kind = ''] = what.split(' ');
  if (verb === 'drop' || !KINDS.includes(kind) || kind === 'TRIGGER' || kind === 'EVENT') return [];
  const reader = new TokenReader(sql, tokensOf(sql, options), options.decode);
  const said: Token[] = [];
  while (!reader.ended && !reader.isNext(kind)) {
    const word = reader.peek();
    if (word && isWord(reader.peek(-1), 'SECURITY') && isWord(reader.peek(-2), 'SQL')) said.push(word);
    if (!reader.skipDefiner()) reader.at++;
  }
  let place = reader.peek()?.start ?? sql.length;
  if (kind !== 'VIEW') {
    reader.at++;
    reader.take('BODY');
    reader.skipIf();
    reader.name();
    if (isMark(reader.peek(), '(')) reader.skipGroup();
    if (kind === 'FUNCTION' && reader.take('RETURNS', 'RETURN')) skipType(reader);
    place = reader.tokens[reader.at - 1]?.end ?? place;
    said.push(...skipCharacteristics(reader));
  }
  const invoker = said.map(({ start, end }) => ({ start, end, text: 'INVOKER' }));
  if (said.length > 0 || verb === 'alter') return invoker;
  return [{ start: place, end: place, text: kind === 'VIEW' ? 'SQL SECURITY INVOKER ' : ' SQL SECURITY INVOKER' }];
}

const TYPE_WORDS = [
  ...[
    'UNSIGNED',
    'SIGNED',
    'ZEROFILL',
    'PRECISION',
    'VARYING',
    'CHARACTER',
    'CHAR',
    'VARCHAR',
    'VARCHARACTER',
    'VARBINARY',
  ],
  ...['BINARY', 'BYTE', 'ASCII', 'UNICODE'],
];
/** Behind these comes a name. */
const TYPE_OPTIONS = ['SET', 'CHARSET', 'COLLATE'];

/** A type that is not read to its end becomes a statement that no server takes. */
function skipType(reader: TokenReader): void {
  reader.at++;
  while (!reader.ended) {
    if (isMark(reader.peek(), '(')) reader.skipGroup();
    else if (reader.mark('.') || reader.mark('%') || reader.take(...TYPE_OPTIONS)) reader.at++;
    else if (!reader.take(...TYPE_WORDS)) return;
  }
}

/** What stands between a routine's head and its body; gives what it says behind SQL SECURITY. */
function skipCharacteristics(reader: TokenReader): Token[] {
  const said: Token[] = [];
  while (!reader.ended) {
    if (reader.takeAll('SQL', 'SECURITY')) said.push(...reader.tokens.slice(reader.at, ++reader.at));
    else if (reader.take('COMMENT', 'LANGUAGE')) reader.at++;
    else if (reader.take('USING')) reader.skipGroup();
    else if (
      !reader.take('NOT', 'DETERMINISTIC') &&
      !reader.takeAll('CONTAINS', 'SQL') &&
      !reader.takeAll('NO', 'SQL') &&
      !reader.takeAll('READS', 'SQL', 'DATA') &&
      !reader.takeAll('MODIFIES', 'SQL', 'DATA')
    )
      break;
  }
  return said;
}
