import type { SchemaObject } from '../../../shared/manifest.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { encodeText, maskText } from './client-charset.ts';
import { ClientNames } from './client-names.ts';
import { findQualifiers, wordsOfDynamicSql } from './find-qualifiers.ts';
import { quotingUnder } from './tokens-under.ts';

/** A program's statement for other schemas. */
export interface RenamedBody {
  readonly statement: Buffer;
  readonly tokens: readonly Token[];
  readonly decode: (token: Token) => string;
  /** A renamed schema that it may name: nobody can tell it from a variable, an alias, or the text of a statement. */
  readonly doubt: string | undefined;
}

/**
 * Renames schemas in the body of a trigger, routine or event: as it was written it would go on writing to the originals.
 * `packages`, in small letters: MariaDB takes the a of a routine a.b for a package of the schema first.
 */
export async function renameInBody(
  session: Session,
  statement: Buffer,
  { context }: SchemaObject,
  schemas: ReadonlyMap<string, string>,
  packages: ReadonlySet<string>,
): Promise<RenamedBody> {
  const charset = context?.characterSetClient ?? 'utf8mb4';
  const names = new ClientNames(session);
  const tokensOf = (sql: Buffer) =>
    tokenizeSql(maskText(sql, charset), {
      ...quotingUnder(context?.sqlMode ?? ''),
      server: { flavour: session.flavour, version: parseVersion(session.version) },
    });
  const read = names.decoder(charset);
  const tokens = tokensOf(statement);
  await names.learn(statement, tokens, charset);
  const textOf = (token: Token): string => nameOf({ ...token, text: read(statement, token) });
  const isRenamed = (name: string) => (schemas.get(name) ?? name) !== name;
  const pieces: Buffer[] = [];
  let [at, doubt] = [
    0,
    names.unreadable(statement, tokens, charset) ?? wordsOfDynamicSql(tokens, textOf).find(isRenamed),
  ];
  for (const { at: place, certain } of findQualifiers(tokens, textOf)) {
    const token = tokens[place];
    const name = token && textOf(token);
    const to = name && schemas.get(name);
    if (!token || !to || to === name) continue;
    if (!certain || packages.has(name.toLowerCase())) doubt ??= name;
    pieces.push(statement.subarray(at, token.start), await encodeText(session, quoteName(to), charset));
    at = token.end;
  }
  const renamed = Buffer.concat([...pieces, statement.subarray(at)]);
  const renamedTokens = tokensOf(renamed);
  await names.learn(renamed, renamedTokens, charset);
  return { statement: renamed, tokens: renamedTokens, decode: (token) => read(renamed, token), doubt };
}
