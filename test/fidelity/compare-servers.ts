import { isDeepStrictEqual } from 'node:util';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { quoteName, quoteTable, quoteText } from '../../electron/engine/mysql/quote.ts';
import { listSchemas } from '../../electron/engine/schema/list-schemas.ts';
import type { ServerHandle } from '../support/server-handle.ts';
import { differingLines, dumpLines, type Named } from './dump-lines.ts';

/** Something that is not the same on both servers, or that Shardkeep says it could not do. */
export interface Difference {
  readonly what: 'exception' | 'not restored' | 'not equal' | 'not named' | 'dump' | 'checksum';
  /** `schema.name`. */
  readonly object: string;
  readonly text: string;
}

/** What two servers show of the same schemas by means that are not ours. */
export interface Comparison {
  readonly differences: Difference[];
  /** Tables and views that the source itself cannot read, as `schema.name`; the dump programs leave them out. */
  readonly unreadable: ReadonlySet<string>;
}

/** The users' schemas of a server. */
export async function userSchemas(server: ServerHandle): Promise<string[]> {
  const session = await connect(server.shard('look'));
  try {
    return await listSchemas(session);
  } finally {
    await session.close();
  }
}

/** Compares by the stock dump program and CHECKSUM TABLE. */
export async function compareServers(
  source: ServerHandle,
  target: ServerHandle,
  schemas: readonly string[],
): Promise<Comparison> {
  const [there, here] = await Promise.all([connect(source.shard('s')), connect(target.shard('t'))]);
  try {
    const unreadable: Named[] = [];
    const differences: Difference[] = [];
    for (const schema of schemas) {
      const [sums, restored] = await Promise.all([checksums(there, schema), checksums(here, schema)]);
      for (const [name, sum] of sums) {
        if (sum === null) unreadable.push({ schema, name });
        else if (restored.get(name) !== sum && !(await isSameByValue(there, here, { schema, name })))
          differences.push({
            what: 'checksum',
            object: `${schema}.${name}`,
            text: `${sum}, now ${restored.get(name) ?? 'none'}`,
          });
      }
      unreadable.push(...(await brokenViews(there, schema)));
    }
    const own = await Promise.all([there, here].map(ownCollations));
    const [before, after] = await Promise.all([
      dumpLines(source, schemas, unreadable, own[0] ?? new Set()),
      dumpLines(target, schemas, unreadable, own[1] ?? new Set()),
    ]);
    for (const { object, line } of differingLines(before, after))
      differences.push({ what: 'dump', object, text: line });
    return { differences, unreadable: new Set(unreadable.map(({ schema, name }) => `${schema}.${name}`)) };
  } finally {
    await Promise.all([there.close(), here.close()]);
  }
}

/** By table; null where the server cannot read it. */
async function checksums(session: Session, schema: string): Promise<Map<string, string | null>> {
  const tables = await session.texts(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${quoteText(schema)}
      AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  const sums = new Map<string, string | null>();
  for (const { name } of tables) {
    const table = quoteTable(schema, name ?? '');
    const [row] = await session.texts(`CHECKSUM TABLE ${table} EXTENDED`);
    // MySQL has a sum of tables that it cannot read, 0
    const opens = await session.texts(`SELECT 1 FROM ${table} LIMIT 1`).then(
      () => true,
      () => false,
    );
    sums.set(name ?? '', opens ? (row?.Checksum ?? null) : null);
  }
  return sums;
}

/**
 * CHECKSUM TABLE gives other sums of the same rows where a table has generated or hidden columns: another one after FLUSH
 * TABLES, or on another server (docs/FIDELITY.md). For such tables the values of all columns are added up instead.
 */
async function isSameByValue(there: Session, here: Session, { schema, name }: Named): Promise<boolean> {
  const columns = await there.texts(
    `SELECT column_name AS name, extra FROM information_schema.columns
      WHERE table_schema = ${quoteText(schema)} AND BINARY table_name = ${quoteText(name)}`,
  );
  const hidden = await there.texts(
    `SELECT 1 FROM information_schema.statistics WHERE table_schema = ${quoteText(schema)} AND BINARY table_name = ${quoteText(name)} AND column_name IS NULL`,
  );
  if (hidden.length === 0 && !columns.some(({ extra }) => /VIRTUAL|STORED|PERSISTENT/i.test(extra ?? ''))) return false;
  const values = columns.map((column) => `IFNULL(HEX(${quoteName(column.name ?? '')}), 'NULL')`);
  const sql = `SELECT COUNT(*) AS n, SUM(CRC32(CONCAT_WS(',', ${values.join(', ')}))) AS sum FROM ${quoteTable(schema, name)}`;
  const [before, after] = await Promise.all([there, here].map((session) => session.texts(sql).catch(() => undefined)));
  return before !== undefined && isDeepStrictEqual(before, after);
}

/** As the dump programs look at views: by their columns. */
async function brokenViews(session: Session, schema: string): Promise<Named[]> {
  const views = await session.texts(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${quoteText(schema)} AND table_type = 'VIEW'`,
  );
  const broken: Named[] = [];
  for (const { name } of views)
    await session
      .texts(`SHOW FIELDS FROM ${quoteTable(schema, name ?? '')}`)
      .catch(() => broken.push({ schema, name: name ?? '' }));
  return broken;
}

/** The collation that each charset has where none is named. */
async function ownCollations(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.texts(
    'SELECT character_set_name AS charset, default_collate_name AS collation FROM information_schema.character_sets',
  );
  return new Set(rows.map(({ charset, collation }) => ` CHARACTER SET ${charset} COLLATE ${collation}`));
}
