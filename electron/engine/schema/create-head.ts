import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';

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
 * Where `user`@`host`, or a role, ends that begins at `at`; -1 where it is none as servers print it, which is no text: in
 * one a backslash makes another account of it. To them the host is empty where it does not stand directly behind the @, and what
 * follows is no part of the account.
 */
function endOfAccount(tokens: readonly Token[], at: number): number {
  const [user, sign, host] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (user?.kind !== 'name' && user?.kind !== 'word') return -1;
  if (!isMark(sign, '@')) return at + 1;
  return user.end === sign?.start && sign?.end === host?.start && host?.kind === 'name' ? at + 3 : -1;
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
    else if (isWord(word, 'DEFINER') && isMark(tokens[at + 1], '=')) {
      const end = endOfAccount(tokens, at + 2);
      if (end < 0) return -1;
      at = end;
    } else return -1;
    if (at >= tokens.length) return -1;
  }
}
