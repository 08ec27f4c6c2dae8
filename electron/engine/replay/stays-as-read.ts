import { maskText } from '../schema/client-charset.ts';
import { type Token, type TokenOptions, tokenizeSql } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';
import { type ReadStatementOptions, tokensOf } from './read-statement.ts';

type Reading = Omit<ReadStatementOptions, 'decode'>;

/** An edit, and which bytes of the changed statement stand in its place. */
export interface PlacedEdit extends Edit {
  readonly at: number;
  readonly length: number;
}

/**
 * True where the server reads a changed statement as the one that was looked at with its edits, token by token. Words that
 * were looked at in UTF-8 and go in the client's charset, or the other way round, may end elsewhere there: half of a character
 * is a backslash or a quote in gbk, and a whole one in swe7.
 */
export function staysAsRead(sql: Buffer, edits: readonly PlacedEdit[], sent: Buffer, reading: Reading): boolean {
  const expected = expectedTokens(tokensOf(sql, reading), edits, reading);
  const found = foundTokens(tokensOf(sent, { ...reading, written: undefined }), edits);
  return expected.length === found.length && expected.every((token, at) => token === found[at]);
}

/** Tokens as kinds with their places in the changed statement; those of an edit as kinds with its place. */
function expectedTokens(tokens: readonly Token[], edits: readonly PlacedEdit[], reading: Reading): string[] {
  const expected: string[] = [];
  let [next, moved] = [0, 0];
  const takeEdits = (to: number) => {
    for (let edit = edits[next]; edit && edit.end <= to; edit = edits[++next]) {
      expected.push(...kindsOf(edit, reading));
      moved += edit.length - (edit.end - edit.start);
    }
  };
  for (const { kind, start, end } of tokens) {
    takeEdits(start);
    if ((edits[next]?.start ?? Infinity) >= end) expected.push(`${kind} ${start + moved} ${end + moved}`);
  }
  takeEdits(Infinity);
  return expected;
}

function foundTokens(tokens: readonly Token[], edits: readonly PlacedEdit[]): string[] {
  let next = 0;
  return tokens.map(({ kind, start, end }) => {
    while ((edits[next]?.at ?? Infinity) + (edits[next]?.length ?? 0) <= start) next++;
    const edit = edits[next];
    return edit && edit.at <= start && end <= edit.at + edit.length ? `${kind} ${edit.at}` : `${kind} ${start} ${end}`;
  });
}

/** What the text of an edit is made of, while it is not yet in any other charset than UTF-8. */
function kindsOf({ text, at }: PlacedEdit, { ansiQuotes, plainBackslash, server }: Reading): string[] {
  const options: TokenOptions = { ansiQuotes, plainBackslash, ...(server ? { server } : {}) };
  return tokenizeSql(maskText(Buffer.from(text), 'utf8mb4'), options).map(({ kind }) => `${kind} ${at}`);
}
