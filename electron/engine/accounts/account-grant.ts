import { MANY, matchesWildcards, ONE, type Wildcards } from '../../../shared/wildcards.ts';
import { applyEdits, isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** One line of SHOW GRANTS, taken apart so that it can be written for another server: without passwords and limits. */
export interface AccountGrant {
  readonly verb: 'GRANT' | 'REVOKE' | 'SET DEFAULT ROLE';
  /** Privileges with their columns; without `on` roles. As they are written. */
  readonly items: readonly string[];
  /** What the privileges are for, as it is written: `*.*`, `shop`.*, PROCEDURE `shop`.`p`. */
  readonly on: string | undefined;
  readonly option: '' | ' WITH GRANT OPTION' | ' WITH ADMIN OPTION';
  /** User or role that the line is about, without its host. */
  readonly grantee: string;
}

/** Reads a line of SHOW GRANTS; undefined for one that gives nothing (USAGE). */
export function readAccountGrant(line: string): AccountGrant | undefined {
  const tokens = tokenizeSql(line);
  const [first] = tokens;
  const verb = isWord(first, 'GRANT') ? 'GRANT' : isWord(first, 'REVOKE') ? 'REVOKE' : 'SET DEFAULT ROLE';
  const start = verb === 'SET DEFAULT ROLE' ? 3 : 1;
  const end = tokens.findIndex((token, at) => at >= start && isWord(token, 'TO', 'FROM', 'FOR'));
  const grantee = tokens[end + 1];
  if (end < 0 || !grantee) return undefined;
  const on = tokens.findIndex((token, at) => at >= start && at < end && isWord(token, 'ON'));
  const items = splitItems(line, tokens.slice(start, on < 0 ? end : on));
  const rest = tokens.slice(end + 2);
  const withWord = (word: string) =>
    rest.some((token, at) => isWord(token, word) && isWord(rest[at + 1], 'OPTION')) ? word : undefined;
  const option = withWord('GRANT') ?? withWord('ADMIN');
  if (option === undefined && items.length === 1 && items[0]?.toUpperCase() === 'USAGE') return undefined;
  return {
    verb,
    items,
    on: on < 0 ? undefined : line.slice(tokens[on + 1]?.start ?? 0, tokens[end - 1]?.end),
    option: option === 'GRANT' ? ' WITH GRANT OPTION' : option === 'ADMIN' ? ' WITH ADMIN OPTION' : '',
    grantee: nameOf(asName(grantee)),
  };
}

/** The statement that gives it to `grantee`, which is quoted. MariaDB's SET DEFAULT ROLE has another preposition. */
export function writeAccountGrant(
  { verb, items, on, option }: AccountGrant,
  grantee: string,
  mariadb: boolean,
): string {
  const list = items.join(', ');
  switch (verb) {
    case 'SET DEFAULT ROLE':
      return `SET DEFAULT ROLE ${list} ${mariadb ? 'FOR' : 'TO'} ${grantee}`;
    case 'REVOKE':
      return `REVOKE ${list} ON ${on} FROM ${grantee}`;
    case 'GRANT':
      return `GRANT ${list}${on === undefined ? '' : ` ON ${on}`} TO ${grantee}${option}`;
  }
}

/** What a grant is about when its schema has another name on the target. */
export interface RenamedGrant {
  readonly grant: AccountGrant;
  /** Set where the grant names schemas by a pattern that means renamed ones too, which cannot be said in one pattern. */
  readonly pattern: string | undefined;
}

/** The grant for schemas under their new names; `renames` holds only those whose name changes. */
export function renameGrant(grant: AccountGrant, renames: ReadonlyMap<string, string>): RenamedGrant {
  const { on } = grant;
  const unchanged = { grant, pattern: undefined };
  if (on === undefined || renames.size === 0 || isProxy(grant)) return unchanged;
  const tokens = tokenizeSql(on);
  const dot = tokens.findIndex((token) => isMark(token, '.'));
  const schema = tokens[dot - 1];
  if (!schema || schema.kind === 'mark') return unchanged;
  const written = nameOf(schema);
  const put = (name: string) => ({
    grant: { ...grant, on: applyEdits(on, [{ ...schema, text: `\`${name.replaceAll('`', '``')}\`` }]) },
    pattern: undefined,
  });
  const exact = renames.get(written);
  if (exact !== undefined) return put(exact);
  if (!isMark(tokens[dot + 1], '*')) return unchanged; // only grants on whole schemas are patterns
  const literal = plainName(written);
  const renamed = literal === undefined ? undefined : renames.get(literal);
  if (renamed !== undefined) return put(renamed.replace(/[\\_%]/g, '\\$&'));
  const matches =
    literal === undefined && [...renames.keys()].some((name) => matchesWildcards(patternOf(written), name));
  return { grant, pattern: matches ? written : undefined };
}

/** True for the right to log in as somebody else. */
export function isProxy({ items }: AccountGrant): boolean {
  return items.length === 1 && items[0]?.toUpperCase() === 'PROXY';
}

/** A role without its host: MariaDB's have none. */
export function roleWithoutHost(item: string): string {
  const [name, mark] = tokenizeSql(item);
  return name && isMark(mark, '@') ? item.slice(0, name.end) : item;
}

/** `SELECT, INSERT (`a`, `b`)`, split at the commas outside of parentheses. */
function splitItems(line: string, tokens: readonly Token[]): string[] {
  const items: string[] = [];
  let depth = 0;
  let from = 0;
  const take = (to: number) => {
    const [first, last] = [tokens[from], tokens[to - 1]];
    if (first && last && to > from) items.push(line.slice(first.start, last.end));
    from = to + 1;
  };
  tokens.forEach((token, at) => {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (depth === 0 && isMark(token, ',')) take(at);
  });
  take(tokens.length);
  return items;
}

/** Accounts are also printed between plain quotes. */
function asName(token: Token): Token {
  return token.kind === 'text' ? { ...token, kind: 'name' } : token;
}

/** The schema that a pattern names; undefined where an unescaped wildcard makes it mean several. */
function plainName(pattern: string): string | undefined {
  const literal = pattern.replaceAll(/\\([\\_%])/g, (_, char: string) => char.replace(/[_%]/, '\0$&'));
  return /(?<!\0)[_%]/.test(literal) ? undefined : literal.replaceAll('\0', '');
}

function patternOf(pattern: string): Wildcards {
  return [...pattern.matchAll(/\\([\\_%])|([\s\S])/gu)].map(([, escaped, other = '']) =>
    escaped !== undefined ? escaped : other === '_' ? ONE : other === '%' ? MANY : other,
  );
}
