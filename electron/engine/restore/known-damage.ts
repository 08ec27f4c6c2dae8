import type { NoteFinding, StopFinding } from '../../../shared/restore-report.ts';
import { type KnownHarm, knownHarm } from '../../../shared/set-standing.ts';
import { listSets, type ReadableSet, readSet } from '../archive/set-folder.ts';
import { readChain } from '../chain/read-chain.ts';
import { readChecks } from '../verify/set-checks.ts';
import type { ShardScope } from './select-scope.ts';

/** What was found damaged in the sets of a chain, and not refuted since, of the full one first; null where nothing was. */
async function harmIn(chain: readonly ReadableSet[]): Promise<KnownHarm | null> {
  const looks = await Promise.all(chain.map(async ({ id, folder }) => ({ id, checks: await readChecks(folder) })));
  return knownHarm(looks);
}

/**
 * The newest set of a cluster that nothing is known against, with all that it builds on and a note for each newer one that
 * is passed over; `newest` itself where there is none.
 */
export async function passDamaged(
  destination: string,
  newest: ReadableSet,
): Promise<{ readonly chain: readonly ReadableSet[]; readonly notes: readonly NoteFinding[] }> {
  const chain = await readChain(destination, newest);
  const harm = await harmIn(chain);
  if (harm === null) return { chain, notes: [] };
  const passed = [{ id: newest.id, harm }];
  const older = (await listSets(destination)).filter(({ cluster, id }) => cluster === newest.cluster && id < newest.id);
  for (const place of older.toReversed()) {
    const set = await readSet(place);
    const found = set.state === 'readable' ? await readChain(destination, set).catch(() => undefined) : undefined;
    if (found === undefined) continue;
    const known = await harmIn(found);
    if (known === null)
      return {
        chain: found,
        notes: passed.map((one) => ({
          ...NOTE,
          code: 'passed-damaged',
          set: set.id,
          newer: one.id,
          ...said(one.harm),
        })),
      };
    passed.push({ id: set.id, harm: known });
  }
  return { chain, notes: [] };
}

/**
 * What is known against the set that is restored. Where tables of this restore would be replaced by what is damaged, it
 * does not begin: reading the set would end it in any case, only later.
 */
export async function knownDamage(
  chain: readonly ReadableSet[],
  scopes: readonly ShardScope[],
  { replace }: { readonly replace: boolean },
): Promise<(NoteFinding | StopFinding)[]> {
  const harm = await harmIn(chain);
  if (harm === null) return [];
  const set = chain.at(-1)?.id ?? harm.set;
  const stops = replace && harm.set === chain[0]?.id && isConcerned(harm, scopes);
  const finding = { target: '', code: 'known-damaged', set, ...said(harm) } as const;
  return [stops ? { severity: 'stop', ...finding } : { severity: 'note', ...finding }];
}

const NOTE = { severity: 'note', target: '' } as const;

/** As many tables as a sentence bears. */
const NAMED = 5;

function said({ at, set, tables, count }: KnownHarm) {
  return { at, harmed: set, tables: tables.slice(0, NAMED), count };
}

/** Tables beyond those that are known by name may be any. */
function isConcerned({ tables, count }: KnownHarm, scopes: readonly ShardScope[]): boolean {
  if (count === 0 || count > tables.length) return true;
  const chosen = new Set(
    scopes.flatMap(({ source, tables: own }) => own.map(({ schema, name }) => `${source.name}: ${schema}.${name}`)),
  );
  return tables.some((table) => chosen.has(table));
}
