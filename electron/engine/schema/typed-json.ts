import { fail } from '../engine-error.ts';
import { quoteText } from '../mysql/quote.ts';

/** A value inside a JSON text. */
interface JsonNode {
  /** As written. */
  readonly raw: string;
  /** As JSON_REPLACE wants it, such as `$."a"[0]`. */
  readonly path: string;
  readonly members: readonly JsonNode[];
  readonly cells: readonly JsonNode[];
}

/**
 * The SQL expression of a MySQL JSON value: `document` (an expression of its text) with the members that `types` names,
 * as json-types.ts reads them, put in with their types. Members whose type no expression makes (TINYBLOB, BINARY) stay
 * the text that they read as; comparing the table afterwards tells.
 */
export function typedJson(document: string, text: string, types: string): string {
  const root = parseJson(text);
  if (!root) throw fail('json-member', { type: types });
  const places: Record<string, readonly JsonNode[]> = {
    $: [root],
    m: inOrder(root, (node) => node.members),
    c: inOrder(root, (node) => node.cells),
  };
  const replaced = types.split(',').flatMap((entry) => {
    const [, letter = '', number, type = ''] = /^([$mc])(\d*):(.+)$/.exec(entry) ?? [];
    const node = places[letter]?.[number ? Number(number) - 1 : 0];
    // What comes out of a row becomes SQL: it has to be what its type says, and is nobody's expression.
    const written = WRITTEN_AS[type];
    if (!node || (written && !written.test(node.raw))) throw fail('json-member', { type: entry });
    const value = typedValue(type, node.raw);
    return value === undefined ? [] : [`${quoteText(node.path)},${value}`];
  });
  return replaced.length === 0 ? document : `JSON_REPLACE(${document},${replaced.join(',')})`;
}

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const MOMENT = /^"-?[\d: .-]*"$/;

/** How MySQL prints values of types that are put into SQL as they are written; those of others are bytes. */
const WRITTEN_AS: Readonly<Record<string, RegExp>> = {
  DECIMAL: NUMBER,
  'UNSIGNED INTEGER': /^\d+$/,
  ...{ DATE: MOMENT, TIME: MOMENT, DATETIME: MOMENT, TIMESTAMP: MOMENT },
};

/** What `$**` visits: of each value first what `pick` takes, then the same inside of all it contains. */
function inOrder(root: JsonNode, pick: (node: JsonNode) => readonly JsonNode[]): JsonNode[] {
  const found: JsonNode[] = [];
  const visit = (node: JsonNode) => {
    found.push(...pick(node));
    for (const child of node.members) visit(child);
    for (const child of node.cells) visit(child);
  };
  visit(root);
  return found;
}

/** An expression of the type; undefined where there is none. */
function typedValue(type: string, raw: string): string | undefined {
  switch (type) {
    case 'DECIMAL':
      // A literal has exactly the digits it shows; without a point it would be an integer.
      return raw.includes('.') ? raw : `CAST(${raw} AS DECIMAL(65,0))`;
    case 'UNSIGNED INTEGER':
      return `CAST(${raw} AS UNSIGNED)`;
    case 'DATE':
      return `CAST(${quoted(raw)} AS DATE)`;
    case 'TIME':
      return `CAST(${quoted(raw)} AS TIME(6))`;
    case 'DATETIME':
      return `CAST(${quoted(raw)} AS DATETIME(6))`;
    case 'TIMESTAMP':
      return `(SELECT v FROM JSON_TABLE(JSON_ARRAY(${quoted(raw)}),'$[*]' COLUMNS(v TIMESTAMP(6) PATH '$')) AS t)`;
    default:
      return bytesValue(raw);
  }
}

/** `"base64:type<number>:<base64>"`; the number is the server's field type: 15 VARBINARY, 16 BIT, 250 to 252 BLOBs. */
function bytesValue(raw: string): string | undefined {
  const [, type, base64 = ''] = /^"base64:type(\d+):([A-Za-z0-9+/=\\n]*)"$/.exec(raw) ?? [];
  const bytes = Buffer.from(base64.replaceAll('\\n', ''), 'base64');
  const literal = `X'${bytes.toString('hex')}'`;
  switch (type) {
    case '15':
      return literal;
    case '16':
      return `(SELECT v FROM JSON_TABLE('[${BigInt(`0x0${bytes.toString('hex')}`)}]','$[*]' COLUMNS(v BIT(${8 * bytes.length}) PATH '$')) AS t)`;
    case '250':
      return longBytes(literal, 1 << 16);
    case '251':
      return longBytes(literal, 1 << 24);
    case '252':
      // The second half gives its type and no row.
      return `(SELECT v FROM (SELECT ${literal} AS v UNION ALL SELECT v FROM JSON_TABLE('[]','$[*]' COLUMNS(v BLOB PATH '$')) AS t) AS u)`;
    default:
      return undefined;
  }
}

/** An expression takes the type of the longest value it could have; the other branch is never computed. */
function longBytes(literal: string, longest: number): string {
  return `IF(FALSE,REPEAT(X'00',${longest}),${literal})`;
}

function quoted(raw: string): string {
  return quoteText(raw.slice(1, -1)); // temporal values hold nothing that JSON escapes
}

/** As deep as MySQL lets values be. */
const DEEPEST = 100;

/** Reads a JSON text; numbers and strings are kept as written. Undefined where it is none, or one that MySQL does not have. */
function parseJson(text: string): JsonNode | undefined {
  if (!isJson(text)) return undefined;
  let at = 0;
  const blanks = () => {
    while (/[ \t\n\r]/.test(text.charAt(at))) at++;
  };
  const string = () => {
    const start = at++;
    while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    return text.slice(start, ++at);
  };
  const value = (path: string): JsonNode => {
    blanks();
    const start = at;
    const members: JsonNode[] = [];
    const cells: JsonNode[] = [];
    const first = text.charAt(at);
    if (first === '"') string();
    else if (first === '{' || first === '[') {
      const end = first === '{' ? '}' : ']';
      at++;
      for (blanks(); at < text.length && text.charAt(at) !== end; blanks()) {
        if (text.charAt(at) === ',') at++;
        blanks();
        if (first === '[') cells.push(value(`${path}[${cells.length}]`));
        else {
          const key = string();
          at = text.indexOf(':', at) + 1;
          members.push(value(`${path}.${key}`));
        }
      }
      at++;
    } else while (at < text.length && !/[,\]}\s]/.test(text.charAt(at))) at++;
    return { raw: text.slice(start, at), path, members, cells };
  };
  return value('$');
}

/** What MySQL could have printed. With anything else, what walks through a text of this form would not come to its end. */
function isJson(text: string): boolean {
  let depth = 0;
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"|[[{]|[\]}]/g)) {
    if (piece === '[' || piece === '{') depth++;
    if (piece === ']' || piece === '}') depth--;
    if (depth > DEEPEST) return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
