/** A shard as one line of a pasted list describes it. */
export interface ParsedShard {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly schemas?: readonly string[];
}

/** A line that was not understood: its number from 1, and why. */
export interface ListMistake {
  readonly line: number;
  readonly why: 'form' | 'port' | 'ranges' | 'too-many';
}

export interface ParsedList {
  readonly shards: readonly ParsedShard[];
  readonly mistakes: readonly ListMistake[];
}

/** `[scheme://][user[:password]@]host[:port][/schema,schema]` */
const LINE =
  /^(?:(?:mysql|mariadb|jdbc:mysql|jdbc:mariadb):\/\/)?(?:([^:@/\s]+)(?::([^@/\s]*))?@)?(\[[^\]\s]+\]|[^:/@\s[\]]+)(?::(\d+))?(?:\/([^?\s]*))?(?:\?\S*)?$/;
/** `{0..15}`, `{00..15}` or `{a,b,c}` */
const RANGE = /\{(?:(\d+)\.\.(\d+)|([^{}]*,[^{}]*))\}/g;
/** As many shards as a cluster may have. */
const MOST = 256;

/**
 * Reads a list of servers, one per line: DSNs or hosts, with ranges such as `db{0..3}.lan/shop_{0..3}`. Ranges of a line
 * count together, so they must have the same length. Empty lines and lines that begin with # are passed over.
 */
export function parseDsnList(text: string, defaults: { readonly user: string; readonly port: number }): ParsedList {
  const found: Omit<ParsedShard, 'name'>[] = [];
  const mistakes: ListMistake[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const read = readLine(line, defaults);
    if (typeof read === 'string') mistakes.push({ line: index + 1, why: read });
    else if (found.length + read.length > MOST) mistakes.push({ line: index + 1, why: 'too-many' });
    else found.push(...read);
  }
  return { shards: withNames(found), mistakes };
}

/** The shards of one line, or what is wrong with it. */
function readLine(
  line: string,
  defaults: { readonly user: string; readonly port: number },
): Omit<ParsedShard, 'name'>[] | ListMistake['why'] {
  const lines = expandRanges(line);
  if (typeof lines === 'string') return lines;
  const shards: Omit<ParsedShard, 'name'>[] = [];
  for (const one of lines) {
    const match = LINE.exec(one);
    if (!match) return 'form';
    const [, user = defaults.user, password, host = '', port, path] = match;
    const number = port === undefined ? defaults.port : Number(port);
    if (number < 1 || number > 65535) return 'port';
    const schemas = (path ?? '')
      .split(',')
      .filter((schema) => schema !== '')
      .map(decode);
    shards.push({
      host: host.replace(/^\[|\]$/g, ''),
      port: number,
      user: decode(user),
      ...(password === undefined || password === '' ? {} : { password: decode(password) }),
      ...(schemas.length === 0 ? {} : { schemas }),
    });
  }
  return shards;
}

/** One line per step of its ranges, or why that cannot be. */
function expandRanges(line: string): string[] | 'ranges' | 'too-many' {
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

/** The first label of the host where that tells shards apart, else s0, s1, … */
function withNames(shards: readonly Omit<ParsedShard, 'name'>[]): ParsedShard[] {
  const labels = shards.map(({ host }) => (/^[\d.]+$|:/.test(host) ? '' : (host.split('.')[0] ?? '').slice(0, 64)));
  const telling =
    labels.every((label) => label !== '') && new Set(labels.map((label) => label.toLowerCase())).size === labels.length;
  return shards.map((shard, i) => ({ name: telling ? (labels[i] ?? `s${i}`) : `s${i}`, ...shard }));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
