import { writtenState } from '../schema/event-head.ts';
import { areDotsJoined } from '../schema/joined-tokens.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';
import { qualifiersBehind } from './read-names.ts';
import type { Statement } from './read-statement.ts';
import { isIdentifier, type NamePlace, type TokenReader } from './token-reader.ts';

type ProgramStatement = Extract<Statement, { kind: 'program' }>;

/** Reads a statement about a view or something with a body, from its kind on. */
export function readProgram(reader: TokenReader, verb: ProgramStatement['verb']): Statement {
  let what = reader.peek()?.text.toUpperCase() ?? '';
  reader.at++;
  if (what === 'PACKAGE' && reader.take('BODY')) what = 'PACKAGE BODY';
  reader.skipIf();
  const name = reader.name();
  if (!name) return { kind: 'unknown' };
  const none = { what, verb, on: null, moved: null, qualifiers: [], bareTable: false, disable: null };
  if (verb === 'drop') {
    const names: NamePlace[] = [name];
    while (what === 'VIEW' && reader.mark(',')) {
      const next = reader.name();
      if (!next) return { kind: 'unknown' };
      names.push(next);
    }
    reader.take('RESTRICT', 'CASCADE');
    return reader.ended ? { kind: 'program', ...none, names } : { kind: 'unknown' };
  }
  if (reader.isNext('RETURNS') && reader.tokens.some((token) => isWord(token, 'SONAME'))) return { kind: 'server' };
  let on: NamePlace | null = null;
  if (what === 'TRIGGER') {
    while (!reader.ended && !reader.take('ON')) reader.at++;
    on = reader.name('table');
    if (!on) return { kind: 'unknown' };
  }
  const head = reader.at;
  const moved = what === 'EVENT' && verb === 'alter' ? renamedEvent(reader) : null;
  reader.at = head;
  if (what === 'EVENT' && !isEventHead(reader, verb)) return { kind: 'unknown' };
  const disable = what === 'EVENT' ? disableEdit(reader, verb) : null;
  reader.at = head;
  const qualifiers = qualifiersBehind(reader).filter(({ start }) => start !== moved?.start);
  const bareTable = what === 'VIEW' && namesBareTable(reader);
  return { kind: 'program', ...none, names: [name], on, moved, qualifiers, bareTable, disable };
}

/** Whether it can be told where the head of an event ends, and which word in it is the state. */
function isEventHead(reader: TokenReader, verb: ProgramStatement['verb']): boolean {
  const { at, end } = headOf(reader);
  const ends = verb === 'alter' || end < reader.tokens.length;
  return ends && areDotsJoined(reader.tokens.slice(at, end + 1));
}

/** Words of an event's head, in front of its body. */
function headOf(reader: TokenReader): { at: number; end: number } {
  let depth = 0;
  for (let at = reader.at; at < reader.tokens.length; at++) {
    if (isMark(reader.tokens[at], '(')) depth++;
    else if (isMark(reader.tokens[at], ')')) depth--;
    else if (depth === 0 && isWord(reader.tokens[at], 'DO') && !isNamed(reader.tokens[at - 1]))
      return { at: reader.at, end: at };
  }
  return { at: reader.at, end: reader.tokens.length };
}

/** Behind one of these comes a name, whatever it is called. */
function isNamed(before: Token | undefined): boolean {
  return isMark(before, '@') || isMark(before, '.');
}

/** ALTER EVENT … RENAME TO name */
function renamedEvent(reader: TokenReader): NamePlace | null {
  const { end } = headOf(reader);
  while (reader.at < end)
    if (reader.takeAll('RENAME', 'TO')) return reader.name('session', true);
    else reader.at++;
  return null;
}

/**
 * What makes an event that is created or altered one that does not run: ENABLE becomes DISABLE, and a new event that says
 * nothing is enabled. An altered one that says nothing stays as it was.
 */
function disableEdit(reader: TokenReader, verb: ProgramStatement['verb']): Edit | null {
  const { at, end } = headOf(reader);
  const head = reader.tokens.slice(at, end);
  const { from, to, enabled } = writtenState(head);
  const [first, last] = [head[from], head[to - 1]];
  if (from < to) return enabled && first && last ? { start: first.start, end: last.end, text: 'DISABLE' } : null;
  const before = verb === 'alter' ? undefined : reader.tokens[at + from]?.start;
  return before === undefined ? null : { start: before, end: before, text: 'DISABLE ' };
}

/** Behind one of these comes no further table of a FROM. */
const ENDS_FROM = ['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT', 'WINDOW', 'SELECT'];

/** Whether a view reads from a table without saying from which schema; FROM in a function counts as well. */
function namesBareTable(reader: TokenReader): boolean {
  const { tokens } = reader;
  const from: boolean[] = [];
  let inFrom = false;
  let expects = false;
  for (let at = reader.at; at < tokens.length; at++) {
    const token = tokens[at];
    if (isMark(token, '(')) {
      from.push(inFrom);
      inFrom = expects;
    } else if (isMark(token, ')')) {
      inFrom = from.pop() ?? false;
      expects = false;
    } else if (isWord(token, 'FROM', 'JOIN', 'STRAIGHT_JOIN') || (inFrom && isMark(token, ',')))
      inFrom = expects = true;
    else if (isWord(token, ...ENDS_FROM)) inFrom = expects = false;
    else if (expects && isIdentifier(token) && !isWord(token, 'LATERAL', 'JSON_TABLE', 'DUAL')) {
      if (!isMark(tokens[at + 1], '.')) return true;
      expects = false;
    } else if (isWord(token, 'NEXTVAL', 'LASTVAL') && !isMark(tokens[at + 3], '.')) return true;
    else if (isWord(token, 'FOR') && isWord(tokens[at - 1], 'VALUE') && !isMark(tokens[at + 2], '.')) return true;
  }
  return false;
}
