import { isMark, isWord, nameOf, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/**
 * What the value of a generated column depends on besides the row: on nothing; on settings of the session that a binary log
 * carries (time zone, sql_mode, lc_time_names); or on something that it does not carry, or that is not known.
 */
export type Dependence = 'row' | 'logged' | 'unlogged';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Functions and operators whose result depends on their arguments alone. Whatever is on neither list counts as not known. */
const ROW = words(
  `ABS AND AS ASCII BETWEEN BIN BIT_COUNT BIT_LENGTH CASE CEIL CEILING CHAR CHARSET CHAR_LENGTH CHARACTER_LENGTH COALESCE COLLATE
  CONCAT CONCAT_WS CRC32 DIV ELSE END FALSE FIELD FIND_IN_SET FLOOR FROM FROM_BASE64 GREATEST HEX IF IFNULL IN INET6_ATON INET_ATON
  INSTR IS ISNULL JSON_ARRAY JSON_CONTAINS JSON_EXTRACT JSON_LENGTH JSON_OBJECT JSON_TYPE JSON_UNQUOTE JSON_VALID LCASE LEAST LEFT
  LENGTH LIKE LOCATE LOWER LTRIM MD5 MOD NOT NULL NULLIF OR ORD POSITION REPLACE REVERSE RIGHT ROUND RTRIM SHA SHA1 SHA2 SIGN
  STRCMP SUBSTR SUBSTRING SUBSTRING_INDEX THEN TO_BASE64 TRIM TRUE TRUNCATE UCASE UNHEX UPPER USING UUID_TO_BIN WHEN XOR`,
);

/** Those that ask for the time zone, the names of days and months, or how strictly a text is read. */
const LOGGED = words(
  `ADDDATE ADDTIME BINARY CAST CONVERT DATE DATE_ADD DATE_FORMAT DATE_SUB DATEDIFF DATETIME DAY DAYNAME DAYOFMONTH DAYOFWEEK
  DAYOFYEAR DECIMAL DOUBLE EXTRACT FLOAT FROM_DAYS FROM_UNIXTIME HOUR INTERVAL LAST_DAY MAKEDATE MAKETIME MICROSECOND MINUTE MONTH
  MONTHNAME NCHAR PERIOD_ADD PERIOD_DIFF QUARTER SECOND SEC_TO_TIME SIGNED STR_TO_DATE SUBDATE SUBTIME TIME TIMEDIFF TIMESTAMP
  TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT TIME_TO_SEC TO_DAYS TO_SECONDS UNIX_TIMESTAMP UNSIGNED VARCHAR WEEKDAY YEAR`,
);

/** Types that read otherwise under another session: TIMESTAMP by its zone, CHAR by PAD_CHAR_TO_FULL_LENGTH. */
const READ_BY_SESSION = words('timestamp char');

/**
 * Reads it from the expression as `information_schema.columns` has it; `types` are the data types of the table's columns by
 * their names in small letters.
 */
export function dependenceOf(expression: string, types: ReadonlyMap<string, string>): Dependence {
  return ofTokens(tokenizeSql(expression), types);
}

/** The same for all stored generated columns of a CREATE TABLE, as servers print it. */
export function storedDependence(statement: Buffer): Dependence {
  const tokens = tokenizeSql(statement.toString('latin1'));
  const types = new Map<string, string>();
  const expressions: (readonly Token[])[] = [];
  for (let at = 0, depth = 0, opened = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]];
    if (!token) break;
    if (depth === 1 && token.kind === 'name' && next?.kind === 'word' && (at === 0 || startsPart(tokens[at - 1])))
      types.set(nameOf(token).toLowerCase(), next.text.toLowerCase());
    if (isMark(token, '(') && depth++ === 1) opened = at;
    if (isMark(token, ')') && --depth === 1 && isWord(tokens[opened - 1], 'AS') && isWord(next, 'STORED', 'PERSISTENT'))
      expressions.push(tokens.slice(opened, at));
  }
  return expressions.reduce<Dependence>((found, expression) => worse(found, ofTokens(expression, types)), 'row');
}

function startsPart(before: Token | undefined): boolean {
  return isMark(before, '(') || isMark(before, ',');
}

function ofTokens(tokens: readonly Token[], types: ReadonlyMap<string, string>): Dependence {
  return tokens.reduce<Dependence>((found, token, at) => worse(found, ofToken(token, tokens[at + 1], types)), 'row');
}

function ofToken(token: Token, next: Token | undefined, types: ReadonlyMap<string, string>): Dependence {
  if (token.kind === 'text') return 'row';
  if (token.kind === 'mark') return token.text === '/' ? 'unlogged' : token.text === '-' ? 'logged' : 'row';
  const type = types.get(nameOf(token).toLowerCase());
  if (token.kind === 'name' || (type !== undefined && !isMark(next, '('))) {
    if (type === undefined) return 'unlogged';
    return READ_BY_SESSION.has(type) ? 'logged' : 'row';
  }
  const word = token.text.toUpperCase();
  // A number, or a charset in front of a literal.
  if (/^(?:\d|_|X$|B$|N$)/.test(word) || ROW.has(word)) return 'row';
  return LOGGED.has(word) ? 'logged' : word.startsWith('UTF8') || word === 'LATIN1' ? 'row' : 'unlogged';
}

function worse(one: Dependence, other: Dependence): Dependence {
  if (one === 'unlogged' || other === 'unlogged') return 'unlogged';
  return one === 'logged' ? one : other;
}
