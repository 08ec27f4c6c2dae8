import { readTls, type TlsMode } from './paste-tls.ts';

/** What a pasted line says of one server; nothing of it is taken by guessing. */
export interface Address {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly schemas?: readonly string[];
  readonly tls?: TlsMode;
}

/**
 * Why a line was not understood: not of any known form · no such host name · the port · the ranges · an @ that has to be
 * written as %40 · how to encrypt · a key that says nothing of a server · no host among what belongs together.
 */
export type AddressMistake = 'form' | 'host' | 'port' | 'ranges' | 'too-many' | 'escape' | 'tls' | 'key' | 'no-host';

/** As many shards as a cluster may have. */
export const MOST = 256;

/** `{0..15}`, `{00..15}` or `{a,b,c}` */
const RANGE = /\{(?:(\d+)\.\.(\d+)|([^{}]*,[^{}]*))\}/g;
const SCHEME = /^(?:jdbc:)?(?:mysql|mariadb):\/\//i;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?$/u;
/** What servers take unquoted, and globs; a name that needs more is typed in the form. */
const SCHEMA = /^[\p{L}\p{N}_$*?-]+$/u;

/** True for a line that can be nothing but the address of a server. */
export function isUrl(line: string): boolean {
  return SCHEME.test(line);
}

/** A host name, an IPv4 or a bracketless IPv6 address. Digits alone are no host: they are a port, or half a password. */
export function isHost(text: string): boolean {
  if (text.length > 253) return false;
  if (text.includes(':')) return /^[\da-f:.]+$/i.test(text) && text.split(':').length > 2;
  const labels = text.replace(/\.$/, '').split('.');
  if (labels.every((label) => /^\d+$/.test(label)))
    return labels.length === 4 && labels.every((label) => Number(label) <= 255);
  return labels.every((label) => LABEL.test(label));
}

/**
 * `[scheme://][user[:password]@]host[:port][/schema,schema][?key=value&…]`, with ranges behind the @. The password goes up
 * to the last @; where a later one may belong to it too, the line is refused.
 */
export function readAddress(line: string): Address[] | AddressMistake {
  const bare = line.replace(SCHEME, '');
  if (/\s/.test(bare)) return 'form';
  const question = bare.lastIndexOf('?');
  const asked = question === -1 || bare.indexOf('@', question) > question ? undefined : bare.slice(question + 1);
  // An @ behind a question mark may be the end of a password or in one.
  if (question !== -1 && asked === undefined) return 'escape';
  const front = asked === undefined ? bare : bare.slice(0, question);
  const end = front.lastIndexOf('@');
  const who = end === -1 ? {} : readUser(front.slice(0, end));
  const said = readQuery(asked ?? '');
  if (typeof who === 'string') return who;
  if (typeof said === 'string') return said;
  if (who.user !== undefined && said.user !== undefined) return 'form';
  const tails = expandRanges(front.slice(end + 1));
  if (typeof tails === 'string') return tails;
  const found: Address[] = [];
  for (const tail of tails) {
    const place = readPlace(tail);
    if (typeof place === 'string') return place;
    found.push({ ...place, ...who, ...said });
  }
  return found;
}

/** `host[:port][/schema,schema]` */
function readPlace(text: string): Pick<Address, 'host' | 'port' | 'schemas'> | AddressMistake {
  const match = /^(\[[^\]]+\]|[^:/[\]]+)(?::(\d+))?(?:\/(.*))?$/.exec(text);
  if (!match) return 'form';
  const [, name = '', port, path = ''] = match;
  const host = name.replace(/^\[|\]$/g, '');
  if (!isHost(host)) return 'host';
  const schemas = readSchemas(path);
  if (schemas === undefined) return 'form';
  const number = readPort(port);
  if (number === null) return 'port';
  return { host, ...(number === undefined ? {} : { port: number }), ...(schemas.length === 0 ? {} : { schemas }) };
}

/** Null for what is no port; undefined for none. */
export function readPort(text: string | undefined): number | null | undefined {
  if (text === undefined || text === '') return undefined;
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65535 ? number : null;
}

/** Undefined where one of them is no name of a schema. */
export function readSchemas(text: string): string[] | undefined {
  const names = text
    .split(',')
    .map((name) => decode(name.trim()))
    .filter((name) => name !== '');
  return names.every((name) => SCHEMA.test(name)) ? names : undefined;
}

function readUser(text: string): Pick<Address, 'user' | 'password'> | AddressMistake {
  const colon = text.indexOf(':');
  const user = decode(colon === -1 ? text : text.slice(0, colon));
  const password = colon === -1 ? '' : decode(text.slice(colon + 1));
  if (!isUser(user)) return 'form';
  return { user, ...(password === '' ? {} : { password }) };
}

/** Names of accounts that a person would paste; none is longer than 80 characters. */
export function isUser(text: string): boolean {
  return /^[^\s:/?#;=]{1,80}$/.test(text);
}

/** What drivers are told behind the question mark; what is not about account or TLS does not matter here. */
function readQuery(text: string): Pick<Address, 'user' | 'password' | 'tls'> | AddressMistake {
  if (text === '') return {};
  const said = new Map<string, string>();
  for (const pair of text.split('&')) {
    const match = /^([\w.-]+)=([^=]*)$/.exec(pair);
    const [, key = '', value = ''] = match ?? [];
    if (!match || said.has(key.toLowerCase())) return 'form';
    said.set(key.toLowerCase(), decode(value));
  }
  const [user, password] = [said.get('user') ?? said.get('username'), said.get('password')];
  if (user !== undefined && !isUser(user)) return 'form';
  const tls = readTls(said);
  if (tls === null) return 'tls';
  return {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
  };
}

/** One line per step of its ranges, or why that cannot be. */
export function expandRanges(line: string): string[] | 'ranges' | 'too-many' {
  const ranges = [...line.matchAll(RANGE)].map(([, from, to, list]) =>
    list === undefined ? count(from ?? '', to ?? '') : list.split(','),
  );
  if (/[{}]/.test(line.replace(RANGE, ''))) return 'ranges';
  const [first] = ranges;
  if (!first) return [line];
  if (ranges.some((range) => range.length > MOST)) return 'too-many';
  if (ranges.some((range) => range.length !== first.length || range.length === 0)) return 'ranges';
  return first.map((_, step) => {
    let next = 0;
    return line.replace(RANGE, () => ranges[next++]?.[step] ?? '');
  });
}

/** `08`, `10` → 08, 09, 10; at most one more than is allowed, so that a slip of the hand costs nothing. */
function count(from: string, to: string): string[] {
  const [first, last] = [Number(from), Number(to)];
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: Math.max(0, Math.min(last - first + 1, MOST + 1)) }, (_, i) =>
    String(first + i).padStart(width, '0'),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
