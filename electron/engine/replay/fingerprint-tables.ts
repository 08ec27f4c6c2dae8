import { hash } from 'node:crypto';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable, quoteText } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import type { TablePlace } from './replay-options.ts';

/** ER_BAD_DB_ERROR, ER_NO_SUCH_TABLE, and a view over one that is missing */
const ABSENT = new Set([1049, 1146, 1356]);

/**
 * A value that changes when a statement has changed the definition of one of these tables: of their CREATE statements, and,
 * where the account may see them, of InnoDB's numbers of their tablespaces, which also change where the text does not
 * (TRUNCATE, EXCHANGE PARTITION, a swap of names).
 */
export async function fingerprintTables(session: Session, tables: readonly TablePlace[]): Promise<string> {
  const parts: string[] = [];
  for (const { schema, table } of tables) {
    parts.push(await definitionOf(session, schema, table), await numbersOf(session, schema, table));
  }
  return hash('sha256', JSON.stringify(parts));
}

async function definitionOf(session: Session, schema: string, table: string): Promise<string> {
  try {
    const [row] = await session.query(`SHOW CREATE TABLE ${quoteTable(schema, table)}`);
    return Object.values(row ?? {})
      .map((value) => value?.toString('latin1'))
      .join('\n');
  } catch (error) {
    if (error instanceof EngineError && ABSENT.has(error.errno ?? 0)) return 'absent';
    throw error;
  }
}

/** Where InnoDB lists its tables: MySQL 8.0.3 gave the catalog another name. */
export function innodbTables({ flavour, version }: Pick<Session, 'flavour' | 'version'>): string {
  return flavour === 'mysql' && parseVersion(version) >= 80_003 ? 'INNODB_TABLES' : 'INNODB_SYS_TABLES';
}

/** Empty where InnoDB writes the name in its own way, or the account may not look. */
async function numbersOf(session: Session, schema: string, table: string): Promise<string> {
  if (!/^[\w]+$/.test(schema + table)) return '';
  const view = innodbTables(session);
  const name = quoteText(`${schema}/${table}`);
  const rows = await session
    .texts(
      `SELECT TABLE_ID AS id FROM information_schema.${view} WHERE NAME=${name} OR LEFT(NAME, CHAR_LENGTH(${name})+2)=CONCAT(${name}, '#p') ` +
        `OR LEFT(NAME, CHAR_LENGTH(${name})+2)=CONCAT(${name}, '#P') ORDER BY NAME`,
    )
    .catch((error) => {
      if (error instanceof EngineError && error.failure.code === 'missing-privilege') return [];
      throw error;
    });
  return rows.map((row) => row.id).join(',');
}
