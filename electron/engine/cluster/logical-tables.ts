/** One physical table of one shard. */
export interface TableMember {
  readonly shard: string;
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
}

/** One table spread over shards and suffixes. */
export interface LogicalTable {
  /** The common name without suffix: `order` for `order_0 … order_15`. */
  readonly family: string;
  /** First and last member's table, as a reader would write it: `order_0 … order_15`, or the one name all have. */
  readonly label: string;
  /** Schema, or the common part of the schemas' names (`shop_*`); empty where they have nothing in common. */
  readonly schema: string;
  /** In the order in which the shards were given. */
  readonly shards: readonly string[];
  /** By shard, schema, and table in counting order. */
  readonly members: readonly TableMember[];
  readonly rows: number;
  readonly bytes: number;
}

/** A name taken apart: what siblings share, and the shape of what they differ by. */
interface FamilyName {
  readonly base: string;
  /** Empty for a name without a numeric suffix; else `_#`, `#`, `_#_#`, so that `order_1` and `order1` stay apart. */
  readonly shape: string;
}

/**
 * Finds the logical tables: names that differ by a numeric suffix only (`order_0`, `order_007`, `order15`, `log_2024_01`) and
 * occur at least twice, and names that occur on several shards. Tables of their own are left out.
 * Schemas do not separate siblings (`shop_0.order`, `shop_1.order`), unless one shard has the same family in schemas that
 * are not siblings themselves (`crm.user`, `shop.user`).
 */
export function groupLogicalTables(tables: readonly TableMember[]): LogicalTable[] {
  const groups = Map.groupBy(tables, ({ table }) => groupKey(splitSuffix(table)));
  return [...groups.values()]
    .flatMap(bySchemaFamily)
    .filter(isSpread)
    .map(describe)
    .sort((a, b) => compareCounting(a.family, b.family) || compareCounting(a.schema, b.schema));
}

/** Compares as a reader counts: `order_2` before `order_10`. */
export function compareCounting(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) {
      if (BigInt(x) === BigInt(y)) continue;
      return BigInt(x) < BigInt(y) ? -1 : 1;
    }
    return x < y ? -1 : 1;
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

function splitSuffix(name: string): FamilyName {
  const match = /^(.*?[^\d_])((?:_*\d)+)$/s.exec(name);
  const [, base, suffix] = match ?? [];
  return base === undefined || suffix === undefined
    ? { base: name, shape: '' }
    : { base, shape: suffix.replace(/\d+/g, '#') };
}

function groupKey({ base, shape }: FamilyName): string {
  return `${base}\0${shape}`;
}

function bySchemaFamily(members: TableMember[]): TableMember[][] {
  const families = Map.groupBy(members, ({ schema }) => groupKey(splitSuffix(schema)));
  const perShard = Map.groupBy(members, ({ shard }) => shard);
  const meet = [...perShard.values()].some(
    (own) => new Set(own.map(({ schema }) => groupKey(splitSuffix(schema)))).size > 1,
  );
  return meet ? [...families.values()] : [members];
}

function isSpread(members: readonly TableMember[]): boolean {
  const names = new Set(members.map(({ table }) => table));
  const shards = new Set(members.map(({ shard }) => shard));
  const schemas = new Set(members.map(({ schema }) => schema));
  return names.size > 1 || shards.size > 1 || schemas.size > 1;
}

function describe(unsorted: readonly TableMember[]): LogicalTable {
  const shards = [...new Set(unsorted.map(({ shard }) => shard))];
  const rank = new Map(shards.map((shard, index) => [shard, index]));
  const members = unsorted.toSorted(
    (a, b) =>
      (rank.get(a.shard) ?? 0) - (rank.get(b.shard) ?? 0) ||
      compareCounting(a.schema, b.schema) ||
      compareCounting(a.table, b.table),
  );
  const names = [...new Set(members.map(({ table }) => table))].sort(compareCounting);
  const first = names[0] ?? '';
  return {
    // `address2` on every shard is a name that ends in a digit; with `address1` beside it, it is a family.
    family: names.length === 1 ? first : splitSuffix(first).base,
    label: names.length === 1 ? first : `${first} … ${names.at(-1)}`,
    schema: commonSchema(members),
    shards,
    members,
    rows: members.reduce((sum, { rows }) => sum + rows, 0),
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function commonSchema(members: readonly TableMember[]): string {
  const schemas = [...new Set(members.map(({ schema }) => schema))];
  const [first = ''] = schemas;
  if (schemas.length === 1) return first;
  const { base, shape } = splitSuffix(first);
  const alike = schemas.every((schema) => groupKey(splitSuffix(schema)) === groupKey({ base, shape }));
  return alike ? `${base}${shape.replaceAll('#', '*')}` : '';
}
