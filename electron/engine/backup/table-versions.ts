import { hash } from 'node:crypto';
import type { JournalVersion } from '../archive/journal.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteNames, quoteTable } from '../mysql/quote.ts';
import { type Refused, refusal } from '../schema/read-schema.ts';
import { isSchema } from '../schema/read-tables.ts';
import type { SourceException } from '../schema/source-exception.ts';

/** A table as it stood at one moment: when it was created (UTC, to the second) and by which text. */
export interface TableVersion {
  readonly schema: string;
  readonly name: string;
  readonly created: string;
  /** CREATE TABLE as the server prints it, or why it does not. */
  readonly definition: Buffer | Refused;
}

/** By quoted name. */
export type TableVersions = ReadonlyMap<string, TableVersion>;

/** The counter of a table moves with every insert and says nothing about its definition. */
const COUNTER = / AUTO_INCREMENT=\d+/;

/**
 * Base tables of one schema by name; those that are gone are left out. Read before the snapshot and at the end of the run:
 * what differs is not what the snapshot saw. The time of creation tells a table from another one that was renamed into its
 * place; ARCHIVE gives the time of its last write instead.
 */
export async function readVersions(
  session: Session,
  schema: string,
  names: readonly string[],
): Promise<TableVersion[]> {
  const definitions = new Map<string, Buffer | Refused>();
  const gone = await session.execute(`USE ${quoteName(schema)}`).then(
    () => false,
    (error: unknown) => refusal(error).code === 'refused',
  );
  if (gone) return [];
  for (const name of names) definitions.set(name, await readDefinition(session, name));
  // Behind the definitions: MariaDB opens each table for its time of creation, and then has it open already.
  const rows = await session.texts(
    `SELECT table_name AS t, IF(engine = 'ARCHIVE', NULL, create_time) AS created FROM information_schema.tables
     WHERE ${isSchema('table_schema', schema)} AND table_name IN (${quoteNames(names)})`,
  );
  return rows.flatMap((row) => {
    const definition = definitions.get(row.t ?? '');
    return definition ? [{ schema, name: row.t ?? '', created: row.created ?? '', definition }] : [];
  });
}

async function readDefinition(session: Session, name: string): Promise<Buffer | Refused> {
  try {
    const [row] = await session.query(`SHOW CREATE TABLE ${quoteName(name)}`);
    return row?.['Create Table'] ?? { code: 'refused', cause: 'The server returned NULL for the definition.' };
  } catch (error) {
    return refusal(error);
  }
}

/** How a table that was read before is no longer the same; undefined while it is. */
export function changeOf(
  shard: string,
  before: TableVersion,
  now: TableVersion | undefined,
): SourceException | undefined {
  const { schema, name, created } = before;
  const place = { shard, schema, object: name, kind: 'table' as const };
  if (!now) return { ...place, why: { code: 'dropped' } };
  // MariaDB does not know the time of some InnoDB tables with generated columns at first, and later does.
  const recreated = created !== '' && now.created !== '' && now.created !== created;
  if (!recreated && textOf(now) === textOf(before)) return undefined;
  return { ...place, why: { code: 'altered' } };
}

function textOf({ definition }: TableVersion): string | null {
  return Buffer.isBuffer(definition) ? definition.toString('latin1').replace(COUNTER, '') : null;
}

/** The version as a journal keeps it; undefined for a table that is not there or cannot be read. */
export function journalVersion(version: TableVersion | undefined): JournalVersion | undefined {
  const text = version && textOf(version);
  return version && text != null ? { created: version.created, definition: hash('sha256', text, 'hex') } : undefined;
}

/** Versions by quoted name. */
export function byName(versions: readonly TableVersion[]): TableVersions {
  return new Map(versions.map((version) => [quoteTable(version.schema, version.name), version]));
}
