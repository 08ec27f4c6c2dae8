import { matchesObject } from '../../../shared/glob.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import type { SourceException } from './source-exception.ts';

/** A table as it stood at one moment: when it was created (UTC, to the second) and by which text. */
export interface TableVersion {
  readonly schema: string;
  readonly name: string;
  readonly created: string;
  /** Null where the server does not show it. */
  readonly definition: string | null;
}

/** By quoted name. */
export type TableVersions = ReadonlyMap<string, TableVersion>;

/** The counter of a table moves with every insert and says nothing about its definition. */
const COUNTER = / AUTO_INCREMENT=\d+/;

/**
 * All base tables of `schemas` that `only` chooses. Read before the snapshot and at the end of the run: what differs is
 * not what the snapshot saw. The time of creation tells a table from another one that was renamed into its place; ARCHIVE
 * gives the time of its last write instead.
 */
export async function readTableVersions(
  session: Session,
  schemas: readonly string[],
  only: readonly string[] | undefined,
): Promise<TableVersions> {
  const versions = new Map<string, TableVersion>();
  if (schemas.length === 0) return versions;
  const rows = await session.texts(
    `SELECT table_schema AS s, table_name AS t, IF(engine = 'ARCHIVE', NULL, create_time) AS created FROM information_schema.tables
     WHERE table_schema IN (${schemas.map(quoteText).join(',')}) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  for (const row of rows) {
    const [schema, name] = [row.s ?? '', row.t ?? ''];
    if (!matchesObject(only, schema, name)) continue;
    const definition = await readDefinition(session, schema, name);
    versions.set(quoteTable(schema, name), { schema, name, created: row.created ?? '', definition });
  }
  return versions;
}

async function readDefinition(session: Session, schema: string, name: string): Promise<string | null> {
  try {
    const [row] = await session.query(`SHOW CREATE TABLE ${quoteTable(schema, name)}`);
    return row?.['Create Table']?.toString('latin1').replace(COUNTER, '') ?? null;
  } catch (error) {
    if (error instanceof EngineError && error.failure.code === 'connection-lost') throw error;
    return null;
  }
}

/** Tables of the first reading that are gone or another one in the second (DESIGN §4.6). */
export function findChangedTables(shard: string, before: TableVersions, after: TableVersions): SourceException[] {
  return [...before].flatMap(([key, { schema, name, created, definition }]): SourceException[] => {
    const now = after.get(key);
    const place = { shard, schema, object: name, kind: 'table' as const };
    if (!now) return [{ ...place, why: { code: 'dropped' } }];
    if (now.created === created && now.definition === definition) return [];
    return [{ ...place, why: { code: 'altered' } }];
  });
}
