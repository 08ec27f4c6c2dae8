import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** What one line of SHOW GRANTS gives or takes. */
export interface Grant {
  /** A partial revoke of MySQL: takes a global privilege away for one schema. */
  readonly revoke: boolean;
  readonly level: 'global' | 'schema' | 'table' | 'routine' | 'proxy';
  /** As printed, upper case; privileges on single columns are left out. */
  readonly privileges: readonly string[];
  /** Schema level: a pattern as stored. Table level: a name. Else empty. */
  readonly schema: string;
  readonly table: string;
  /** User or role the line is about, without its host. */
  readonly grantee: string;
}

/** One line of SHOW GRANTS, taken apart. */
export interface ParsedGrant {
  /** The line without password hashes. */
  readonly statement: string;
  readonly grant: Grant | null;
  /** Roles that the line gives, without hosts. */
  readonly roles: readonly string[];
  readonly grantee: string;
}

/**
 * Takes one line of SHOW GRANTS apart. Lines that give no privilege (USAGE, SET DEFAULT ROLE, anything unknown) have none;
 * nothing here throws, since a line that is not understood must not end a run.
 * https://dev.mysql.com/doc/refman/9.7/en/grant.html · https://mariadb.com/kb/en/grant/
 */
export function parseGrant(line: string): ParsedGrant {
  const tokens = tokensOf(line);
  const statement = withoutSecret(line, tokens);
  const verb = tokens[0]?.kind === 'word' ? tokens[0].text.toUpperCase() : '';
  const nothing: ParsedGrant = { statement, grant: null, roles: [], grantee: '' };
  if (verb !== 'GRANT' && verb !== 'REVOKE') return nothing;
  const on = findWord(tokens, 'ON', 1);
  const end = findWord(tokens, verb === 'GRANT' ? 'TO' : 'FROM', on < 0 ? 1 : on);
  if (end < 0) return nothing;
  const grantee = meantBy(tokens[end + 1]);
  if (on < 0) return { ...nothing, grantee, roles: verb === 'GRANT' ? readRoles(tokens.slice(1, end)) : [] };
  const { privileges, names } = readPrivileges(tokens.slice(1, on));
  const target = names[0] === 'PROXY' ? PROXY : readTarget(tokens.slice(on + 1, end));
  if (!target) return { ...nothing, grantee };
  const option = verb === 'GRANT' && /\bWITH\b.*\bGRANT OPTION\b/i.test(line.slice(tokens[end + 1]?.end ?? 0));
  const grant: Grant = {
    ...target,
    revoke: verb === 'REVOKE',
    privileges: option ? [...privileges, 'GRANT OPTION'] : privileges,
    grantee,
  };
  return { statement, grant, roles: [], grantee };
}

const PROXY = { level: 'proxy', schema: '', table: '' } as const;

/** Names stand in any of three quotes, in which nothing but a quote is doubled. */
function tokensOf(line: string): Token[] {
  return tokenizeSql(line, { ansiQuotes: true, plainBackslash: true });
}

/** What a token names, whichever quotes it is in. */
function meantBy(token: Token | undefined): string {
  if (!token) return '';
  return token.kind === 'text' ? token.text.slice(1, -1).replaceAll("''", "'") : nameOf(token);
}

function findWord(tokens: readonly Token[], word: string, from: number): number {
  return tokens.findIndex((token, i) => i >= from && isWord(token, word));
}

/** `SELECT, INSERT (`a`, `b`), CREATE VIEW`: names of all, and apart from them those without a column list. */
function readPrivileges(tokens: readonly Token[]): { privileges: string[]; names: string[] } {
  const privileges: string[] = [];
  const names: string[] = [];
  let words: string[] = [];
  let depth = 0;
  let columns = false;
  const flush = () => {
    const name = words.join(' ').toUpperCase();
    if (name !== '') names.push(name);
    if (name !== '' && name !== 'USAGE' && !columns) privileges.push(name);
    words = [];
    columns = false;
  };
  for (const token of tokens) {
    if (isMark(token, '(')) depth++;
    else if (isMark(token, ')')) depth--;
    else if (depth === 0 && isMark(token, ',')) flush();
    else if (depth === 0) words.push(meantBy(token));
    if (depth > 0) columns = true;
  }
  flush();
  return { privileges, names };
}

/** What stands between ON and TO: `*.*`, `schema.*`, `schema.table`, or a routine. */
function readTarget(tokens: readonly Token[]): Pick<Grant, 'level' | 'schema' | 'table'> | null {
  const dot = tokens.findIndex((token) => isMark(token, '.'));
  const left = tokens[dot - 1];
  const right = tokens[dot + 1];
  if (dot < 1 || !left || !right) return null;
  const isStar = (token: Token) => isMark(token, '*');
  const type = dot > 1 ? (tokens[0]?.text.toUpperCase() ?? '') : 'TABLE';
  if (type !== 'TABLE') return { level: 'routine', schema: meantBy(left), table: '' };
  if (isStar(left)) return isStar(right) ? { level: 'global', schema: '', table: '' } : null;
  return isStar(right)
    ? { level: 'schema', schema: meantBy(left), table: '' }
    : { level: 'table', schema: meantBy(left), table: meantBy(right) };
}

/** `GRANT r1@%, r2`: the names, without the hosts that MySQL adds. */
function readRoles(tokens: readonly Token[]): string[] {
  return tokens.filter((token, i) => token.kind !== 'mark' && !isMark(tokens[i - 1], '@')).map(meantBy);
}

/** MariaDB prints `IDENTIFIED BY PASSWORD '*hash'`, or VIA plugin USING 'hash'; all of it goes, up to REQUIRE or WITH. */
function withoutSecret(line: string, tokens: readonly Token[]): string {
  const first = findWord(tokens, 'IDENTIFIED', 1);
  const start = tokens[first];
  if (first < 0 || !start) return line;
  const after = tokens.find((token, i) => i > first + 1 && isWord(token, 'REQUIRE', 'WITH'));
  const head = line.slice(0, start.start).trimEnd();
  return after ? `${head} ${line.slice(after.start)}` : head;
}
