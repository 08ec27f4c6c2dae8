import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { quoteTable, quoteText } from '../../electron/engine/mysql/quote.ts';
import { stockDump } from './round-trip.ts';
import type { ServerHandle } from './server-handle.ts';

/** What a server has in schemas: their defaults, by object its definition, checksum, number of rows and history, and the stock dump. */
export type Content = ReadonlyMap<string, string>;

/** Reads it; nothing may be written meanwhile. A schema that is not there has no content. */
export async function contentOf(server: ServerHandle, schemas: readonly string[]): Promise<Content> {
  const session = await connect(server.shard('compare'));
  const content = new Map<string, string>();
  try {
    for (const schema of await present(session, schemas)) {
      const tables = await session.texts(
        `SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA=${quoteText(schema)}`,
      );
      for (const { name, type } of tables)
        if (name && type) content.set(`${schema}.${name}`, await tableContent(session, schema, name, type));
      for (const [name, program] of await programsOf(session, schema)) content.set(name, program);
      content.set(`schema ${schema}`, await schemaContent(session, schema));
      content.set(`dump of ${schema}`, inAnyOrder(withoutCounter(await stockDump(server, schema))));
    }
  } finally {
    await session.close();
  }
  return content;
}

async function present(session: Session, schemas: readonly string[]): Promise<readonly string[]> {
  const rows = await session.texts('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA');
  return schemas.filter((schema) => rows.some(({ name }) => name === schema));
}

/** Charset, collation and, on MariaDB, comment: a dump of a single schema has none of them. */
async function schemaContent(session: Session, schema: string): Promise<string> {
  const comment = session.flavour === 'mariadb' ? 'SCHEMA_COMMENT' : 'NULL';
  const defaults = await session.texts(
    `SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation, ${comment} AS comment FROM information_schema.SCHEMATA WHERE SCHEMA_NAME=${quoteText(schema)}`,
  );
  return JSON.stringify(defaults);
}

/** What information_schema has of routines, triggers and events; whether an event is enabled is left out, as in dumps. */
const PROGRAMS = [
  ['ROUTINE', 'ROUTINES', 'DTD_IDENTIFIER ROUTINE_DEFINITION SQL_MODE ROUTINE_COMMENT IS_DETERMINISTIC SECURITY_TYPE'],
  ['TRIGGER', 'TRIGGERS', 'EVENT_OBJECT_TABLE ACTION_ORDER EVENT_MANIPULATION ACTION_TIMING ACTION_STATEMENT SQL_MODE'],
  ['EVENT', 'EVENTS', 'EVENT_DEFINITION TIME_ZONE INTERVAL_VALUE EXECUTE_AT ON_COMPLETION EVENT_COMMENT SQL_MODE'],
] as const;
const OF_ALL = 'DEFINER CHARACTER_SET_CLIENT COLLATION_CONNECTION DATABASE_COLLATION';

async function programsOf(session: Session, schema: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const [kind, table, columns] of PROGRAMS) {
    const rows = await session.texts(
      `SELECT ${kind}_NAME AS name, ${[...columns.split(' '), ...OF_ALL.split(' ')].join(', ')} FROM information_schema.${table} WHERE ${kind}_SCHEMA=${quoteText(schema)}`,
    );
    for (const { name, ...row } of rows) found.push([`${schema}.${name} (${kind})`, JSON.stringify(row)]);
  }
  const parameters = await session.texts(
    `SELECT SPECIFIC_NAME AS name, ROUTINE_TYPE AS type, GROUP_CONCAT(CONCAT_WS(' ', PARAMETER_NAME, DTD_IDENTIFIER, COLLATION_NAME) ORDER BY ORDINAL_POSITION) AS list FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA=${quoteText(schema)} GROUP BY SPECIFIC_NAME, ROUTINE_TYPE`,
  );
  return [
    ...found,
    ...parameters.map(({ name, type, list }): [string, string] => [`${schema}.${name} (of ${type})`, list ?? '']),
  ];
}

async function tableContent(session: Session, schema: string, table: string, type: string): Promise<string> {
  const name = quoteTable(schema, table);
  const parts: unknown[] = [type, withoutCounter(JSON.stringify(await session.texts(`SHOW CREATE TABLE ${name}`)))];
  const definition = JSON.stringify(parts);
  // MySQL's own checksum of a table with a multi-valued index is another one every time.
  const sums = type !== 'VIEW' && !/ array\)/i.test(definition);
  if (sums) parts.push(await session.texts(`CHECKSUM TABLE ${name} EXTENDED`));
  if (type !== 'VIEW' && type !== 'SEQUENCE') parts.push(await session.texts(`SELECT COUNT(*) AS n FROM ${name}`));
  if (type === 'SYSTEM VERSIONED')
    parts.push(
      await session.texts(`SELECT *, ROW_START, ROW_END FROM ${name} FOR SYSTEM_TIME ALL ORDER BY 1, 2, ROW_END`),
    );
  return JSON.stringify(parts);
}

/** Differences between two servers' schemas, in words; the second's schemas can have other names. */
export async function differences(
  one: ServerHandle,
  other: ServerHandle,
  schemas: readonly string[],
): Promise<string[]> {
  const [expected, found] = await Promise.all([contentOf(one, schemas), contentOf(other, schemas)]);
  return compareContent(expected, found);
}

/** Differences in words. */
export function compareContent(expected: Content, found: Content): string[] {
  return [...new Set([...expected.keys(), ...found.keys()])]
    .filter((key) => expected.get(key) !== found.get(key))
    .map((key) => `${key}: ${firstDifference(expected.get(key) ?? '(missing)', found.get(key) ?? '(missing)')}`);
}

function firstDifference(one: string, other: string): string {
  const at = [...one].findIndex((char, i) => char !== other[i]);
  const from = Math.max(0, (at < 0 ? one.length : at) - 60);
  return `${one.slice(from, from + 160)} <> ${other.slice(from, from + 160)}`;
}

/** Tables without a key have their rows in the order in which statements began, and a log has the order of commits. */
function inAnyOrder(dump: string): string {
  return dump.replace(/(?:^INSERT INTO .*\n)+/gm, (rows) => `${rows.trimEnd().split('\n').toSorted().join('\n')}\n`);
}

/** The next AUTO_INCREMENT is not in a binary log: numbers that a transaction reserved and did not use leave no trace. */
function withoutCounter(text: string): string {
  return text.replace(/ AUTO_INCREMENT=\d+/g, '');
}
