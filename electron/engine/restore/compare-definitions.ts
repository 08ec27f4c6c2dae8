import { isDeepStrictEqual } from 'node:util';
import type { SchemaObject } from '../../../shared/manifest.ts';
import type { NotRestored, NotRestoredWhy } from '../../../shared/restore-report.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { maskText } from '../schema/client-charset.ts';
import { showNullableCounter } from '../schema/counters.ts';
import { disableEvent } from '../schema/disable-event.ts';
import { withExactLiterals } from '../schema/exact-literals.ts';
import { readSchemaObjects } from '../schema/read-schema.ts';
import { type Definers, rewriteDefiner } from '../schema/rewrite-definer.ts';
import { stripTriggerSchema } from '../schema/strip-trigger-schema.ts';
import { isMark, nameOf, tokenizeSql } from '../schema/tokenize-sql.ts';
import type { TargetState } from './preflight.ts';
import type { ReadObject } from './read-objects.ts';

/** How many of a scope's definitions are on the target as the set has them; null where they cannot be compared. */
export interface ComparedDefinitions {
  readonly share: { readonly proven: number; readonly total: number } | null;
  readonly differing: readonly NotRestored[];
}

/** Servers of one flavour and series print a definition alike; others write the same one in other words. */
export function printsAlike({ scope, info }: Pick<TargetState, 'scope' | 'info'>): boolean {
  const series = (version: number) => Math.floor(version / 100);
  return (
    scope.source.flavour === info.flavour && series(parseVersion(scope.source.version)) === series(info.versionNumber)
  );
}

/**
 * Reads all definitions on the target by the code that read them on the source, and compares them, and the state of
 * sequences, with what the set has. What was changed on purpose is changed in both: names of schemas, definers, and that
 * events are disabled. `named`: objects that the report has already; they count as proven only where they are as in the set.
 */
export async function compareDefinitions(
  target: TargetState,
  objects: readonly ReadObject[],
  definers: Definers,
  named: readonly Pick<NotRestored, 'schema' | 'object'>[],
): Promise<ComparedDefinitions> {
  if (!printsAlike(target)) return { share: null, differing: [] };
  const { scope, session, info } = target;
  // Such a server keeps names in small letters; where that is so, letters of one case count as those of the other.
  const folds = info.lowerCaseTableNames > 0;
  const key = (kind: string, of: string, name: string) => keyOf(kind, of, name, folds);
  const there = await readThere(target, objects, key);
  const known = new Set(named.map(({ schema, object }) => quoteTable(schema, object)));
  const changed: Changed = {
    renames: new Map([...scope.schemas].filter(([from, to]) => from !== to)),
    definers: definers.rule,
    folds,
  };
  const differing: NotRestored[] = [];
  let proven = 0;
  for (const one of objects) {
    const { object } = one;
    const schema = scope.schemas.get(object.schema) ?? object.schema;
    const place = object.kind === 'database' ? schema : object.name;
    const statement = await rewriteDefiner(session, one.statement, object, definers);
    const why = differenceOf(
      { object, statement, state: one.state },
      there.get(key(object.kind, schema, place)),
      changed,
    );
    if (why === undefined) proven++;
    else if (!known.has(quoteTable(schema, place)))
      differing.push({ target: scope.target.name, schema, object: place, kind: object.kind, why });
  }
  return { share: { proven, total: objects.length }, differing };
}

interface Definition {
  readonly object: SchemaObject;
  readonly statement: Buffer;
  readonly state: Buffer | undefined;
}

async function readThere(
  { scope, session, info }: TargetState,
  objects: readonly ReadObject[],
  key: (kind: string, schema: string, name: string) => string,
): Promise<ReadonlyMap<string, Definition>> {
  const there = new Map<string, Definition>();
  for (const [source, schema] of scope.schemas) {
    const tables = objects.flatMap(({ object: { kind, schema: of, name } }) =>
      kind === 'table' && of === source ? [info.lowerCaseTableNames === 1 ? name.toLowerCase() : name] : [],
    );
    const { files } = await readSchemaObjects(session, schema, { tables });
    for (const { object, sql } of files) {
      const part = ({ offset, length }: { offset: number; length: number }) => sql.subarray(offset, offset + length);
      const printed = part(object.statement);
      // As the set's were written: literals that servers print otherwise are asked for.
      const statement =
        object.kind === 'table'
          ? (await withExactLiterals(session, { schema, name: object.name }, showNullableCounter(printed))).statement
          : printed;
      there.set(key(object.kind, schema, object.name), {
        object,
        statement,
        state: object.state && part(object.state),
      });
    }
  }
  return there;
}

