import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** A table or sequence that a definition names; `schema` is null where it is that of the table. */
interface Named {
  readonly schema: string | null;
  readonly name: string;
  /** A member of a MERGE table, whose rows it reads and writes. */
  readonly member: boolean;
}

/**
 * Whether a CREATE TABLE, as servers print it, ties the table to something that is not restored with it: foreign keys and
 * defaults of sequences to what is in other schemas, and members of a MERGE table wherever they are.
 */
export function tiesOutside(
  statement: Buffer,
  isRestored: { readonly schema: (schema: string) => boolean; readonly sibling: (name: string) => boolean },
): boolean {
  return namesIn(statement).some(({ schema, name, member }) =>
    schema === null ? member && !isRestored.sibling(name) : !isRestored.schema(schema),
  );
}

function namesIn(statement: Buffer): Named[] {
  const tokens = tokenizeSql(statement.toString('latin1'));
  const text = (token: Token) => Buffer.from(nameOf(token), 'latin1').toString('utf8');
  const found: Named[] = [];
  let inUnion = false;
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    if (isWord(token, 'UNION') && isMark(tokens[at + 1], '=')) inUnion = true;
    else if (isMark(token, ')')) inUnion = false;
    const member = inUnion && (isMark(before, '(') || isMark(before, ','));
    // Whatever it is that has a schema in front: servers print it for these two, and a forged set may write others.
    const last = isMark(tokens[at + 1], '.') && tokens[at + 2]?.kind === 'name' ? tokens[at + 2] : undefined;
    if (token.kind !== 'name' || isMark(before, '.') || !(member || last)) return;
    found.push({ schema: last ? text(token) : null, name: text(last ?? token), member });
  });
  return found;
}
