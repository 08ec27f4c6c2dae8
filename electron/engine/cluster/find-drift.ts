import type { Difference, DriftPart } from '../../../shared/drift.ts';
import { readDefinition, readPartKey, type TableDefinition } from './table-definition.ts';

/** A table of a family with its text from SHOW CREATE TABLE. */
export interface DriftMember {
  readonly shard: string;
  readonly schema: string;
  readonly table: string;
  readonly createSql: string;
}

/** Where a table is. */
export type MemberName = Pick<DriftMember, 'shard' | 'schema' | 'table'>;

/** Siblings that should be alike and are not. */
export interface Drift {
  /** Tables with the definition that most have. */
  readonly majority: readonly MemberName[];
  /** The others, grouped by definition, the largest group first. */
  readonly odd: readonly OddMembers[];
}

export interface OddMembers {
  readonly members: readonly MemberName[];
  /** From the majority. */
  readonly differences: readonly Difference[];
}

/** Compares the definitions of siblings; null when all are alike. Of two equally large groups the first is the majority. */
export function findDrift(members: readonly DriftMember[]): Drift | null {
  if (areVerbatim(members)) return null;
  const groups = new Map<string, { definition: TableDefinition; members: MemberName[] }>();
  for (const { shard, schema, table, createSql } of members) {
    const definition = readDefinition(createSql, schema, table);
    const key = JSON.stringify([
      ...definition.columns,
      null,
      ...sorted(definition.keys),
      null,
      ...sorted(definition.options),
    ]);
    const group = groups.get(key) ?? { definition, members: [] };
    group.members.push({ shard, schema, table });
    groups.set(key, group);
  }
  const [majority, ...odd] = [...groups.values()].sort((a, b) => b.members.length - a.members.length);
  if (!majority || odd.length === 0) return null;
  return {
    majority: majority.members,
    odd: odd.map((group) => ({ members: group.members, differences: compare(group.definition, majority.definition) })),
  };
}

/**
 * Alike but for the name in the first line and the counter: no need to take the texts apart, and the usual case. What a
 * foreign key refers to is compared by number (`order_3` → `customer_3`), so the same text may mean another table there.
 */
function areVerbatim(members: readonly DriftMember[]): boolean {
  if (members.some(({ createSql }) => createSql.includes(' REFERENCES '))) return false;
  const [first, ...others] = members.map(({ createSql }) => withoutNameAndCounter(createSql));
  return others.every((text) => text === first);
}

/** The counter stands before every option that may hold a quoted text. */
function withoutNameAndCounter(createSql: string): string {
  const body = createSql.slice(createSql.indexOf('\n'));
  const end = body.lastIndexOf('\n)');
  if (end < 0) return createSql;
  const options = body.slice(end);
  const quote = options.indexOf("'");
  const plain = quote < 0 ? options : options.slice(0, quote);
  return body.slice(0, end) + plain.replace(/ AUTO_INCREMENT=\d+/, '') + options.slice(plain.length);
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function compare(odd: TableDefinition, usual: TableDefinition): Difference[] {
  return [
    ...compareMaps(odd.columns, usual.columns, (name) => ({ part: 'column', name })),
    ...compareOrder(odd.columns, usual.columns),
    ...compareMaps(odd.keys, usual.keys, readPartKey),
    ...compareMaps(odd.options, usual.options, (name) =>
      name === 'partitions' ? { part: 'partitions', name: '' } : { part: 'option', name },
    ),
  ];
}

function compareMaps(
  odd: ReadonlyMap<string, string>,
  usual: ReadonlyMap<string, string>,
  partOf: (key: string) => { readonly part: DriftPart; readonly name: string },
): Difference[] {
  const keys = [...new Set([...usual.keys(), ...odd.keys()])];
  return keys.flatMap((key): Difference[] => {
    const [own, others] = [odd.get(key), usual.get(key)];
    if (own === others) return [];
    if (own === undefined) return [{ code: 'missing', ...partOf(key) }];
    if (others === undefined) return [{ code: 'extra', ...partOf(key), own }];
    return [{ code: 'other', ...partOf(key), own, usual: others }];
  });
}

/** Rows are stored and copied by name, but `INSERT … VALUES` without names depends on the order. */
function compareOrder(odd: ReadonlyMap<string, string>, usual: ReadonlyMap<string, string>): Difference[] {
  const own = [...odd.keys()].filter((name) => usual.has(name));
  const others = [...usual.keys()].filter((name) => odd.has(name));
  return own.join('\0') === others.join('\0') ? [] : [{ code: 'order', columns: own }];
}
