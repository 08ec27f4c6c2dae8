import { closingMark, isMark, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { columnsOf } from './split-create-table.ts';

/** Functions that give the same text whatever charset their literals are in; the column then has it in its own. */
const BY_CHARACTERS = new Set(
  `concat concat_ws lower lcase upper ucase trim ltrim rtrim replace left right substr substring mid reverse repeat lpad rpad
   coalesce ifnull nullif if char_length character_length locate instr position json_object json_array json_quote format
   uuid sys_guid now current_timestamp curdate curtime sysdate utc_timestamp date_format rand nextval user current_user`.split(
    /\s+/,
  ),
);

/**
 * Columns whose default is computed from the bytes of a text outside of ASCII, such as HEX('é'). MariaDB goes on with the
 * charset of the client that wrote it, and prints the text without that, so that no reader of a definition makes the same
 * default, nor does its own CREATE TABLE … LIKE; DEFAULT() says what it would be in utf8mb4. MySQL prints the charset.
 * `sql` is a CREATE TABLE as bytes in latin1.
 */
export function findByteDefaults(sql: string): string[] {
  if (!OUTSIDE_ASCII.test(sql)) return [];
  return columnsOf(sql).flatMap(({ name, text }) => {
    if (!OUTSIDE_ASCII.test(text)) return [];
    const given = defaultOf(tokenizeSql(text));
    return given.some(isText) && given.some((token, at) => dependsOnBytes(token, given[at + 1])) ? [name] : [];
  });
}

const OUTSIDE_ASCII = /[\x80-\xff]/;

/** The tokens of a default that is an expression: one in parentheses, or a function with its arguments; none else. */
function defaultOf(tokens: readonly Token[]): readonly Token[] {
  const from = tokens.findIndex((token) => isWord(token, 'DEFAULT')) + 1;
  const open = isMark(tokens[from], '(') ? from : from + 1;
  if (from === 0 || !isMark(tokens[open], '(')) return [];
  const close = closingMark(tokens, open);
  return tokens.slice(from, close < 0 ? undefined : close + 1);
}

function isText({ kind, text }: Token): boolean {
  return kind === 'text' && OUTSIDE_ASCII.test(text);
}

/** A function that is not known to look at characters only. */
function dependsOnBytes(token: Token, next: Token | undefined): boolean {
  return token.kind === 'word' && isMark(next, '(') && !BY_CHARACTERS.has(token.text.toLowerCase());
}
