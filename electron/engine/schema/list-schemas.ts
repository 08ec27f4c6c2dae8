import { matchesSchema } from '../../../shared/glob.ts';
import type { Session } from '../mysql/connect.ts';
import { lowerName } from './lower-name.ts';

/** Schemas that belong to a server itself: of all flavours, NDB's included, and the mark of a lost disk file system. */
const SERVER_SCHEMAS = new Set([
  'information_schema',
  'mysql',
  'performance_schema',
  'sys',
  'ndbinfo',
  '#mysql50#lost+found',
]);

/** True for the data of users, whatever its name is; not for what servers keep of themselves. */
export function isUsersSchema(name: string): boolean {
  return name !== '' && !SERVER_SCHEMAS.has(lowerName(name));
}

/** Names of the schemas that hold the users' data, sorted by code point; `globs` limits them (none: all). */
export async function listSchemas(session: Session, globs?: readonly string[]): Promise<string[]> {
  const rows = await session.texts('SELECT schema_name AS name FROM information_schema.schemata');
  return rows
    .map((row) => row.name ?? '')
    .filter((name) => isUsersSchema(name) && matchesSchema(globs, name))
    .sort();
}
