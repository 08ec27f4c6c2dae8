import { type Address, type AddressMistake, isHost, isUser, readPort, readSchemas } from './paste-address.ts';
import { readTls } from './paste-tls.ts';

const PROGRAM = /^(?:sudo\s+)?(?:MYSQL_PWD=\S+\s+)?(?:\S*\/)?(?:mysql|mariadb)(?:dump|admin|-dump|-admin|sh)?(?:\s|$)/;
/** Short options of the client that take a value, by what they mean here; others say nothing of the server. */
const SHORT: Readonly<Record<string, string>> = { h: 'host', P: 'port', u: 'user', p: 'password', D: 'database' };
const KNOWN = new Set([...Object.values(SHORT), 'ssl-mode', 'ssl']);

/** True for a command line of the stock client. */
export function isCommand(line: string): boolean {
  return PROGRAM.test(line);
}

/** `mysql -h db1 -P 3306 -u root -pSECRET shop`; what is said twice, or cannot be told apart, is refused. */
export function readCommand(line: string): Address[] | AddressMistake {
  const words = splitWords(line);
  if (words === null) return 'form';
  const program = words.findIndex((word) => /(?:mysql|mariadb)[a-z-]*$/.test(word) && !word.includes('='));
  const said = new Map<string, string>();
  const rest: string[] = [];
  let unknown = false;
  const secret = words.slice(0, program).find((word) => word.startsWith('MYSQL_PWD='));
  if (secret !== undefined) said.set('password', secret.slice('MYSQL_PWD='.length));
  const queue = words.slice(program + 1);
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const read = readOption(word, queue);
    if (read === null) rest.push(word);
    else if (!KNOWN.has(read.key)) unknown = true;
    else if (said.has(read.key)) return 'form';
    else said.set(read.key, read.value);
  }
  const host = said.get('host');
  if (host === undefined) return 'no-host';
  if (!isHost(host)) return 'host';
  const user = said.get('user');
  if (user !== undefined && !isUser(user)) return 'form';
  const port = readPort(said.get('port'));
  if (port === null) return 'port';
  // Behind an option that is not known here a word may be its value.
  if (rest.length > 1) return 'form';
  const schemas = readSchemas(said.get('database') ?? (unknown ? '' : (rest[0] ?? '')));
  if (schemas === undefined) return 'form';
  const tls = readTls(said);
  if (tls === null) return 'tls';
  const password = said.get('password') ?? '';
  return [
    {
      host,
      ...(port === undefined ? {} : { port }),
      ...(user === undefined ? {} : { user }),
      ...(password === '' ? {} : { password }),
      ...(schemas.length === 0 ? {} : { schemas }),
      ...(tls === undefined ? {} : { tls }),
    },
  ];
}

/** One option with its value, which may be the next word; null for a word that is none. */
function readOption(word: string, queue: string[]): { readonly key: string; readonly value: string } | null {
  const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
  if (long) {
    const [, key = '', value] = long;
    if (key === 'skip-ssl') return { key: 'ssl', value: 'false' };
    if (value !== undefined) return { key, value };
    if (key === 'ssl') return { key, value: 'true' };
    // A password without = is asked for.
    return { key, value: key === 'password' || !KNOWN.has(key) ? '' : (queue.shift() ?? '') };
  }
  const short = /^-(\w)(.*)$/s.exec(word);
  if (!short) return null;
  const [, letter = '', value = ''] = short;
  const key = SHORT[letter] ?? letter;
  return {
    key,
    value: value !== '' || key === 'password' || SHORT[letter] === undefined ? value : (queue.shift() ?? ''),
  };
}

/** Words as a shell would see them; null where a quote is left open. */
function splitWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"') word = (word ?? '') + line.charAt(++i);
      else word = (word ?? '') + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') word = (word ?? '') + line.charAt(++i);
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== undefined) return null;
  return word === undefined ? words : [...words, word];
}
