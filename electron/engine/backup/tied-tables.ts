import type { Table } from '../../../shared/manifest.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteNames, quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';

/**
 * Of `kept` those that no foreign key ties to a table of another instant, directly or through others: MariaDB does not log
 * what a foreign key does to the rows of another table, so that tied tables must begin at one place of the log.
 */
export async function dropTied(
  reader: Session,
  all: readonly TableDescription[],
  kept: readonly Table[],
): Promise<Table[]> {
  if (kept.length === 0) return [];
  const ties = await readTies(reader, [...new Set(all.map(({ schema }) => schema))]);
  const known = new Set(all.map(({ schema, name }) => quoteTable(schema, name)));
  const placeOf = new Map(kept.map((table) => [quoteTable(table.schema, table.name), placeIn(table)]));
  const apart = new Set<string>();
  for (let found = true; found; ) {
    found = false;
    for (const [one, other] of ties) {
      if (!known.has(one) || !known.has(other)) continue;
      const place = (table: string) => (apart.has(table) ? undefined : placeOf.get(table));
      if (place(one) === place(other)) continue;
      for (const table of [one, other]) {
        if (apart.has(table) || !placeOf.has(table)) continue;
        apart.add(table);
        found = true;
      }
    }
  }
  return kept.filter(({ schema, name }) => !apart.has(quoteTable(schema, name)));
}

function placeIn({ position }: Table): string {
  return position ? `${position.file}:${position.position}` : '';
}

/** Pairs of tables that a foreign key ties. */
async function readTies(reader: Session, schemas: readonly string[]): Promise<(readonly [string, string])[]> {
  const rows = await reader.texts(
    `SELECT DISTINCT table_schema AS s, table_name AS t, referenced_table_schema AS rs, referenced_table_name AS rt
     FROM information_schema.key_column_usage
     WHERE table_schema IN (${quoteNames(schemas)}) AND referenced_table_name IS NOT NULL`,
  );
  return rows.map((row) => [quoteTable(row.s ?? '', row.t ?? ''), quoteTable(row.rs ?? '', row.rt ?? '')]);
}
