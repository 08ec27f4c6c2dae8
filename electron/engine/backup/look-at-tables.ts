import { matchesObject } from '../../../shared/glob.ts';
import { quoteTable } from '../mysql/quote.ts';
import { type DescribedTables, describeTables, type TableDescription } from '../schema/describe-tables.ts';
import type { SchemaException } from '../schema/schema-file.ts';
import { showHiddenColumns } from '../schema/show-hidden-columns.ts';
import type { ConnectedShard } from './connect-shards.ts';
import { readTableIds, type TableIds } from './find-truncated.ts';
import { listBaseTables } from './list-base-tables.ts';
import { askGroups, groupTables, READERS, type TableGroup } from './table-groups.ts';
import { byName, readVersions, type TableVersions } from './table-versions.ts';

/** What is known of a shard's tables before its snapshots are opened. */
export interface SeenTables {
  readonly tables: readonly TableDescription[];
  /** Those that cannot be read or described. */
  readonly exceptions: readonly SchemaException[];
  readonly versions: TableVersions;
  readonly ids: TableIds | undefined;
  readonly groups: readonly TableGroup[];
  /** Sessions that ask about them. */
  readonly readers: readonly ConnectedShard['reader'][];
}

const NOTHING: DescribedTables = { tables: [], exceptions: [] };

/**
 * Describes the tables that `only` chooses and reads their definitions, before the snapshots: what is the same at the end
 * of the run was so in between, and every table is opened once for all that is asked about it.
 */
export async function lookAtTables(shard: ConnectedShard, only: readonly string[] | undefined): Promise<SeenTables> {
  const { reader, schemas, openReader } = shard;
  const names = (await listBaseTables(reader, schemas)).filter(({ schema, name }) => matchesObject(only, schema, name));
  const groups = groupTables(names);
  const ids = await readTableIds(reader);
  const more = Math.max(0, Math.min(READERS, groups.length) - 1);
  const readers = [reader, ...(await Promise.all(Array.from({ length: more }, openReader)))];
  await Promise.all(readers.map(showHiddenColumns));
  // MySQL answers from its dictionary, for all tables at once at half the price; MariaDB opens each.
  const [whole, ...rest] = readers;
  const together = reader.flavour === 'mysql' && rest.length > 0;
  const [all, seen] = await Promise.all([
    together && whole ? describeTables(whole, schemas, { only }) : NOTHING,
    askGroups(together ? rest : readers, groups, async (session, { schema, names: some }) => {
      const versions = await readVersions(session, schema, some);
      return { versions, ...(together ? NOTHING : await describeTables(session, [schema], { names: some })) };
    }),
  ]);
  const versions = byName(seen.flatMap((group) => group.versions));
  const tables = [...all.tables, ...seen.flatMap((group) => group.tables)].filter(({ schema, name }) =>
    versions.has(quoteTable(schema, name)),
  );
  const refused = tables.flatMap(({ schema, name }): SchemaException[] => {
    const definition = versions.get(quoteTable(schema, name))?.definition;
    return definition === undefined || Buffer.isBuffer(definition)
      ? []
      : [{ schema, object: name, kind: 'table', why: definition }];
  });
  return {
    tables,
    exceptions: [...all.exceptions, ...seen.flatMap((group) => group.exceptions), ...refused],
    versions,
    ids,
    groups,
    readers,
  };
}
