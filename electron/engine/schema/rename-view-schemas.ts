import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { isMark, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { encodeText, maskText } from './client-charset.ts';

/**
 * Renames schemas in a view's statement as servers print it. MariaDB names the schema of every table as soon as a view
 * reads from two schemas, so without this a view restored under another name would read the original.
 */
export async function renameViewSchemas(
  session: Session,
  statement: Buffer,
  charset: string,
  renames: ReadonlyMap<string, string>,
): Promise<Buffer> {
  const changes = [...renames].filter(([from, to]) => from !== to);
  if (changes.length === 0) return statement;
  const encoded: { from: Buffer; to: Buffer }[] = [];
  for (const [from, to] of changes) {
    // A name that the view's charset does not have cannot be in the view.
    const old = await encodeText(session, quoteName(from), charset).catch(() => null);
    if (old && statement.includes(old))
      encoded.push({ from: old, to: await encodeText(session, quoteName(to), charset) });
  }
  const tokens = tokenizeSql(maskText(statement, charset));
  const pieces: Buffer[] = [];
  let at = 0;
  tokens.forEach((token, index) => {
    if (token.kind !== 'name' || !isSchemaAt(tokens, index)) return;
    const change = encoded.find(({ from }) => from.equals(statement.subarray(token.start, token.end)));
    if (!change) return;
    pieces.push(statement.subarray(at, token.start), change.to);
    at = token.end;
  });
  return Buffer.concat([...pieces, statement.subarray(at)]);
}

/**
 * Tells a schema from a table or an alias in front of a dot: the first of three names is one, and so is the first of two
 * where only a table, a function or a sequence can stand.
 */
function isSchemaAt(tokens: readonly Token[], at: number): boolean {
  if (!isMark(tokens[at + 1], '.') || isMark(tokens[at - 1], '.')) return false;
  if (isMark(tokens[at + 3], '.') || isMark(tokens[at + 3], '(')) return true;
  let before = at - 1;
  if (isMark(tokens[before], '(') && isWord(tokens[before - 1], 'NEXTVAL', 'LASTVAL', 'SETVAL')) return true;
  while (isMark(tokens[before], '(')) before--;
  // MySQL prints the schema of a materialized view, and of no other.
  return isWord(tokens[before], 'FROM', 'JOIN', 'STRAIGHT_JOIN', 'VIEW');
}
