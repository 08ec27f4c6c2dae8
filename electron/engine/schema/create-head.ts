import { isMark, isWord, type Token } from './tokenize-sql.ts';

/**
 * Whether a head says as whom the object runs. Servers always print it, and without it, or with CURRENT_USER in its place,
 * the object would run as the account that restores.
 */
export function namesDefiner(head: readonly Token[]): boolean {
  return head.some(
    (token, at) =>
      isWord(token, 'DEFINER') && isMark(head[at + 1], '=') && !isWord(head[at + 2], 'CURRENT_USER', 'CURRENT_ROLE'),
  );
}

/**
 * The place of the word for the kind in `CREATE ALGORITHM=x DEFINER=account SQL SECURITY x KIND` and the like; -1 for a
 * statement that begins in any other way.
 */
export function kindPlace(tokens: readonly Token[], kind: string): number {
  if (!isWord(tokens[0], 'CREATE')) return -1;
  let at = 1;
  for (;;) {
    const word = tokens[at];
    if (isWord(word, kind)) return at;
    if (isWord(word, 'OR') && isWord(tokens[at + 1], 'REPLACE')) at += 2;
    else if (isWord(word, 'SQL') && isWord(tokens[at + 1], 'SECURITY')) at += 3;
    else if (kind === 'VIEW' && isWord(word, 'MATERIALIZED')) at += 1;
    else if (kind === 'VIEW' && isWord(word, 'JSON') && isWord(tokens[at + 1], 'RELATIONAL')) at += 3;
    else if (isWord(word, 'AGGREGATE') && kind === 'FUNCTION') at += 1;
    else if (isWord(word, 'ALGORITHM') && isMark(tokens[at + 1], '=')) at += 3;
    else if (isWord(word, 'DEFINER') && isMark(tokens[at + 1], '=')) at += isMark(tokens[at + 3], '@') ? 5 : 3;
    else return -1;
    if (at >= tokens.length) return -1;
  }
}
