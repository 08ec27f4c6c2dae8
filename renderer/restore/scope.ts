import type { RestoreRequest, SetDetails } from '../../shared/contract.ts';

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

/** The choice as a request says it: patterns per shard, null for a whole one; undefined for everything. */
export type Patterns = RestoreRequest['scope'];

/** Puts a choice into patterns. A whole shard or schema brings what is in it beside tables. */
export function patternsOf(scope: Scope, outline: OutlineNode): Patterns {
  if (scope.includes('')) return undefined;
  const chosen = new Set(scope);
  const shards = outline.children.flatMap((shard): [string, string[] | null][] => {
    if (chosen.has(shard.key)) return [[shard.name, null]];
    const patterns = shard.children.flatMap((schema) => {
      const tables = chosenTables(scope, schema);
      if (tables.length === schema.tables && tables.length > 0) return [`${schema.name}.*`];
      return tables.map((table) => `${schema.name}.${table.name}`);
    });
    return patterns.length === 0 ? [] : [[shard.name, patterns]];
  });
  return Object.fromEntries(shards);
}
