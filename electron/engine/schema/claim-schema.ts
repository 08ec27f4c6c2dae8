import { randomBytes } from 'node:crypto';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import { isMissing } from './is-missing.ts';
import { isSchema } from './read-tables.ts';

/**
 * A run that takes away what it made marks each schema with a table of a name that nobody else has: somebody may make a
 * schema of the same name while it runs. `mark` is that name.
 */
export function newMark(): string {
  return `shardkeep_practice_${randomBytes(8).toString('hex')}`;
}

/** Marks a schema that this session has just created. */
export async function claimSchema(session: Session, schema: string, mark: string): Promise<void> {
  await session.execute(`CREATE TABLE ${quoteTable(schema, mark)} (id INT PRIMARY KEY)`);
}

/** Whose a schema is: `ours` bears the mark; `empty` does not and has nothing else. */
export async function ownerOf(
  session: Session,
  schema: string,
  mark: string,
): Promise<'ours' | 'other' | 'empty' | 'none'> {
  try {
    await session.texts(`SELECT id FROM ${quoteTable(schema, mark)}`);
    return 'ours';
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const [row] = await session.texts(
    `SELECT (SELECT COUNT(*) FROM information_schema.schemata WHERE ${isSchema('schema_name', schema)}) AS there,
       (SELECT COUNT(*) FROM information_schema.tables WHERE ${isSchema('table_schema', schema)})
       + (SELECT COUNT(*) FROM information_schema.routines WHERE ${isSchema('routine_schema', schema)})
       + (SELECT COUNT(*) FROM information_schema.events WHERE ${isSchema('event_schema', schema)}) AS things`,
  );
  if (row?.there === '0') return 'none';
  return row?.things === '0' ? 'empty' : 'other';
}
