import type { Table } from '../../../shared/manifest.ts';
import { isConnectionLost, type Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import type { SourceException } from '../schema/source-exception.ts';

/** InnoDB's own numbers of a server's tables, partition by partition, by quoted name. */
export type TableIds = ReadonlyMap<string, readonly string[]>;

/** What of a name in InnoDB's dictionary (`d@0020b/t#P#p0`) is the schema or the table, as SQL knows it. */
const decoded = (part: string) => `CONVERT(CONVERT(CAST(${part} AS BINARY) USING filename) USING utf8mb4)`;
const SCHEMA = "SUBSTRING_INDEX(name, '/', 1)";
const TABLE = "SUBSTRING_INDEX(SUBSTRING_INDEX(name, '/', -1), '#', 1)";

/**
 * Reads the numbers, which TRUNCATE changes and nothing else shows. Undefined on MySQL, where a snapshot is always refused
 * what was emptied behind it, and for accounts without PROCESS.
 */
export async function readTableIds(session: Session): Promise<TableIds | undefined> {
  if (session.flavour === 'mysql') return undefined;
  const sql = `SELECT ${decoded(SCHEMA)} AS s, ${decoded(TABLE)} AS t, table_id AS id
    FROM information_schema.INNODB_SYS_TABLES WHERE name LIKE '%/%' ORDER BY table_id`;
  const rows = await session.texts(sql).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return undefined;
  });
  if (!rows) return undefined;
  const groups = Map.groupBy(rows, ({ s, t }) => quoteTable(s ?? '', t ?? ''));
  return new Map([...groups].map(([name, all]) => [name, all.map(({ id }) => id ?? '')]));
}

/** A shard's tables as they were seen before its snapshot, and as they were read in it. */
export interface ReadShard {
  readonly name: string;
  readonly reader: Session;
  readonly seen: {
    readonly tables: readonly Pick<TableDescription, 'schema' | 'name' | 'rowEstimate'>[];
    readonly ids: TableIds | undefined;
  };
  readonly read: readonly Pick<Table, 'schema' | 'name' | 'engine' | 'rows'>[];
}

/**
 * Names the tables of MariaDB that TRUNCATE may have emptied between snapshot and reading. The server means to refuse the
 * snapshot such a table (error 1412), but forgets when it was made as soon as its cache of table definitions has dropped
 * it, which happens about every 47 s to tables that nobody has open: then it answers with no rows, as if there never were
 * any. Only what was read as empty can be wrong, or has an emptied partition.
 */
export async function findTruncated({ name: shard, reader, seen, read }: ReadShard): Promise<SourceException[]> {
  if (reader.flavour === 'mysql') return [];
  const now = seen.ids && (await readTableIds(reader));
  const before = new Map(seen.tables.map((table) => [quoteTable(table.schema, table.name), table]));
  return read.flatMap(({ schema, name, rows, engine }): SourceException[] => {
    const key = quoteTable(schema, name);
    const place = { shard, schema, object: name, kind: 'table' as const };
    const was = seen.ids?.get(key);
    if (engine.toLowerCase() !== 'innodb') return [];
    if (!now || !was) {
      const hadRows = (before.get(key)?.rowEstimate ?? 0) > 0;
      return rows === 0 && hadRows ? [{ ...place, why: { code: 'perhaps-truncated' } }] : [];
    }
    const is = new Set(now.get(key));
    const isAnother = was.some((id) => !is.has(id));
    return isAnother && (rows === 0 || was.length > 1) ? [{ ...place, why: { code: 'truncated' } }] : [];
  });
}
