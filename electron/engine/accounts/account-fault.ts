import { isDeepStrictEqual } from 'node:util';
import type { StatementFault } from '../../../shared/set-facts.ts';
import { accountKey } from '../mysql/account-name.ts';
import { hiddenCode } from '../schema/hidden-code.ts';
import { hidesWord } from '../schema/joined-tokens.ts';
import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { type AccountGrant, readAccountGrant } from './account-grant.ts';
import type { ReadAccount } from './read-accounts.ts';

/** What is wrong with accounts of a list; of one that is there twice nobody knows which is meant. */
export function accountFaults(accounts: readonly ReadAccount[]): ReadonlyMap<ReadAccount, StatementFault> {
  const alike = Map.groupBy(accounts, accountKey);
  return new Map(
    accounts.flatMap((account): [ReadAccount, StatementFault][] => {
      const twice = (alike.get(accountKey(account))?.length ?? 0) > 1;
      const fault = twice ? 'other-statement' : accountFault(account);
      return fault === undefined ? [] : [[account, fault]];
    }),
  );
}

/** Whether a statement that was put together gives what it was to give, to this grantee as it is quoted, and nothing else. */
export function isAsWritten(sql: string, grant: AccountGrant, grantee: string): boolean {
  const tokens = tokenizeSql(sql);
  const read = readAccountGrant(sql);
  if (!isGrant(sql, tokens) || !read || hiddenCode(sql, tokens)?.length !== 0) return false;
  const to = tokens.findIndex((token) => isWord(token, 'TO', 'FROM', 'FOR'));
  return (
    sql.startsWith(grantee, tokens[to + 1]?.start) &&
    read.verb === grant.verb &&
    read.on === grant.on &&
    read.option === grant.option &&
    isDeepStrictEqual(read.items, grant.items)
  );
}

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
    if (tokens.some((token) => isMark(token, ';')) || hidesWord(tokens)) return 'other-statement';
    if (!(isUser ? createsOnly(tokens, account) : givesTo(sql, tokens, account))) return 'other-statement';
  }
  return undefined;
}

/** CREATE USER or ROLE of this account; a comma would begin another one. */
function createsOnly(tokens: readonly Token[], account: Pick<ReadAccount, 'name' | 'host'>): boolean {
  const role = isWord(tokens[1], 'ROLE');
  if (!isWord(tokens[0], 'CREATE') || !(role || isWord(tokens[1], 'USER'))) return false;
  // Marks that nothing of it has could become a comment, or an account more, when it is put together anew.
  const isPlain = tokens.every((token) => token.kind !== 'mark' || token.text === '@' || token.text === '.');
  if (!isAccount(tokens, 2, account) || !isPlain) return false;
  return !role || tokens.length <= 5;
}

/** GRANT … TO, REVOKE … FROM, SET DEFAULT ROLE … TO or FOR this account. */
function givesTo(sql: string, tokens: readonly Token[], account: Pick<ReadAccount, 'name' | 'host'>): boolean {
  const to = tokens.findIndex((token) => isWord(token, 'TO', 'FROM', 'FOR'));
  const rest = tokens.slice(to + 1);
  return isGrant(sql, tokens) && isAccount(tokens, to + 1, account) && !rest.some((token) => isMark(token, ','));
}

/**
 * Privileges with their columns or roles, then ON and what they are for, then TO: up to there nothing but words, quoted names
 * and the marks that belong to these, so that what is put together of its parts reads as they do.
 */
function isGrant(sql: string, tokens: readonly Token[]): boolean {
  const [first] = tokens;
  const to = tokens.findIndex((token) => isWord(token, 'TO', 'FROM', 'FOR'));
  const on = tokens.findIndex((token) => isWord(token, 'ON'));
  const known =
    isWord(first, 'GRANT') ||
    (isWord(first, 'REVOKE') && on > 0 && on < to) ||
    (isWord(first, 'SET') && isWord(tokens[1], 'DEFAULT'));
  const isOf = (marks: string) => (token: Token) => token.kind !== 'mark' || marks.includes(token.text);
  const what = tokens.slice(1, on >= 0 && on < to ? on : to);
  const target = on >= 0 && on < to ? tokens.slice(on + 1, to) : [];
  // A name may hold any character; between two pieces nothing but blanks stands.
  const blanks = tokens.every(({ start }, at) => /^ *$/.test(sql.slice(tokens[at - 1]?.end ?? 0, start)));
  return known && to > 0 && blanks && what.every(isOf('(),@')) && target.every(isOf('.*@'));
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
