import { closingMark, isMark, isWord, type Token } from '../sql/tokenize-sql.ts';

/** What may stand behind the columns of a key beside its options' values. */
const KEY_WORDS = [
  ...[
    'USING',
    'BTREE',
    'HASH',
    'RTREE',
    'COMMENT',
    'KEY_BLOCK_SIZE',
    'WITH',
    'PARSER',
    'VISIBLE',
    'INVISIBLE',
    'IGNORED',
  ],
  ...['NOT', 'ENGINE_ATTRIBUTE', 'SECONDARY_ENGINE_ATTRIBUTE', 'CLUSTERING'],
];
const REFERENCE_WORDS = [
  ...['ON', 'DELETE', 'UPDATE', 'CASCADE', 'SET', 'NULL', 'DEFAULT', 'RESTRICT', 'NO', 'ACTION'],
  ...['MATCH', 'FULL', 'PARTIAL', 'SIMPLE'],
];

/**
 * Whether a key or constraint of a CREATE TABLE, `tokens`, is one and nothing besides: it may become a part of an ALTER
 * TABLE, behind which servers take partitions and options of the table.
 */
export function isPlainKey(tokens: readonly Token[]): boolean {
  const close = closingMark(
    tokens,
    tokens.findIndex((token) => isMark(token, '(')),
  );
  if (close < 0) return false;
  const behind = tokens.slice(close + 1);
  if (tokens.some((token) => isWord(token, 'FOREIGN'))) return isReference(behind);
  if (tokens.slice(0, close).some((token) => isWord(token, 'CHECK'))) return areWords(behind, ['NOT', 'ENFORCED']);
  return behind.every(
    (token, at) =>
      isWord(token, ...KEY_WORDS) ||
      token.kind === 'text' ||
      token.kind === 'name' ||
      isMark(token, '=') ||
      (token.kind === 'word' && (isMark(behind[at - 1], '=') || isWord(behind[at - 1], 'KEY_BLOCK_SIZE'))),
  );
}

/** REFERENCES table (columns) and what happens to its rows. */
function isReference(tokens: readonly Token[]): boolean {
  const open = isMark(tokens[2], '.') ? 4 : 2;
  const close = isMark(tokens[open], '(') ? closingMark(tokens, open) : -1;
  return isWord(tokens[0], 'REFERENCES') && close > 0 && areWords(tokens.slice(close + 1), REFERENCE_WORDS);
}

function areWords(tokens: readonly Token[], words: readonly string[]): boolean {
  return tokens.every((token) => isWord(token, ...words));
}
