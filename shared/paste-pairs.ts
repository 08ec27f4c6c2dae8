import {
  type Address,
  type AddressMistake,
  expandRanges,
  isHost,
  isUrl,
  isUser,
  readAddress,
  readPort,
  readSchemas,
} from './paste-address.ts';
import { readTls } from './paste-tls.ts';

/** What a key of a settings file, an environment or a connection string is about. */
type Field = 'host' | 'port' | 'user' | 'password' | 'database' | 'url' | 'sslmode';

const WORDS: Readonly<Record<string, Field>> = {
  host: 'host',
  hostname: 'host',
  server: 'host',
  datasource: 'host',
  address: 'host',
  addr: 'host',
  port: 'port',
  user: 'user',
  username: 'user',
  userid: 'user',
  uid: 'user',
  password: 'password',
  pass: 'password',
  passwd: 'password',
  pwd: 'password',
  secret: 'password',
  database: 'database',
  dbname: 'database',
  schema: 'database',
  initialcatalog: 'database',
  url: 'url',
  jdbcurl: 'url',
  dsn: 'url',
  uri: 'url',
  sslmode: 'sslmode',
};

export interface Pair {
  readonly field: Field;
  /** What stands around the word: `DB0` of DB0_HOST. Pairs of one group are one server. */
  readonly group: string;
  readonly value: string;
}

/** `DB_HOST=x`, `export DB_HOST="x"`, `host = x`, `jdbcUrl: x`; 'key' for a key that is not about a server, null for no pair. */
export function readPair(line: string): Pair | 'key' | null {
  const match = /^(?:export\s+|-\s+)?["']?([\w. -]+?)["']?\s*(?:=|:(?=\s))\s*(.*)$/s.exec(line);
  if (!match) return null;
  const [, key = '', value = ''] = match;
  const words = key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_. -]+/);
  // In front of the words that are one: DB_NAME stands beside DB_HOST.
  if (words.length > 1 && words.at(-1) === 'name' && words.includes('db'))
    return { field: 'database', group: words.slice(0, -1).join('_'), value: unquote(value) };
  const whole = WORDS[words.join('')];
  if (whole) return { field: whole, group: '', value: unquote(value) };
  // A secret is one whatever else its key says: it must not be taken for a host.
  const rank = (field: Field) => (field === 'password' ? 0 : 1);
  const found = words
    .flatMap((word, at) => (WORDS[word] === undefined ? [] : [{ field: WORDS[word], at }]))
    .toSorted((a, b) => rank(a.field) - rank(b.field) || b.at - a.at)[0];
  if (found) return { field: found.field, group: words.toSpliced(found.at, 1).join('_'), value: unquote(value) };
  return 'key';
}

/**
 * `Server=h;Port=3306;Uid=u;Pwd=p;Database=d`: all in one line. Null where it is none: a line that begins with a password is
 * a setting whose value may hold anything.
 */
export function readConnectionString(line: string): Address[] | AddressMistake | null {
  if (!/^[\w ]+=[^;]*;/.test(line)) return null;
  const parts = line.split(';').filter((part) => part.trim() !== '');
  const pairs = parts.map((part) => readPair(part.trim()));
  const [first] = pairs;
  if (first === null || first === undefined || first === 'key' || first.group !== '' || first.field === 'password')
    return null;
  if (pairs.some((pair) => pair === null)) return 'form';
  return addressOf(pairs.filter((pair) => pair !== null && pair !== 'key'));
}

/** The server that pairs of one group are about. */
export function addressOf(pairs: readonly Pair[]): Address[] | AddressMistake {
  const said = new Map<string, string>();
  for (const { field, value } of pairs) {
    if (said.has(field)) return 'form';
    said.set(field, value);
  }
  const url = said.get('url');
  const host = said.get('host');
  const password = said.get('password') ?? '';
  const user = said.get('user');
  if (user !== undefined && !isUser(user)) return 'form';
  const own = { ...(user === undefined ? {} : { user }), ...(password === '' ? {} : { password }) };
  if (url !== undefined) {
    if (!isUrl(url) || host !== undefined) return 'form';
    const found = readAddress(url);
    return typeof found === 'string' ? found : found.map((one) => ({ ...one, ...own }));
  }
  if (host === undefined) return 'no-host';
  const port = readPort(said.get('port'));
  if (port === null) return 'port';
  const tls = readTls(said);
  if (tls === null) return 'tls';
  const steps = expandRanges(`${host}\n${said.get('database') ?? ''}`);
  if (typeof steps === 'string') return steps;
  const found: Address[] = [];
  for (const step of steps) {
    const [name = '', database = ''] = step.split('\n');
    const schemas = readSchemas(database);
    if (!isHost(name)) return 'host';
    if (schemas === undefined) return 'form';
    const rest = { ...(tls === undefined ? {} : { tls }), ...(schemas.length === 0 ? {} : { schemas }) };
    found.push({ host: name, ...(port === undefined ? {} : { port }), ...own, ...rest });
  }
  return found;
}

function unquote(text: string): string {
  const bare = text.trim();
  return /^(["']).*\1$/s.test(bare) && bare.length > 1 ? bare.slice(1, -1) : bare;
}
