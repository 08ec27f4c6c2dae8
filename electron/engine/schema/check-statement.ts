import { assertNever } from '../../../shared/failure.ts';
import type { ObjectContext, SchemaObject } from '../../../shared/manifest.ts';
import type { StatementFault } from '../../../shared/set-facts.ts';
import type { Session } from '../mysql/connect.ts';
import { isMark, isWord } from '../sql/tokenize-sql.ts';
import { checkDatabase, checkSequence, checkState, checkTable } from './check-structure.ts';
import { encodeText, maskText } from './client-charset.ts';
import { kindPlace, namesDefiner } from './create-head.ts';
import { readEventHead } from './event-head.ts';
import { hiddenCode } from './hidden-code.ts';
import { hidesWord } from './joined-tokens.ts';
import { definerOf } from './rewrite-definer.ts';
import type { SchemaFile } from './schema-file.ts';
import { type Reading, type StatementReader, sameName } from './statement-reader.ts';
import { tokensUnder } from './tokens-under.ts';

type Checked = Pick<SchemaObject, 'kind' | 'schema' | 'name' | 'table' | 'context' | 'definer'>;

/** What a look at a statement found. */
export interface Look {
  /** Why it is not what the set says it is, and must not be run. */
  readonly fault: StatementFault | undefined;
  /** What of it reaches outside of the server's own schemas: it is stored, and restored where the user says so. */
  readonly outside: readonly StatementFault[];
}

/**
 * Whether a stored statement is what the set says it is, and nothing else: one CREATE of this kind and this name. Sets are
 * not signed and servers may lie, and a restore runs these bytes with all its rights; so what is not understood is refused.
 * Bodies of programs are not looked into: creating them does not run them. `session` encodes names that are not ASCII.
 */
export async function lookAtStatement(session: Session, statement: Buffer, object: Checked): Promise<Look> {
  const names = await namesOf(session, object, object.schema);
  if (!names) return { fault: 'other-statement', outside: [] };
  const { fault, outside } = lookAt(statement, object, names, true);
  return { fault: fault ?? definerFault(statement, object), outside };
}

/**
 * The same of a statement as it is about to be sent, changed for its target: an edit must not have made another one of it.
 * `outside`: what of it may lead out, since it was looked at and named.
 */
export async function sentFault(
  session: Session,
  statement: Buffer,
  object: Checked,
  targetSchema: string,
  outside: readonly StatementFault[],
): Promise<StatementFault | undefined> {
  const names = await namesOf(session, object, targetSchema);
  if (!names) return 'other-statement';
  const look = lookAt(statement, object, names, false);
  return look.fault ?? look.outside.find((fault) => !outside.includes(fault));
}

/** The same of one definition of a table that is added to it later; it is bytes of the table's own. */
export function partFault(definition: Buffer): StatementFault | undefined {
  const table: Checked = { kind: 'table', schema: '', name: 'x' };
  const statement = Buffer.concat([Buffer.from('CREATE TABLE x ('), definition, Buffer.from(') ENGINE=InnoDB')]);
  const { fault, outside } = lookAt(statement, table, { name: [Buffer.from('x')], schema: [], table: [] }, false);
  return fault ?? outside[0];
}

/** The names that it may have as its client writes them; undefined where the charset is none. */
async function namesOf(session: Session, object: Checked, schema: string): Promise<NameForms | undefined> {
  const charset = contextOf(object)?.characterSetClient ?? 'utf8mb4';
  if (!/^\w+$/.test(charset)) return undefined;
  const encoded = async (name: string): Promise<Buffer[]> => {
    const inCharset = await encodeText(session, name, charset).catch(() => undefined);
    return inCharset ? [inCharset] : [];
  };
  return {
    name: [Buffer.from(object.name), ...(await encoded(object.name))],
    // As the server will read it and no other way, or the statement is about what somebody else has.
    schema: await encoded(schema),
    table: await encoded(object.table ?? ''),
  };
}

