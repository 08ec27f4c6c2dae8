import type { Session } from '../mysql/connect.ts';
import { nameOf, type Token } from '../sql/tokenize-sql.ts';
import { findQualifiers } from './find-qualifiers.ts';

/** A text literal whatever the session's character set and sql_mode are. */
function inAnySession(text: string): string {
  return `CONVERT(0x${Buffer.from(text).toString('hex')} USING utf8mb4)`;
}

/** Schemas whose tables only tell about the server. */
const HARMLESS = new Set(['information_schema', 'performance_schema', 'sys']);

/**
 * The last look at a statement before it runs, which knows nothing of what it is about: a schema that the server has and that
 * the restore does not write to must not stand before a dot anywhere in it. Returns the name of such a schema. A table or an
 * alias of that name is refused too, but in a body (`inBody`), where they are common and which does not run now.
 */
export async function findForeignSchema(
  session: Session,
  tokens: readonly Token[],
  decode: (token: Token) => string,
  { targets, inBody }: { readonly targets: ReadonlySet<string>; readonly inBody: boolean },
): Promise<string | undefined> {
  const textOf = (token: Token) => nameOf({ ...token, text: decode(token) });
  const heads = findQualifiers(tokens, textOf)
    .filter(({ certain }) => certain || !inBody)
    .flatMap(({ at }) => (tokens[at] ? textOf(tokens[at]) : []));
  const foreign = [...new Set(heads)].filter(
    (head) => !targets.has(head) && !(inBody && HARMLESS.has(head.toLowerCase())),
  );
  if (foreign.length === 0) return undefined;
  const rows = await session.texts(
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (${foreign.map(inAnySession).join(', ')})`,
  );
  // A server that keeps names without regard to case has the target under another spelling.
  return rows.map(({ name }) => name ?? '').find((name) => !targets.has(name));
}
