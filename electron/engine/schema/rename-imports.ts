import type { SchemaObject } from '../../../shared/manifest.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { isMark, isWord, nameOf, type Token } from '../sql/tokenize-sql.ts';
import { encodeText } from './client-charset.ts';
import { tokensUnder } from './tokens-under.ts';

/**
 * Renames schemas in the list of libraries that a routine imports. MySQL prints each with its schema, so that a routine
 * restored under another name would go on using the libraries of the original.
 */
export async function renameImports(
  session: Session,
  statement: Buffer,
  { kind, context }: SchemaObject,
  renames: ReadonlyMap<string, string>,
): Promise<Buffer> {
  if ((kind !== 'function' && kind !== 'procedure') || !context) return statement;
  const charset = context.characterSetClient;
  let result = statement;
  for (const { start, end } of importedSchemas(tokensUnder(statement, charset, context.sqlMode)).toReversed()) {
    const renamed = renames.get(nameOf({ kind: 'name', start, end, text: statement.toString('utf8', start, end) }));
    if (renamed === undefined) continue;
    const name = await encodeText(session, quoteName(renamed), charset);
    result = Buffer.concat([result.subarray(0, start), name, result.subarray(end)]);
  }
  return result;
}

/** The names in front of a dot in `LANGUAGE x USING (schema.library AS alias, …)`, which stands in front of the body. */
function importedSchemas(tokens: readonly Token[]): Token[] {
  let depth = 0;
  const language = tokens.findIndex((token, at) => {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    // a parameter may have the name LANGUAGE
    return depth === 0 && isWord(token, 'LANGUAGE') && !isWord(tokens[at + 1], 'SQL');
  });
  const using = tokens.findIndex((token, at) => at > language && isWord(token, 'USING', 'AS', 'BEGIN', 'RETURN'));
  if (language < 0 || !isWord(tokens[using], 'USING') || !isMark(tokens[using + 1], '(')) return [];
  const end = tokens.findIndex((token, at) => at > using && isMark(token, ')'));
  return tokens.slice(using + 2, end).filter((_, at, list) => isMark(list[at + 1], '.'));
}
