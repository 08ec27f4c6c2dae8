import { randomBytes } from 'node:crypto';
import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** What SHOW CREATE USER says, taken apart. */
export interface CreateUser {
  /** Without DEFAULT ROLE, whose roles may not be there yet. */
  readonly create: string;
  /** MySQL: the roles of DEFAULT ROLE, as they are written. */
  readonly defaultRoles: string | undefined;
  /** How the account logs in: names of authentication plugins, each once. */
  readonly plugins: readonly string[];
}

/** Behind the password comes one of these. */
const AFTER_PASSWORD = ['REQUIRE', 'WITH', 'PASSWORD', 'ACCOUNT', 'COMMENT', 'ATTRIBUTE', 'FAILED_LOGIN_ATTEMPTS'];

/** Takes a statement of SHOW CREATE USER apart. */
export function readCreateUser(statement: string): CreateUser {
  const tokens = tokenizeSql(statement);
  const at = tokens.findIndex((token, i) => isWord(token, 'DEFAULT') && isWord(tokens[i + 1], 'ROLE'));
  const plugins = pluginsOf(tokens);
  if (at < 0) return { create: statement, defaultRoles: undefined, plugins };
  const next = tokens.findIndex((token, i) => i > at + 1 && isWord(token, ...AFTER_PASSWORD));
  const end = tokens[next]?.start ?? statement.length;
  return {
    create: `${statement.slice(0, tokens[at]?.start).trimEnd()} ${statement.slice(end)}`.trimEnd(),
    defaultRoles: statement.slice(tokens[at + 2]?.start, end).trimEnd(),
    plugins,
  };
}

/**
 * The account with a password that nobody knows, locked: for a server that cannot use its hash. Whoever unlocks it sets a
 * password first; without one the account would be open to everybody then. TLS and limits stay as they were.
 */
export function lockedUser(statement: string, account: string, mariadb: boolean): string {
  const tokens = tokenizeSql(statement);
  const require = tokens.findIndex((token) => isWord(token, 'REQUIRE'));
  const limits = tokens.findIndex((token, i) => isWord(token, 'WITH') && /^MAX_/i.test(tokens[i + 1]?.text ?? ''));
  const from = require >= 0 ? require : limits;
  const end = tokens.findIndex((token, i) => i > from && isWord(token, ...AFTER_PASSWORD.slice(2)));
  const kept = from < 0 ? '' : statement.slice(tokens[from]?.start, tokens[end]?.start ?? statement.length).trim();
  const known = mariadb ? kept : kept.replace(/ MAX_STATEMENT_TIME [\d.]+/i, '').replace(/ WITH$/i, '');
  // Upper and lower case, digits and marks, for servers that check new passwords.
  const password = `aA1-${randomBytes(24).toString('base64')}`;
  return `CREATE USER ${account} IDENTIFIED BY '${password}'${known === '' ? '' : ` ${known}`} ACCOUNT LOCK`;
}

/** The server's words about a statement without what stood in its literals: they may repeat a part of it. */
export function withoutLiterals(words: string, statement: string): string {
  const secrets = tokenizeSql(statement).filter(
    (token) => token.kind === 'text' || (token.kind === 'word' && /^0x/i.test(token.text)),
  );
  return secrets.reduce((text, { kind, text: literal }) => {
    const bare = kind === 'text' ? literal.slice(1, -1) : literal;
    return bare.length < SHORTEST_SECRET ? text : text.replaceAll(bare, '…');
  }, words);
}

/** Names of plugins are literals too, and are no secret; hashes are longer than 13 characters. */
const SHORTEST_SECRET = 13;

/** MariaDB: VIA one OR other; MySQL: WITH 'one' AND IDENTIFIED WITH 'other'; BY PASSWORD and nothing: the oldest. */
function pluginsOf(tokens: readonly Token[]): string[] {
  const first = tokens.findIndex((token) => isWord(token, 'IDENTIFIED'));
  if (first < 0 || isWord(tokens[first + 1], 'BY')) return ['mysql_native_password'];
  const end = tokens.findIndex(
    (token, i) => i > first + 1 && !isWord(tokens[i - 1], 'IDENTIFIED') && isWord(token, ...AFTER_PASSWORD),
  );
  const part = tokens.slice(first, end < 0 ? tokens.length : end);
  const names = part.flatMap((token, i) => {
    const named =
      isWord(part[i - 1], 'VIA', 'OR') || (isWord(part[i - 1], 'WITH') && isWord(part[i - 2], 'IDENTIFIED'));
    if (!named || isMark(token, ',')) return [];
    return [token.kind === 'text' ? nameOf({ ...token, kind: 'name' }) : nameOf(token)];
  });
  return [...new Set(names)];
}
