import type { Why } from '../../../shared/set-facts.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { hasJsonTypes } from '../schema/json-types.ts';
import { findsRow } from './finds-row.ts';

/** MySQL 8.0.4 brought JSON_TABLE, without which nothing finds types inside of values (json-types.ts). */
const JSON_TABLE_SINCE = 80_004;

type AskedServer = Pick<ServerInfo, 'flavour' | 'versionNumber'>;

function findsTypes({ flavour, versionNumber }: AskedServer): boolean {
  return flavour !== 'mysql' || versionNumber >= JSON_TABLE_SINCE;
}

/** Tables of an old MySQL whose JSON may have types that nobody can look for: their values are in the set as text. */
export function unknownJsonTypes(tables: readonly TableDescription[], info: AskedServer) {
  if (findsTypes(info)) return [];
  const why: Why = { code: 'json-types-unknown' };
  return tables
    .filter((table) => jsonColumns(table).length > 0)
    .map(({ schema, name }) => ({ schema, object: name, kind: 'table' as const, why }));
}

/**
 * Looks through the JSON columns of a MySQL server for values whose text would not bring them back, and has their types
 * read too: such a column is followed by one `as: 'json-types'`. A table that cannot be read stays as it is.
 */
export async function markTypedJson(
  lanes: readonly LaneHandle[],
  tables: readonly TableDescription[],
  info: AskedServer,
): Promise<TableDescription[]> {
  const marked = [...tables];
  if (!findsTypes(info)) return marked;
  const queue = [...tables.entries()].filter(([, table]) => jsonColumns(table).length > 0);
  await Promise.all(
    lanes.map(async (lane) => {
      for (let next = queue.shift(); next; next = queue.shift()) marked[next[0]] = await markTable(lane, next[1]);
    }),
  );
  return marked;
}

async function markTable(lane: LaneHandle, table: TableDescription): Promise<TableDescription> {
  const { schema, name } = table;
  const typed = new Set<string>();
  for (const column of jsonColumns(table)) {
    const query = `SELECT 1 FROM ${quoteTable(schema, name)} WHERE ${hasJsonTypes(quoteName(column.name))} LIMIT 1`;
    if (await findsRow(lane, table, query)) typed.add(column.name);
  }
  const columns = table.columns.flatMap((column) =>
    typed.has(column.name) ? [column, { ...column, as: 'json-types' as const }] : [column],
  );
  return { ...table, columns };
}

function jsonColumns(table: TableDescription) {
  return table.columns.filter((column) => column.dataType === 'json' && column.as === undefined);
}
