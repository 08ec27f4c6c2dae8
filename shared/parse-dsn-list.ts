import { type Address, type AddressMistake, isUrl, MOST, readAddress } from './paste-address.ts';
import { isCommand, readCommand } from './paste-command.ts';
import { addressOf, type Pair, readConnectionString, readPair } from './paste-pairs.ts';
import type { TlsMode } from './paste-tls.ts';

/** A shard as a pasted list describes it. */
export interface ParsedShard {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly schemas?: readonly string[];
  readonly tls?: TlsMode;
}

/** A line that was not understood: its number from 1, and why. */
export interface ListMistake {
  readonly line: number;
  readonly why: AddressMistake;
}

export interface ParsedList {
  readonly shards: readonly ParsedShard[];
  readonly mistakes: readonly ListMistake[];
}

/** Pairs of several lines that are one server. */
interface Group {
  readonly line: number;
  readonly name: string;
  readonly pairs: Pair[];
}

interface Defaults {
  readonly user: string;
  readonly port: number;
}

/**
 * Reads what people have of their servers: addresses and DSNs, one per line, with ranges such as
 * `db{0..3}.lan/shop_{0..3}` that count together; command lines of the stock client; connection strings; lines of .env,
 * my.cnf or YAML files. What is not understood is named by its line and becomes nothing: a secret must never be taken for a
 * name.
 */
export function parseDsnList(text: string, defaults: Defaults): ParsedList {
  const found: Address[] = [];
  const mistakes: ListMistake[] = [];
  const groups: Group[] = [];
  let section = 0;
  const take = (line: number, read: Address[] | AddressMistake) => {
    if (typeof read === 'string') mistakes.push({ line, why: read });
    else if (found.length + read.length > MOST) mistakes.push({ line, why: 'too-many' });
    else found.push(...read);
  };
  // In the order of the lines, although a server may be said in several.
  const close = () => {
    for (const { line, pairs } of groups.splice(0)) take(line, addressOf(pairs));
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    // A section of my.cnf, or a key with others under it in YAML.
    if (/^\[[\w.-]+\]$/.test(line) || /^["']?[\w.-]+["']?:$/.test(line)) {
      section++;
      continue;
    }
    const pair = isUrl(line) || isCommand(line) ? null : readPair(line);
    const string = pair === null ? null : readConnectionString(line);
    if (string === null && pair !== null) {
      if (pair === 'key') mistakes.push({ line: index + 1, why: 'key' });
      else addPair(groups, { ...pair, group: `${section} ${pair.group}` }, index + 1);
      continue;
    }
    close();
    take(index + 1, string ?? (isCommand(line) ? readCommand(line) : readAddress(line)));
  }
  close();
  return { shards: withNames(found, defaults), mistakes: mistakes.toSorted((a, b) => a.line - b.line) };
}

/** False for a line that is safe to keep: an address without a password, or a setting that says where or who. */
export function mayHoldSecret(raw: string): boolean {
  const line = raw.trim();
  if (line === '' || line.startsWith('#') || /^\[[\w.-]+\]$/.test(line) || /^[\w.-]+:$/.test(line)) return false;
  const pair = isUrl(line) || isCommand(line) ? null : readPair(line);
  const harmless = ['host', 'port', 'user', 'database', 'sslmode'];
  if (pair !== null) return pair === 'key' || !harmless.includes(pair.field) || /[;=@]/.test(pair.value);
  // What is no address may be anything; one as it stands here has lost its password already.
  const read = isCommand(line) ? 'form' : readAddress(line.replace(/:@/, '@'));
  return typeof read === 'string' ? !/^[^\s@:=;]+$/.test(line) && read !== 'ranges' : read.some((one) => one.password);
}

/** To the group it belongs to; a second host under the same keys begins another. */
function addPair(groups: Group[], pair: Pair, line: number): void {
  const own = groups.findLast(({ name }) => name === pair.group);
  const begins = pair.field === 'host' || pair.field === 'url';
  if (own && !(begins && own.pairs.some(({ field }) => field === pair.field))) own.pairs.push(pair);
  else groups.push({ line, name: pair.group, pairs: [pair] });
}

/** The first label of the host where that tells shards apart, else s0, s1, … */
function withNames(shards: readonly Address[], { user, port }: Defaults): ParsedShard[] {
  const labels = shards.map(({ host }) => (/^[\d.]+$|:/.test(host) ? '' : (host.split('.')[0] ?? '').slice(0, 64)));
  const telling =
    labels.every((label) => label !== '') && new Set(labels.map((label) => label.toLowerCase())).size === labels.length;
  return shards.map((shard, i) => ({ name: telling ? (labels[i] ?? `s${i}`) : `s${i}`, user, port, ...shard }));
}
