import { readDefinition, type TableDefinition } from './table-definition.ts';

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
  /** One plain sentence part per difference from the majority, such as `column "note" is missing`. */
  readonly differences: readonly string[];
}

/** Compares the definitions of siblings; null when all are alike. Of two equally large groups the first is the majority. */
export function findDrift(members: readonly DriftMember[]): Drift | null {
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

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

function compare(odd: TableDefinition, usual: TableDefinition): string[] {
  return [
    ...compareMaps(odd.columns, usual.columns, (name) => `column "${name}"`),
    ...compareOrder(odd.columns, usual.columns),
    ...compareMaps(odd.keys, usual.keys, (name) => name),
    ...compareMaps(odd.options, usual.options, (name) => (name === 'partitions' ? 'the partition clause' : name)),
  ];
}

function compareMaps(
  odd: ReadonlyMap<string, string>,
  usual: ReadonlyMap<string, string>,
  label: (name: string) => string,
): string[] {
  const names = [...new Set([...usual.keys(), ...odd.keys()])];
  return names.flatMap((name) => {
    const [own, others] = [odd.get(name), usual.get(name)];
    if (own === others) return [];
    if (own === undefined) return [`${label(name)} is missing`];
    if (others === undefined) return [`${label(name)} exists only here: ${own}`];
    return [`${label(name)} is ${own}, elsewhere ${others}`];
  });
}

/** Rows are stored and copied by name, but `INSERT … VALUES` without names depends on the order. */
function compareOrder(odd: ReadonlyMap<string, string>, usual: ReadonlyMap<string, string>): string[] {
  const own = [...odd.keys()].filter((name) => usual.has(name));
  const others = [...usual.keys()].filter((name) => odd.has(name));
  return own.join('\0') === others.join('\0') ? [] : [`columns are in another order: ${own.join(', ')}`];
}
