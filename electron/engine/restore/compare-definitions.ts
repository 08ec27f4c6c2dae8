import { isDeepStrictEqual } from 'node:util';
import type { SchemaObject } from '../../../shared/manifest.ts';
import type { NotRestored, NotRestoredWhy } from '../../../shared/restore-report.ts';
import { quoteTable } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { type Definers, rewriteDefiner } from '../schema/rewrite-definer.ts';
import { type Changed, counterAt, definitionWords } from './definition-words.ts';
import type { TargetState } from './preflight.ts';
import { type Definition, keysOf, readDefinitions } from './read-definitions.ts';
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
 * `logged`: of what a log brought, its schemas and their names, also of those that are gone again; counters are left out.
 */
export async function compareDefinitions(
  target: TargetState,
  objects: readonly ReadObject[],
  definers: Definers,
  named: readonly Pick<NotRestored, 'schema' | 'object'>[],
  logged?: ReadonlyMap<string, string>,
): Promise<ComparedDefinitions> {
  if (!printsAlike(target)) return { share: null, differing: [] };
  const { scope, session, info } = target;
  const key = keysOf(target);
  const { there, unread } = await readDefinitions(target, objects, key);
  const known = new Set(named.map(({ schema, object }) => quoteTable(schema, object)));
  const changed: Changed = {
    renames: new Map([...(logged ?? scope.schemas)].filter(([from, to]) => from !== to)),
    definers: definers.rule,
    folds: info.lowerCaseTableNames > 0,
    withoutCounters: logged !== undefined,
  };
  const differing: NotRestored[] = [];
  let proven = 0;
  for (const one of objects) {
    const { object } = one;
    const schema = scope.schemas.get(object.schema) ?? object.schema;
    const place = object.kind === 'database' ? schema : object.name;
    const statement = await rewriteDefiner(session, one.statement, object, definers);
    const at = key(object.kind, schema, place);
    const found = there.get(at);
    const why: NotRestoredWhy | undefined =
      !found && unread.has(at)
        ? { code: 'definition-unread' }
        : differenceOf({ object, statement, state: one.state }, found, changed);
    if (why === undefined) proven++;
    else if (!known.has(quoteTable(schema, place)))
      differing.push({ target: scope.target.name, schema, object: place, kind: object.kind, why });
  }
  return { share: { proven, total: objects.length }, differing };
}

function differenceOf(wanted: Definition, found: Definition | undefined, changed: Changed): NotRestoredWhy | undefined {
  if (!found) return { code: 'definition-missing' };
  const [one, other] = [definitionWords(wanted, changed), definitionWords(found, changed)];
  const at = one.findIndex((word, i) => word !== other[i]);
  const raised = wanted.object.kind === 'table' ? raisedCounter(one, other, at) : undefined;
  if (raised) return raised;
  if (at >= 0 || one.length !== other.length) return differs(one, other, at < 0 ? one.length : at);
  if (wanted.state && found.state && !wanted.state.equals(found.state))
    return { code: 'definition-differs', expected: wanted.state.toString('utf8'), found: found.state.toString('utf8') };
  // Early sets do not have them.
  const withParameters = wanted.object.parameterCollations !== undefined;
  const [settings, others] = [settingsOf(wanted.object, withParameters), settingsOf(found.object, withParameters)];
  return isDeepStrictEqual(settings, others)
    ? undefined
    : { code: 'definition-differs', expected: settings.join(' · '), found: others.join(' · ') };
}

/** Where the two differ by nothing but the counter's number, which is the higher one on the target. */
function raisedCounter(one: readonly string[], other: readonly string[], at: number): NotRestoredWhy | undefined {
  const [expected, found] = [one[at] ?? '', other[at] ?? ''];
  const isNumber = at >= 0 && at === counterAt(one) + 2 && at === counterAt(other) + 2;
  if (!isNumber || !isDeepStrictEqual(one.toSpliced(at, 1), other.toSpliced(at, 1))) return undefined;
  return BigInt(found) > BigInt(expected) ? { code: 'counter-raised', expected, found } : undefined;
}

/** As many words as are shown on both sides of the first that differs. */
const AROUND = 6;

function differs(one: readonly string[], other: readonly string[], at: number): NotRestoredWhy {
  const excerpt = (words: readonly string[]) => words.slice(Math.max(0, at - AROUND), at + AROUND).join(' ');
  return { code: 'definition-differs', expected: excerpt(one), found: excerpt(other) };
}

/** The settings that a program keeps and runs under. A view's are those of whoever printed it. */
function settingsOf({ kind, context, parameterCollations = [] }: SchemaObject, withParameters: boolean): string[] {
  if (!context || kind === 'view') return [];
  const { sqlMode, characterSetClient, collationConnection, databaseCollation, timeZone = '' } = context;
  const settings = [sqlMode, characterSetClient, collationConnection, databaseCollation, timeZone];
  return withParameters ? [...settings, ...parameterCollations] : settings;
}
