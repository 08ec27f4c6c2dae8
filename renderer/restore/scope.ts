import type { SetDetails } from '../../shared/contract.ts';

/**
 * What of a set is chosen, as the smallest cover: a node stands for everything below it. A path has up to three parts
 * (shard, schema, table); the empty path is the whole set. Kept as text, so that it survives a reload as it is.
 */
export type Scope = readonly string[];

export const EVERYTHING: Scope = [''];
export const NOTHING: Scope = [];

/** How much of a node is chosen. */
export type Cover = 'all' | 'some' | 'none';

/** A set as the tree shows it. */
export interface OutlineNode {
  readonly key: string;
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Tables below; 1 for a table. */
  readonly tables: number;
  readonly children: readonly OutlineNode[];
}

const SEPARATOR = '\u0001';

/** Key of a node from its path; no server allows the separator in a name that was not meant to break things. */
export function keyOf(path: readonly string[]): string {
  return path.join(SEPARATOR);
}

/** Path of a key: shard, schema, table as far as it goes. */
export function pathOf(key: string): readonly string[] {
  return key === '' ? [] : key.split(SEPARATOR);
}

/** Turns what a set holds into a tree: set → shards → schemas → tables, with sums on every level. */
export function outlineOf(details: SetDetails): OutlineNode {
  const shards = details.shards.map((shard) => {
    const schemas = [...Map.groupBy(shard.tables, (table) => table.schema)].map(([schema, tables]) =>
      sum(
        keyOf([shard.name, schema]),
        schema,
        tables.map(({ name, rows, bytes }) => ({
          key: keyOf([shard.name, schema, name]),
          name,
          rows,
          bytes,
          tables: 1,
          children: [],
        })),
      ),
    );
    return sum(shard.name, shard.name, schemas);
  });
  return sum('', details.summary.cluster, shards);
}

function sum(key: string, name: string, children: readonly OutlineNode[]): OutlineNode {
  const total = (of: (node: OutlineNode) => number) => children.reduce((all, child) => all + of(child), 0);
  return {
    key,
    name,
    rows: total((n) => n.rows),
    bytes: total((n) => n.bytes),
    tables: total((n) => n.tables),
    children,
  };
}

/** How much of the node `key` is chosen. */
export function coverOf(scope: ReadonlySet<string>, key: string): Cover {
  if (ancestors(key).some((one) => scope.has(one))) return 'all';
  const below = key === '' ? '' : key + SEPARATOR;
  for (const chosen of scope) if (chosen.startsWith(below)) return 'some';
  return 'none';
}

/** The key itself and all above it, down from the whole set. */
function ancestors(key: string): string[] {
  const path = pathOf(key);
  return [...Array(path.length + 1).keys()].map((length) => keyOf(path.slice(0, length)));
}

/** Chooses nodes that are not all chosen, and leaves them out when they are. */
export function toggle(scope: Scope, keys: readonly string[], outline: OutlineNode): Scope {
  const chosen = new Set(chosenTables(scope, outline).map((table) => table.key));
  const concerned = chosenTables(keys, outline).map((table) => table.key);
  if (concerned.every((key) => chosen.has(key))) for (const key of concerned) chosen.delete(key);
  else for (const key of concerned) chosen.add(key);
  return smallestCover(chosen, outline);
}

/** The fewest nodes that stand for exactly these tables. */
function smallestCover(tables: ReadonlySet<string>, outline: OutlineNode): Scope {
  const cover = (node: OutlineNode): { all: boolean; keys: string[] } => {
    if (node.children.length === 0) {
      const all = tables.has(node.key);
      return { all, keys: all ? [node.key] : [] };
    }
    // A schema or shard without tables has nothing that could be left out.
    const parts = node.children.filter((child) => child.tables > 0).map(cover);
    const all = parts.every((part) => part.all);
    return { all, keys: all ? [node.key] : parts.flatMap((part) => part.keys) };
  };
  return tables.size === 0 ? NOTHING : cover(outline).keys;
}

/** All tables that are chosen, in the set's order. */
export function chosenTables(scope: Scope, outline: OutlineNode): OutlineNode[] {
  const chosen = new Set(scope);
  const found: OutlineNode[] = [];
  const collect = (node: OutlineNode, covered: boolean) => {
    const all = covered || chosen.has(node.key);
    if (node.children.length > 0) for (const child of node.children) collect(child, all);
    else if (all && node.tables > 0) found.push(node);
  };
  collect(outline, false);
  return found;
}

/** Rows and bytes of what is chosen. */
export function chosenTotals(tables: readonly OutlineNode[]): { tables: number; rows: number; bytes: number } {
  return {
    tables: tables.length,
    rows: tables.reduce((all, table) => all + table.rows, 0),
    bytes: tables.reduce((all, table) => all + table.bytes, 0),
  };
}

/** What of the choice a request can say. */
export interface Patterns {
  /** `schema.table` of the set; undefined for everything. */
  readonly only: string[] | undefined;
  /** Shards whose tables would come along, because they have the same names as chosen ones. */
  readonly alongside: readonly string[];
}

/**
 * The patterns of a request for this choice. A pattern names schema and table and holds on every shard, so tables of
 * other shards with the same names cannot be left out; `alongside` names those shards.
 */
export function patternsOf(scope: Scope, outline: OutlineNode): Patterns {
  if (scope.includes('')) return { only: undefined, alongside: [] };
  const chosen = new Set(chosenTables(scope, outline).map((table) => table.key));
  const names = new Set([...chosen].map((key) => keyOf(pathOf(key).slice(1))));
  const alongside = new Set<string>();
  /** Schemas of which a table that is not chosen must stay out. */
  const partial = new Set<string>();
  for (const shard of outline.children)
    for (const schema of shard.children)
      for (const { key, name } of schema.children) {
        if (chosen.has(key)) continue;
        if (names.has(keyOf([schema.name, name]))) alongside.add(shard.name);
        else partial.add(schema.name);
      }
  const only = new Set<string>();
  for (const name of names) {
    const [schema = '', table = ''] = pathOf(name);
    only.add(partial.has(schema) ? `${schema}.${table}` : `${schema}.*`);
  }
  return { only: [...only], alongside: [...alongside] };
}
