import { type Document, isMap, isNode, isPair, isScalar, type LineCounter, type Node, visit } from 'yaml';
import type { z } from 'zod';
import { assertNever } from '../../../shared/failure.ts';
import { valuesOf } from './parse-yaml.ts';

/** One thing that is wrong with a cluster file. */
export interface Mistake {
  /** From 1. */
  readonly line: number;
  /** `shards[1].port`; empty for the file as a whole. */
  readonly field: string;
  /** What is said about the field: `must be a whole number from 1 to 65535`. */
  readonly text: string;
}

type Path = readonly PropertyKey[];

/** Fields of a shard and of `tls`, which a misspelt field is compared with. */
const FIELDS: Readonly<Record<'cluster' | 'shard' | 'tls', readonly string[]>> = {
  cluster: ['name', 'shards'],
  shard: ['name', 'host', 'port', 'user', 'password', 'passwordEnv', 'passwordFile', 'schemas', 'tls'],
  tls: ['mode', 'ca', 'cert', 'key', 'serverKey'],
};

/** What people write for what; spelling alone would not lead there. */
const SYNONYMS: Readonly<Record<string, string>> = {
  hostname: 'host',
  server: 'host',
  address: 'host',
  username: 'user',
  login: 'user',
  account: 'user',
  pass: 'password',
  pwd: 'password',
  passwd: 'password',
  database: 'schemas',
  databases: 'schemas',
  schema: 'schemas',
  db: 'schemas',
  ssl: 'tls',
  servers: 'shards',
  nodes: 'shards',
  certificate: 'cert',
};

/** Turns what zod found into mistakes with line and field, in the order of the file. Never repeats a value: it may be a password. */
export function toMistakes(issues: readonly z.core.$ZodIssue[], document: Document, lines: LineCounter): Mistake[] {
  return issues
    .flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return unknownFields(issue.path, issue.keys, document, lines);
      return [
        { line: lineOf(issue.path, document, lines), field: fieldName(issue.path), text: inWords(issue, document) },
      ];
    })
    .sort((a, b) => a.line - b.line);
}

const UNFITTING = 'something here does not fit; a comma, quote or bracket may be missing';

/** What YAML's own words are for a reader who knows the file and not YAML; the library's may quote the file. */
const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this field is given twice',
  TAB_AS_INDENT: 'this line begins with a tab; use blanks',
  BAD_INDENT: 'the indentation does not fit the lines above',
  MISSING_CHAR: 'a comma, colon, quote or bracket is missing here or in the line above',
  UNEXPECTED_TOKEN: UNFITTING,
  BLOCK_IN_FLOW: UNFITTING,
  BLOCK_AS_IMPLICIT_KEY: 'text with a colon in it must be put in quotes',
  MULTILINE_IMPLICIT_KEY: 'a blank is missing after the colon',
  MULTIPLE_DOCS: 'a second document begins here; a cluster file holds one',
  BAD_ALIAS: 'text that begins with * or & must be put in quotes',
  TAG_RESOLVE_FAILED: 'text that begins with ! must be put in quotes',
  BAD_SCALAR_START: 'text that begins with a special character must be put in quotes',
};

/** What keeps the file from being read at all, at most one mistake per line. */
export function syntaxMistakes(document: Document.Parsed, lines: LineCounter): Mistake[] {
  // A tag that is not known is only a warning to the library, but the value would not be what its author meant.
  const found = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    code: code as string,
    at: pos[0],
  }));
  const anchors = new Set<string>();
  visit(document, {
    Alias: (_, node) => {
      if (!anchors.has(node.source)) found.push({ code: 'BAD_ALIAS', at: node.range?.[0] ?? 0 });
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
  const byLine = new Map<number, Mistake>();
  for (const { code, at } of found.sort((a, b) => a.at - b.at)) {
    const { line } = lines.linePos(at);
    if (!byLine.has(line))
      byLine.set(line, { line, field: '', text: SYNTAX[code] ?? 'this is not valid YAML or JSON' });
  }
  return [...byLine.values()];
}

/** `['shards', 1, 'port']` → `shards[1].port`. */
export function fieldName(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');
}

/** The line of a value, or of what should hold it where it is missing. */
export function lineOf(path: Path, document: Document, lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function unknownFields(path: Path, keys: readonly string[], document: Document, lines: LineCounter): Mistake[] {
  return keys.map((key) => {
    const field = fieldName([...path, key]);
    const line = keyLine(path, key, document, lines);
    if (key === 'ssh' || key === 'tunnel')
      return { line, field, text: 'is not available yet; open the tunnel yourself and give its local host and port' };
    const known = path.at(-1) === 'tls' ? FIELDS.tls : path.length === 0 ? FIELDS.cluster : FIELDS.shard;
    const near = nearest(key, known);
    const hint = near ? `did you mean "${near}"?` : `known fields are ${known.join(', ')}`;
    return { line, field, text: `is not a field of a cluster file; ${hint}` };
  });
}

function keyLine(path: Path, key: string, document: Document, lines: LineCounter): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key)
    : null;
  const node = pair?.key as Node | undefined;
  return node?.range ? lines.linePos(node.range[0]).line : lineOf(path, document, lines);
}

function nearest(key: string, known: readonly string[]): string | null {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  const synonym = SYNONYMS[plain];
  if (synonym && known.includes(synonym)) return synonym;
  const ranked = known
    .map((name) => ({ name, distance: distance(plain, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : null;
}

/** Levenshtein's: how many letters have to be put in, left out or exchanged; two neighbours exchanged count as one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, exchanged, swap));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

const PORT = 'must be a whole number from 1 to 65535';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a group of fields',
};

function inWords(issue: Exclude<z.core.$ZodIssue, z.core.$ZodIssueUnrecognizedKeys>, document: Document): string {
  switch (issue.code) {
    case 'invalid_type': {
      const value = issue.path.length === 0 ? valuesOf(document) : document.getIn(issue.path);
      if (value === undefined) return 'is missing';
      if (issue.path.at(-1) === 'port') return PORT;
      const kind = KINDS[issue.expected] ?? issue.expected;
      if (issue.expected === 'string' && ['number', 'boolean'].includes(typeof value))
        return 'must be text; put it in quotes';
      return issue.path.length === 0 ? 'the file must hold "name" and "shards"' : `must be ${kind}`;
    }
    case 'too_small':
    case 'too_big':
      return outOfRange(issue);
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => `"${String(value)}"`).join(', ')}`;
    case 'custom':
      return issue.message;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return `cannot be used: ${issue.message}`;
    default:
      return assertNever(issue);
  }
}

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [limit, small] = issue.code === 'too_small' ? [issue.minimum, true] : [issue.maximum, false];
  if (issue.path.at(-1) === 'port') return PORT;
  switch (issue.origin) {
    case 'string':
      return small ? 'must not be empty' : `must not be longer than ${limit} characters`;
    case 'array':
      return small ? 'must have at least one entry' : `must not have more than ${limit} entries`;
    default:
      return `must be ${small ? 'at least' : 'at most'} ${limit}`;
  }
}
