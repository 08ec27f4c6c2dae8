import { DriftPart } from '../../../shared/drift.ts';
import { closingMark, isMark, joinTokens, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** A table's definition in parts that can be compared with a sibling's. */
export interface TableDefinition {
  /** Name → definition, in order. */
  readonly columns: ReadonlyMap<string, string>;
  /** By kind and name, as `partKey` has them → definition. */
  readonly keys: ReadonlyMap<string, string>;
  /** `ENGINE` → `InnoDB`; `partitions` holds the whole partition clause. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Takes the text of SHOW CREATE TABLE apart. What siblings differ by anyway is taken out: AUTO_INCREMENT=n, the own name
 * (also inside names of constraints and indexes) and, in foreign keys, the own schema and the own number (`order_3` refers
 * to `customer_3`). Text that is not a CREATE TABLE gives an empty definition.
 * https://dev.mysql.com/doc/refman/9.7/en/show-create-table.html
 */
export function readDefinition(createSql: string, schema: string, table: string): TableDefinition {
  const columns = new Map<string, string>();
  const keys = new Map<string, string>();
  const own: OwnNames = { schema, table, suffix: /_*\d+$/.exec(table)?.[0] ?? '' };
  const tokens = tokenizeSql(createSql);
  const open = tokens.findIndex((token) => isMark(token, '('));
  const close = closingMark(tokens, open);
  if (close < 0) return { columns, keys, options: new Map() };
  for (const item of splitItems(tokens.slice(open + 1, close))) {
    const [name, rest] = readName(item);
    if (name !== null) columns.set(name, withoutDisplayWidth(rest));
    else {
      const [key, definition] = readKey(item, own);
      keys.set(key, definition);
    }
  }
  return { columns, keys, options: readOptions(joinTokens(tokens.slice(close + 1))) };
}

interface OwnNames {
  readonly schema: string;
  readonly table: string;
  readonly suffix: string;
}

/** The items between the parentheses of columns and keys, each without comments and with single blanks. */
function splitItems(tokens: readonly Token[]): string[] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    if (depth === 0 && isMark(token, ',')) items.push([]);
    else items.at(-1)?.push(token);
  }
  return items.filter((item) => item.length > 0).map(joinTokens);
}

/** The quoted name in front, unquoted, and what follows; null where there is none. */
function readName(text: string): [name: string | null, rest: string] {
  const match = /^(?:`((?:[^`]|``)*)`|"((?:[^"]|"")*)")\s*/.exec(text);
  if (!match) return [null, text];
  const name = match[1]?.replaceAll('``', '`') ?? match[2]?.replaceAll('""', '"') ?? '';
  return [name, text.slice(match[0].length)];
}

/** `int(11)` → `int`: the width says nothing about values, and MySQL stopped printing it. */
function withoutDisplayWidth(definition: string): string {
  return /\bzerofill\b/i.test(definition)
    ? definition
    : definition.replace(/^((?:tiny|small|medium|big)?int)\(\d+\)/i, '$1');
}

/** What siblings' keys are told apart by. */
function partKey(part: DriftPart, name: string): string {
  return `${part}\0${name}`;
}

/** The kind and the name in a key of `keys`. */
export function readPartKey(key: string): { part: DriftPart; name: string } {
  const [part = '', ...name] = key.split('\0');
  return { part: DriftPart.parse(part), name: name.join('\0') };
}

const KEY = /^((?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?(?:KEY|INDEX)|CONSTRAINT) (`(?:[^`]|``)*`|"(?:[^"]|"")*") ?/;

function readKey(item: string, own: OwnNames): [key: string, definition: string] {
  const match = KEY.exec(item);
  if (!match) return [/^PRIMARY KEY/.test(item) ? partKey('primary-key', '') : partKey('other-key', item), item];
  const [head, kind = '', quoted = ''] = match;
  const name = withoutOwnName(readName(quoted)[0] ?? '', own);
  const rest = item.slice(head.length);
  if (kind !== 'CONSTRAINT') return [partKey('index', name), `${kind} ${rest}`];
  const foreign = /^FOREIGN KEY (\(.*?\)) REFERENCES/.exec(rest);
  if (!foreign) return [partKey('check', name), rest];
  // Called by its columns: names of foreign keys are unique in a schema, so siblings cannot share them.
  return [
    partKey('foreign-key', foreign[1] ?? ''),
    rest.replace(/REFERENCES (`(?:[^`]|``)*`)(\.`(?:[^`]|``)*`)?/, (all) => reference(all, own)),
  ];
}

/** `order_3_ibfk_1` → `…_ibfk_1`: servers make such names from the table's. */
function withoutOwnName(name: string, { table }: OwnNames): string {
  return name.length > table.length ? name.replace(table, '…') : name;
}

function reference(text: string, { schema, suffix }: OwnNames): string {
  const names = [...text.matchAll(/`(?:[^`]|``)*`/g)].map(([quoted]) => readName(quoted)[0] ?? '');
  const table = names.at(-1) ?? '';
  const sibling = suffix !== '' && table.endsWith(suffix) ? `${table.slice(0, -suffix.length)}…` : table;
  const foreign = names.length > 1 && names[0] !== schema ? `\`${names[0]}\`.` : '';
  return `REFERENCES ${foreign}\`${sibling}\``;
}

/** What stands behind the closing parenthesis. */
function readOptions(flat: string): Map<string, string> {
  const options = new Map<string, string>();
  const at = flat.search(/\bPARTITION BY\b/);
  if (at >= 0) options.set('partitions', flat.slice(at).trim());
  const rest = at >= 0 ? flat.slice(0, at) : flat;
  for (const match of rest.matchAll(
    /(WITH SYSTEM VERSIONING)|([A-Za-z_][\w ]*?)\s*=\s*('(?:[^'\\]|\\.|'')*'|\([^)]*\)|[^\s,]+)/gs,
  )) {
    const [, versioning, name, value] = match;
    if (versioning) options.set(versioning, 'on');
    else if (name && value && name.toUpperCase() !== 'AUTO_INCREMENT') options.set(name.trim(), value);
  }
  return options;
}