function keyOf(kind: string, schema: string, name: string, folds: boolean): string {
  const key = JSON.stringify([kind, schema, name]);
  return folds ? key.toLowerCase() : key;
}

function differenceOf(wanted: Definition, found: Definition | undefined, changed: Changed): NotRestoredWhy | undefined {
  if (!found) return { code: 'definition-missing' };
  const [one, other] = [wordsOf(wanted, changed), wordsOf(found, changed)];
  const at = one.findIndex((word, i) => word !== other[i]);
  if (at >= 0 || one.length !== other.length) return differs(one, other, at < 0 ? one.length : at);
  if (wanted.state && found.state && !wanted.state.equals(found.state))
    return { code: 'definition-differs', expected: wanted.state.toString('utf8'), found: found.state.toString('utf8') };
  const [settings, others] = [settingsOf(wanted.object), settingsOf(found.object)];
  return isDeepStrictEqual(settings, others)
    ? undefined
    : { code: 'definition-differs', expected: settings.join(' · '), found: others.join(' · ') };
}

/** As many words as are shown on both sides of the first that differs. */
const AROUND = 6;

function differs(one: readonly string[], other: readonly string[], at: number): NotRestoredWhy {
  const excerpt = (words: readonly string[]) => words.slice(Math.max(0, at - AROUND), at + AROUND).join(' ');
  return { code: 'definition-differs', expected: excerpt(one), found: excerpt(other) };
}

/** The settings that a program keeps and runs under. A view's are those of whoever printed it. */
function settingsOf({ kind, context }: SchemaObject): string[] {
  if (!context || kind === 'view') return [];
  const { sqlMode, characterSetClient, collationConnection, databaseCollation, timeZone = '' } = context;
  return [sqlMode, characterSetClient, collationConnection, databaseCollation, timeZone];
}

/**
 * A statement's words without what was changed on purpose: names of schemas are the target's on both sides (what a body
 * names is the same text there, renamed or not), and with `strip` nobody is asked who the definer is.
 */
function wordsOf({ object, statement }: Definition, changed: Changed): readonly string[] {
  const { kind, context } = object;
  const charset = context?.characterSetClient ?? 'utf8mb4';
  const mode = context?.sqlMode ?? '';
  let sql = kind === 'table' ? showNullableCounter(statement) : statement;
  if (kind === 'event') sql = disableEvent(sql, charset, mode);
  if (kind === 'trigger' && changed.renames.size > 0) sql = stripTriggerSchema(sql, charset, mode);
  const tokens = tokenizeSql(maskText(sql, charset), { ansiQuotes: mode.split(',').includes('ANSI_QUOTES') });
  const own = quoteName(changed.renames.get(object.schema) ?? object.schema);
  const words = tokens.map((token, at) => {
    const text = sql.toString('utf8', token.start, token.end);
    const qualifies = isMark(tokens[at + 1], '.') || kind === 'database';
    if (!qualifies || (token.kind !== 'name' && token.kind !== 'word')) return text;
    const name = nameOf({ ...token, text });
    const renamed = changed.renames.get(name);
    // Bodies stand as somebody wrote them, often without quotes; a name that is written anew has them.
    return renamed === undefined && token.kind === 'word' ? text : quoteName(renamed ?? name);
  });
  // Whether a view's columns stand with its own schema depends on who prints it.
  const said = kind === 'view' ? words.filter((word, at) => !qualifiesWith(own, words, at, word)) : words;
  const bare = changed.definers === 'strip' ? withoutDefiner(said) : said;
  return changed.folds ? bare.map((word) => word.toLowerCase()) : bare;
}

/** True for a schema's name in front of a dot, and for that dot. */
function qualifiesWith(schema: string, words: readonly string[], at: number, word: string): boolean {
  return (word === schema && words[at + 1] === '.') || (word === '.' && words[at - 1] === schema);
}

/** Without `DEFINER = user @ host` and `SQL SECURITY …`. */
function withoutDefiner(words: readonly string[]): string[] {
  const definer = words.findIndex((word, at) => word === 'DEFINER' && words[at + 1] === '=');
  const end = definer + (words[definer + 3] === '@' ? 5 : 3);
  const bare = definer < 0 ? [...words] : [...words.slice(0, definer), ...words.slice(end)];
  const security = bare.findIndex((word, at) => word === 'SQL' && bare[at + 1] === 'SECURITY');
  return security < 0 ? bare : [...bare.slice(0, security), ...bare.slice(security + 3)];
}

/** What a restore changes in definitions on purpose. */
interface Changed {
  readonly renames: ReadonlyMap<string, string>;
  readonly definers: Definers['rule'];
  /** The target keeps names in small letters. */
  readonly folds: boolean;
}
