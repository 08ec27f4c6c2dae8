/** A column of the key that orders a table's rows. */
export interface KeyColumn {
  readonly name: string;
  /** Lower-case base type. */
  readonly dataType: string;
  readonly charset: string | null;
  readonly collation: string | null;
  readonly unsigned: boolean;
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
  const candidates: { index: string; columns: KeyColumn[] }[] = [];
  for (const [index, own] of Map.groupBy(parts, (part) => part.index)) {
    const primary = index === 'PRIMARY';
    const ordered = own.flatMap((part) => (part.column === null ? [] : (columns.get(part.column) ?? [])));
    if (
      ordered.length === own.length &&
      own.every((part) => !part.hidden && !part.prefix && !part.nullable && (primary || part.type === 'BTREE'))
    )
      candidates.push({ index, columns: ordered });
  }
  candidates.sort((a, b) => rank(a) - rank(b) || (a.index < b.index ? -1 : 1));
  return candidates[0] ?? { index: null, columns: [] };
}

function rank(candidate: { index: string; columns: readonly KeyColumn[] }): number {
  return candidate.index === 'PRIMARY' ? 0 : candidate.columns.length;
}
