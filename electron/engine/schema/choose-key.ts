import { literalWay } from './key-literal.ts';

/** A column of the key that orders a table's rows. */
export interface KeyColumn {
  readonly name: string;
  /** Lower-case base type. */
  readonly dataType: string;
  readonly charset: string | null;
  readonly collation: string | null;
  /** As information_schema.columns.column_type has it. */
  readonly type: string;
  /** Its values are not among the data, so a reader of the set does not know them. */
  readonly generated: boolean;
}

/** An index in whose order a table can be cut, with those of its first columns that bounds can be put on. */
export interface CutIndex {
  readonly index: string;
  readonly columns: readonly KeyColumn[];
}

/** One part of a unique index, in the index's order. */
export interface IndexPart {
  readonly index: string;
  /** Null for an expression. */
  readonly column: string | null;
  /** True when only the first characters of the column are indexed. */
  readonly prefix: boolean;
  readonly nullable: boolean;
  /** IGNORED (MariaDB) or INVISIBLE (MySQL): there, but FORCE INDEX is refused. */
  readonly hidden: boolean;
  /** BTREE, HASH, … */
  readonly type: string;
}

/**
 * Chooses the index that orders rows without a doubt: the primary key, else the unique key of the fewest columns (then by
 * name) that is in use and has neither NULLs nor prefixes nor expressions. A key with prefixes cannot deliver rows in the order of its
 * columns, nor can a hash, as MariaDB makes for unique BLOBs.
 */
export function chooseKey(
  parts: readonly IndexPart[],
  columns: ReadonlyMap<string, KeyColumn>,
): { index: string | null; columns: KeyColumn[] } {
  const usable = ordered(parts, columns).filter(
    ({ index, own }) => own.every((part) => !part.nullable) && (index === 'PRIMARY' || isTree(own)),
  );
  return usable[0] ?? { index: null, columns: [] };
}

/**
 * Chooses the index by which a table is cut into chunks: that of its key, else a unique one with NULLs, whose rows are
 * few for any bound. Null when neither exists or its first column allows no exact bounds.
 */
export function chooseCut(
  parts: readonly IndexPart[],
  columns: ReadonlyMap<string, KeyColumn>,
  keyIndex: string | null,
): CutIndex | null {
  const trees = ordered(parts, columns).filter(({ own }) => isTree(own));
  const chosen = keyIndex === null ? trees : trees.filter(({ index }) => index === keyIndex);
  const cuts = chosen.map(({ index, columns: all }) => {
    const end = all.findIndex((column) => column.generated || literalWay(column) === null);
    return { index, columns: end < 0 ? all : all.slice(0, end) };
  });
  return cuts.find((cut) => cut.columns.length > 0) ?? null;
}

/** The unique indexes that deliver rows in the order of their columns, best first. */
function ordered(parts: readonly IndexPart[], columns: ReadonlyMap<string, KeyColumn>) {
  return [...Map.groupBy(parts, (part) => part.index)]
    .map(([index, own]) => ({
      index,
      own,
      columns: own.flatMap((part) => (part.column === null ? [] : (columns.get(part.column) ?? []))),
    }))
    .filter(({ own, columns }) => columns.length === own.length && own.every((part) => !part.hidden && !part.prefix))
    .sort((a, b) => rank(a) - rank(b) || (a.index < b.index ? -1 : 1));
}

function isTree(own: readonly IndexPart[]): boolean {
  return own.every((part) => part.type === 'BTREE');
}

function rank(candidate: { index: string; columns: readonly KeyColumn[] }): number {
  return candidate.index === 'PRIMARY' ? 0 : candidate.columns.length;
}