/** Whether it runs as another account than the one that is shown before; sets of before may say none. */
function definerFault(statement: Buffer, object: Checked): StatementFault | undefined {
  const context = contextOf(object);
  const { definer } = object;
  if (!context || object.kind === 'library') return undefined;
  const said = definerOf(statement, context.characterSetClient, context.sqlMode);
  return said === undefined || said !== (definer ?? said) ? 'other-definer' : undefined;
}

/** The same of an entry that is about to be stored. */
export async function fileFault(session: Session, { object, sql }: SchemaFile): Promise<StatementFault | undefined> {
  const { statement, state } = object;
  const bytes = ({ offset, length }: { offset: number; length: number }) => sql.subarray(offset, offset + length);
  // What reaches outside is the source's own; a restore asks before it does the same.
  const { fault } = await lookAtStatement(session, bytes(statement), object);
  return fault ?? (state && stateFault(bytes(state), object));
}

/** A name in the ways that a statement may write it. */
export type NameForms = Readonly<Record<'name' | 'schema' | 'table', readonly Buffer[]>>;

/** The first that a look finds, with the names already in the statement's charset. */
export function faultOf(statement: Buffer, object: Checked, names: NameForms): StatementFault | undefined {
  const { fault, outside } = lookAt(statement, object, names, true);
  return fault ?? outside[0];
}

/** `saysWho`: a head has to say as whom the object runs; of what is sent there may be nothing any more. */
function lookAt(statement: Buffer, object: Checked, names: NameForms, saysWho: boolean): Look {
  const outside = new Set<StatementFault>();
  const fault = formFault(statement, object, names, { saysWho, outside });
  // What a table says more exactly of where it leads counts before its engine.
  return { fault, outside: [...outside].sort((a, b) => Number(a === 'engine') - Number(b === 'engine')) };
}

function formFault(
  statement: Buffer,
  object: Checked,
  names: NameForms,
  { saysWho, outside }: { readonly saysWho: boolean; readonly outside: Set<StatementFault> },
): StatementFault | undefined {
  const reading = readStatement(statement, contextOf(object));
  if (!reading) return 'hidden-code';
  if (contextOf(object) === undefined && hidesWord(reading.tokens)) return 'other-statement';
  const is =
    (which: keyof NameForms): StatementReader['isName'] =>
    (token) =>
      sameName(reading, token, names[which], object.kind !== 'table' && object.kind !== 'sequence');
  const reader: StatementReader = { ...reading, isName: is('name'), isSchema: is('schema'), isTable: is('table') };
  switch (object.kind) {
    case 'database':
      return checkDatabase(reader);
    case 'table':
      return checkTable(reader, outside);
    case 'sequence':
      return checkSequence(reader);
    case 'view':
      return checkView(reader) ?? (saysWho ? unlessDefiner(reading, 'VIEW') : undefined);
    case 'library':
      return checkProgram(reader, object.kind);
    case 'function':
    case 'procedure':
    case 'package':
    case 'package-body':
    case 'trigger':
    case 'event': {
      const word = object.kind === 'package-body' ? 'PACKAGE' : object.kind.toUpperCase();
      return checkProgram(reader, object.kind) ?? (saysWho ? unlessDefiner(reading, word) : undefined);
    }
    default:
      return assertNever(object.kind);
  }
}

/** A fault where the head does not say as whom it runs; libraries run as nobody. */
function unlessDefiner({ tokens }: Reading, kind: string): StatementFault | undefined {
  return namesDefiner(tokens.slice(0, kindPlace(tokens, kind))) ? undefined : 'other-statement';
}

/** Under which settings it will run: structure runs under the session's own (create-objects.ts), whatever a set says. */
function contextOf({ kind, context }: Checked): ObjectContext | undefined {
  return kind === 'database' || kind === 'table' || kind === 'sequence' ? undefined : context;
}

