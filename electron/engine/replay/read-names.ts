import { findQualifiers, wordsOfDynamicSql } from '../schema/find-qualifiers.ts';
import { isLocalEngine } from '../schema/local-engines.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { isIdentifier, type NamePlace, type QualifierPlace, type TokenReader } from './token-reader.ts';

/** Functions of a sequence, whose name is in parentheses. */
const SEQUENCE_FUNCTIONS = ['NEXTVAL', 'LASTVAL', 'SETVAL'];

/** What a table's definition names besides the table. */
export interface NamesFound {
  /** Tables and sequences. */
  readonly inner: NamePlace[];
  /** Schemas in front of columns. */
  readonly qualifiers: QualifierPlace[];
  /** The first thing whose meaning is not known; null where everything is understood. */
  unclear: string | null;
  /** What leads to files or servers of the statement's own choice, such as DATA DIRECTORY. */
  away: string | null;
}

/** Nothing yet. */
export function noNames(): NamesFound {
  return { inner: [], qualifiers: [], unclear: null, away: null };
}

/** Engines whose tables are somewhere else; where ENGINE may be the name of a column, only these are known to be engines. */
const DISTANT_ENGINES = ['FEDERATED', 'CONNECT', 'SPIDER', 'S3', 'SPHINX', 'OQGRAPH', 'MROONGA'];

/**
 * Takes columns, keys, expressions and options up to a comma outside of parentheses (`list`), or to `to`, and notes what
 * they name: REFERENCES, sequences, schemas before columns, and what leads out of the server. `own` are names of the table.
 */
export function takeNames(
  reader: TokenReader,
  found: NamesFound,
  own: readonly string[],
  { list, to = reader.tokens.length }: { readonly list: boolean; readonly to?: number },
): void {
  let depth = 0;
  while (reader.at < to) {
    const token = reader.peek();
    if (depth === 0 && list && isMark(token, ',')) return;
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (depth < 0 || isMark(token, ';')) found.unclear ??= reader.written(token);
    if (namesMore(reader)) found.unclear ??= reader.written(token);
    found.away ??= leadsAway(reader);
    if (reader.take('REFERENCES')) takeInner(reader, found, 'table');
    else if (isWord(token, ...SEQUENCE_FUNCTIONS) && isMark(reader.peek(1), '(')) {
      reader.at += 2;
      depth++;
      takeInner(reader, found, 'session');
    } else if (reader.takeAll('VALUE', 'FOR')) takeInner(reader, found, 'session');
    else if (isIdentifier(token) && isMark(reader.peek(1), '.')) takeChain(reader, found, own);
    else reader.at++;
  }
}

/** What names tables and has no place here; a column may be called like a keyword that is not reserved. */
function namesMore(reader: TokenReader): boolean {
  if (reader.isQualified) return false;
  const next = reader.peek(1);
  if (reader.isNext('EXCHANGE', 'IMPORT', 'DISCARD')) return isWord(next, 'PARTITION', 'TABLESPACE');
  return reader.isNext('SELECT', 'RENAME', 'UNION') || (reader.isNext('CONVERT') && !isMark(next, '('));
}

/** Takes a name that has to be there. */
export function takeInner(
  reader: TokenReader,
  found: NamesFound,
  within: NamePlace['within'],
  moves = false,
): NamePlace | null {
  const name = reader.name(within, moves);
  if (name) found.inner.push(name);
  else found.unclear ??= reader.written(reader.peek());
  return name;
}

/** DATA DIRECTORY 'x', CONNECTION 'x', ENGINE FEDERATED: files and servers of the statement's own choice. */
export function leadsAway(reader: TokenReader): string | null {
  const valueAt = (ahead: number): Token | undefined =>
    reader.peek(isMark(reader.peek(ahead), '=') ? ahead + 1 : ahead);
  const word = reader.peek()?.text.toUpperCase() ?? '';
  if (reader.isNext('DATA', 'INDEX') && isWord(reader.peek(1), 'DIRECTORY'))
    return valueAt(2)?.kind === 'text' ? `${word} DIRECTORY` : null;
  if (reader.isNext('CONNECTION')) return valueAt(1)?.kind === 'text' ? word : null;
  const engine = reader.isNext('ENGINE', 'TYPE')
    ? valueAt(1)
        ?.text.replaceAll(/['"`\\]/g, '')
        .toUpperCase()
    : undefined;
  return engine !== undefined && DISTANT_ENGINES.includes(engine) ? `ENGINE=${engine}` : null;
}

/** The same for an option of a table, where no column can stand: an engine that is not known may lead anywhere. */
export function engineAway(reader: TokenReader): string | null {
  if (reader.isNext('SECONDARY_ENGINE')) return 'SECONDARY_ENGINE';
  const value = reader.peek(isMark(reader.peek(1), '=') ? 2 : 1);
  if (!reader.isNext('ENGINE', 'TYPE') || !value || isWord(value, 'DEFAULT') || isLocalEngine(value.text)) return null;
  return `ENGINE=${value.text.replaceAll(/['"`]/g, '').toUpperCase()}`;
}

/** `a.b` and `a.b.c` */
function takeChain(reader: TokenReader, found: NamesFound, own: readonly string[]): void {
  const [head, second] = [reader.peek(), reader.peek(2)];
  if (!head || !isIdentifier(second) || /^\d/.test(head.text)) {
    reader.at += 1;
    return;
  }
  const sequence = isWord(reader.peek(4), 'NEXTVAL', 'CURRVAL') || isWord(second, 'NEXTVAL', 'CURRVAL');
  const three = isMark(reader.peek(3), '.') && isIdentifier(reader.peek(4));
  if (sequence) {
    // MariaDB in Oracle mode: seq.NEXTVAL, schema.seq.NEXTVAL
    const name = three ? reader.name() : { ...placeOf(reader, head), schema: null, within: 'session' as const };
    if (name) found.inner.push({ ...name, moves: false });
    reader.at += three ? 2 : 3;
    return;
  }
  const isOwn = own.some((name) => name.toLowerCase() === reader.text(head).toLowerCase());
  // Only a function could be one of another schema, and servers allow none here.
  if (three) found.qualifiers.push({ ...placeOf(reader, head), certain: true });
  else if (!isOwn || isMark(reader.peek(3), '(')) found.unclear ??= `${reader.text(head)}.${reader.text(second)}`;
  reader.at += three ? 5 : 3;
}

function placeOf(reader: TokenReader, token: Token): { name: string; start: number; end: number } {
  return { name: reader.text(token), start: token.start, end: token.end };
}

/** Names before a dot that may be schemas, in what is behind the reader's place. */
export function qualifiersBehind(reader: TokenReader): QualifierPlace[] {
  const textOf = (token: Token) => reader.text(token);
  const named = findQualifiers(reader.tokens, textOf, reader.at).flatMap(({ at, certain }) => {
    const token = reader.tokens[at];
    return token ? [{ ...placeOf(reader, token), certain }] : [];
  });
  const end = reader.tokens.at(-1)?.end ?? 0;
  const said = wordsOfDynamicSql(reader.tokens, textOf).map((name) => ({ name, start: end, end, certain: false }));
  return [...named, ...said];
}
