import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';

/** A name that stands before a dot and may be a schema's, by its place among the tokens. */
export interface Qualifier {
  readonly at: number;
  /** It cannot be a table, an alias, a variable or a package. */
  readonly certain: boolean;
}

/** Behind one of these stands a table or a routine, behind the first ones also in parentheses. */
const BEFORE_JOINED = ['FROM', 'JOIN', 'STRAIGHT_JOIN'];
const BEFORE_NAMES = ['UPDATE', 'TABLE', 'INSERT', 'REPLACE', 'REFERENCES', 'CALL'];
const MODIFIERS = ['IGNORE', 'LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'QUICK', 'INTO'];
const SEQUENCE_FUNCTIONS = ['NEXTVAL', 'LASTVAL', 'SETVAL'];
/** Rows of a trigger. */
const ROWS = ['NEW', 'OLD'];

/**
 * Names before a dot that can be those of schemas, `from` a token on. `a.b` may also be a column of the table or alias a, or a
 * member of a variable: it is a schema for certain where only that can stand (`a.b.c`, behind FROM), and where nothing else in
 * the statement has that name: a table, an alias and a variable have to be named somewhere without a dot behind them.
 */
export function findQualifiers(tokens: readonly Token[], textOf: (token: Token) => string, from = 0): Qualifier[] {
  const found: Qualifier[] = [];
  const inFunctions = fromsInFunctions(tokens);
  for (let at = from; at < tokens.length; at++) {
    if (!isQualifier(tokens, at)) continue;
    found.push({ at, certain: isSchemaAt(tokens, at, inFunctions) });
  }
  const plain = new Set<string>();
  tokens.forEach((token, at) => {
    const isName = token.kind === 'name' || token.kind === 'word';
    if (isName && !isMark(tokens[at + 1], '.')) plain.add(textOf(token).toLowerCase());
  });
  return found.map(({ at, certain }) => {
    const token = tokens[at];
    return { at, certain: certain || (token !== undefined && !plain.has(textOf(token).toLowerCase())) };
  });
}

/** A name with a dot behind it and none before it; no number, user variable or host. */
function isQualifier(tokens: readonly Token[], at: number): boolean {
  const [before, token, dot, after] = [tokens[at - 1], tokens[at], tokens[at + 1], tokens[at + 2]];
  if (token?.kind !== 'name' && token?.kind !== 'word') return false;
  if (!isMark(dot, '.') || (after?.kind !== 'name' && after?.kind !== 'word')) return false;
  if (isMark(before, '.') || isMark(before, '@')) return false;
  // :NEW and the like; behind a key of JSON_DUALITY_OBJECT stands a value.
  if (isMark(before, ':') && tokens[at - 2]?.kind !== 'text') return false;
  if (token.kind === 'word' && /^\d+(e\d+)?$/i.test(token.text)) return false;
  return !isWord(token, ...ROWS);
}

function isSchemaAt(tokens: readonly Token[], at: number, inFunctions: ReadonlySet<number>): boolean {
  // a.b.c, also of MariaDB's seq.NEXTVAL in Oracle mode
  if (isMark(tokens[at + 3], '.')) return true;
  let before = at - 1;
  if (isMark(tokens[before], '(') && isWord(tokens[before - 1], ...SEQUENCE_FUNCTIONS)) return true;
  if (isWord(tokens[before], 'FOR') && isWord(tokens[before - 1], 'VALUE')) return true;
  const modified = before;
  while (isWord(tokens[before], ...MODIFIERS)) before--;
  // SELECT … INTO a.b: a member of a record
  if (modified !== before && !isWord(tokens[before], 'INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'FROM')) return false;
  // ON DUPLICATE KEY UPDATE a.b = …
  if (isWord(tokens[before], ...BEFORE_NAMES)) return !isWord(tokens[before - 1], 'KEY');
  while (isMark(tokens[before], '(')) before--;
  if (!isWord(tokens[before], ...BEFORE_JOINED)) return false;
  // EXTRACT(YEAR FROM a.b), TRIM(x FROM a.b), SUBSTRING(s FROM a.b)
  return !inFunctions.has(before);
}

/** The places of each FROM that belongs to a function: its parenthesis has no SELECT, DELETE or SHOW before it. */
function fromsInFunctions(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  /** For each open parenthesis whether such a word was in it. */
  const queries: boolean[] = [];
  tokens.forEach((token, at) => {
    if (isMark(token, '(')) queries.push(false);
    else if (isMark(token, ')')) queries.pop();
    else if (queries.length > 0 && isWord(token, 'SELECT', 'DELETE', 'SHOW')) queries[queries.length - 1] = true;
    else if (queries.at(-1) === false && isWord(token, 'FROM')) found.add(at);
  });
  return found;
}

/** Words in literals of a statement that runs others from text: a schema among them may be in such a text. */
export function wordsOfDynamicSql(tokens: readonly Token[], textOf: (token: Token) => string): string[] {
  if (!tokens.some((token) => isWord(token, 'EXECUTE', 'PREPARE'))) return [];
  return tokens.flatMap((token) =>
    token.kind === 'text' ? (textOf(token).match(/[\p{L}\p{N}\p{M}_$]+/gu) ?? []) : [],
  );
}