/** What sets the state of a sequence: one row of numbers for it. */
export function stateFault(state: Buffer, object: Checked): StatementFault | undefined {
  const reading = readStatement(state, undefined);
  if (!reading || reading.code.length > 0) return 'hidden-code';
  const names = [Buffer.from(object.name)];
  return checkState({ ...reading, isName: (token) => sameName(reading, token, names, false) });
}

function readStatement(statement: Buffer, context: ObjectContext | undefined): Reading | undefined {
  const charset = context?.characterSetClient ?? 'utf8mb4';
  const tokens = tokensUnder(statement, charset, context?.sqlMode ?? '');
  const code = hiddenCode(maskText(statement, charset), tokens);
  return code && { bytes: statement, tokens, code };
}

/** The place of the kind's word in the head of a statement that is one for every server; -1 for anything else. */
function headEnd({ tokens, code }: Reading, kind: string): number {
  const at = kindPlace(tokens, kind);
  // Nothing of what decides which statement it is may be there for some servers only.
  return code.some(({ from }) => from <= at + 1) ? -1 : at;
}

function checkView(reader: StatementReader): StatementFault | undefined {
  const head = headEnd(reader, 'VIEW');
  const { tokens, code } = reader;
  // MySQL prints the schema of a materialized view, and of no other.
  const materialized = tokens.slice(0, Math.max(0, head)).some((token) => isWord(token, 'MATERIALIZED'));
  const qualified = materialized && isMark(tokens[head + 2], '.') && reader.isSchema(tokens[head + 1]);
  const at = qualified ? head + 3 : head + 1;
  if (head < 0 || !reader.isName(tokens[at]) || isMark(tokens[at + 1], '.')) return 'other-statement';
  if (code.length > 0) return 'hidden-code';
  return tokens.some((token) => isMark(token, ';')) ? 'other-statement' : undefined;
}

function checkProgram(
  reader: StatementReader,
  kind: 'library' | 'function' | 'procedure' | 'package' | 'package-body' | 'trigger' | 'event',
): StatementFault | undefined {
  const { tokens, code } = reader;
  const [word, body] = kind === 'package-body' ? ['PACKAGE', 1] : [kind.toUpperCase(), 0];
  const head = headEnd(reader, word);
  if (head < 0 || (body === 1) !== isWord(tokens[head + 1], 'BODY')) return 'other-statement';
  let at = head + 1 + body;
  if (isWord(tokens[at], 'IF') && isWord(tokens[at + 1], 'NOT') && isWord(tokens[at + 2], 'EXISTS')) at += 3;
  // MariaDB prints triggers as they were written, with the schema or without.
  if (kind === 'trigger' && isMark(tokens[at + 1], '.')) {
    if (!reader.isSchema(tokens[at])) return 'other-statement';
    at += 2;
  }
  if (!reader.isName(tokens[at]) || isMark(tokens[at + 1], '.')) return 'other-statement';
  const from = at + 1;
  const hidden = (to: number) => code.some((one) => one.from <= to);
  if (kind === 'trigger') {
    const on = tokens.findIndex((token, i) => i > from && isWord(token, 'ON'));
    const table = isMark(tokens[on + 2], '.') ? on + 3 : on + 1;
    if (on < 0 || hidden(table + 1)) return 'hidden-code';
    if (table === on + 3 && !reader.isSchema(tokens[on + 1])) return 'other-statement';
    return reader.isTable(tokens[table]) ? undefined : 'other-statement';
  }
  if (kind === 'event') {
    const event = readEventHead(tokens, from);
    if (!event) return 'other-statement';
    return hidden(event.body) ? 'hidden-code' : undefined;
  }
  // CREATE FUNCTION name RETURNS type SONAME 'library' loads code into the server.
  if (kind === 'function' && !isMark(tokens[from], '(')) {
    if (hidden(from + 4)) return 'hidden-code';
    if (tokens.slice(from, from + 5).some((token) => isWord(token, 'SONAME'))) return 'library';
  }
  return hidden(from) ? 'hidden-code' : undefined;
}
