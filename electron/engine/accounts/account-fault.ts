import type { StatementFault } from '../../../shared/set-facts.ts';
import { hiddenCode } from '../schema/hidden-code.ts';
import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import type { ReadAccount } from './read-accounts.ts';

/**
 * Whether the statements of an account are what the list of a set says: they create this one account, and give to it. What
 * they give is the set's to say. Roles of MariaDB are made from their names alone.
 */
export function accountFault(
  account: Pick<ReadAccount, 'name' | 'host' | 'create' | 'grants'>,
): StatementFault | undefined {
  for (const [sql, isUser] of [
    [account.create, true] as const,
    ...account.grants.map((line) => [line, false] as const),
  ]) {
    const tokens = tokenizeSql(sql);
    const code = hiddenCode(sql, tokens);
    if (!code || code.length > 0) return 'hidden-code';
    if (tokens.some((token) => isMark(token, ';'))) return 'other-statement';
    if (!(isUser ? createsOnly(tokens, account) : givesTo(tokens, account))) return 'other-statement';
  }
  return undefined;
}

/** CREATE USER or ROLE of this account; a comma would begin another one. */
function createsOnly(tokens: readonly Token[], account: Pick<ReadAccount, 'name' | 'host'>): boolean {
  const role = isWord(tokens[1], 'ROLE');
  if (!isWord(tokens[0], 'CREATE') || !(role || isWord(tokens[1], 'USER'))) return false;
  if (!isAccount(tokens, 2, account) || tokens.some((token) => isMark(token, ','))) return false;
  return !role || tokens.length <= 5;
}

/** GRANT … TO, REVOKE … FROM, SET DEFAULT ROLE … TO or FOR this account. */
function givesTo(tokens: readonly Token[], account: Pick<ReadAccount, 'name' | 'host'>): boolean {
  const [first] = tokens;
  const known = isWord(first, 'GRANT', 'REVOKE') || (isWord(first, 'SET') && isWord(tokens[1], 'DEFAULT'));
  const to = tokens.findIndex((token) => isWord(token, 'TO', 'FROM', 'FOR'));
  const rest = tokens.slice(to + 1);
  return known && to > 0 && isAccount(tokens, to + 1, account) && !rest.some((token) => isMark(token, ','));
}

/**
 * Quoted, as servers print it: a name without quotes may go on behind what is a token here (`x@foo.bar`), and a backslash in a
 * text makes another one of it.
 */
function isAccount(tokens: readonly Token[], at: number, { name, host }: Pick<ReadAccount, 'name' | 'host'>): boolean {
  const bare = (token: Token | undefined) =>
    token && token.kind !== 'word' && !(token.kind === 'text' && token.text.includes('\\'))
      ? nameOf({ ...token, kind: 'name' })
      : undefined;
  if (bare(tokens[at]) !== name) return false;
  if (!isMark(tokens[at + 1], '@')) return host === '' || host === '%';
  return bare(tokens[at + 2])?.toLowerCase() === host.toLowerCase();
}
