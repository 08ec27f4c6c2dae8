import { isMark, isWord, nameOf, type Token } from '../sql/tokenize-sql.ts';
import { type ReadStatementOptions, tokensOf } from './read-statement.ts';

/** What a change of a table leaves open, so that it may give other values where it runs again. */
export interface Doubts {
  /** A function or variable in the values of a column, whose result neither arguments nor log determine; null for none. */
  readonly values: string | null;
  /** Rows get numbers in the order in which the server finds them, or IGNORE keeps the first of those that are alike. */
  readonly numbers: boolean;
  /** Sequences that it takes values of, and so moves on; `schema` is null where none is said. */
  readonly sequences: readonly { readonly schema: string | null; readonly name: string }[];
}

/**
 * Functions whose result is determined by their arguments, the statement's time and the settings that are logged with it.
 * Whatever is not among them is doubted: functions of users, those of later versions, and those that depend on a session's
 * other settings (WEEK, AES_ENCRYPT, CONVERT_TZ, REGEXP_…).
 */
const DETERMINED: ReadonlySet<string> = new Set(
  `ABS ACOS ADDDATE ADDTIME ASCII ASIN ATAN ATAN2 BIN BIN_TO_UUID BINARY BIT_COUNT BIT_LENGTH CAST CEIL CEILING CHAR CHAR_LENGTH
  CHARACTER_LENGTH CHR COALESCE CONCAT CONCAT_WS CONV CONVERT COS COT CRC32 CRC32C CURDATE CURRENT_DATE CURRENT_TIME
  CURRENT_TIMESTAMP CURTIME DATE DATE_ADD DATE_FORMAT DATE_SUB DATEDIFF DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFYEAR DEGREES ELT
  EXP EXPORT_SET EXTRACT FIELD FIND_IN_SET FLOOR FROM_BASE64 FROM_DAYS FROM_UNIXTIME GREATEST HEX HOUR IF IFNULL INET_ATON
  INET_NTOA INET6_ATON INET6_NTOA INSERT INSTR INTERVAL IS_UUID ISNULL JSON_ARRAY JSON_COMPACT JSON_CONTAINS JSON_EXTRACT
  JSON_LENGTH JSON_OBJECT JSON_QUERY JSON_QUOTE JSON_UNQUOTE JSON_VALID JSON_VALUE LAST_DAY LCASE LEAST LEFT LENGTH LENGTHB LN
  LOCALTIME LOCALTIMESTAMP LOCATE LOG LOG10 LOG2 LOWER LPAD LTRIM MAKE_SET MAKEDATE MAKETIME MD5 MICROSECOND MID MINUTE MOD MONTH
  MONTHNAME NOW NULLIF NVL NVL2 OCT OCTET_LENGTH ORD PERIOD_ADD PERIOD_DIFF PI POSITION POW POWER QUARTER QUOTE RADIANS REPEAT
  REPLACE REVERSE RIGHT ROUND RPAD RTRIM SEC_TO_TIME SECOND SHA SHA1 SHA2 SIGN SIN SOUNDEX SPACE SQRT STR_TO_DATE STRCMP SUBDATE
  SUBSTR SUBSTRING SUBSTRING_INDEX SUBTIME TAN TIME TIME_FORMAT TIME_TO_SEC TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TO_BASE64
  TO_DAYS TO_SECONDS TRIM TRUNCATE UCASE UNHEX UNIX_TIMESTAMP UPPER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID_TO_BIN WEEKDAY WEEKOFYEAR
  YEAR YEARWEEK`.split(/\s+/),
);

/** What may stand in front of a parenthesis besides: operators, and types in a CAST. */
const BEFORE_PARENTHESIS: ReadonlySet<string> = new Set(
  `AND OR NOT XOR IN BETWEEN LIKE IS CASE WHEN THEN ELSE DIV MOD AS DATETIME DECIMAL DOUBLE FLOAT NCHAR VARCHAR SIGNED UNSIGNED
  USING FROM FOR`.split(/\s+/),
);

/** Functions that need no parentheses, what asks a sequence, and operators that depend on MariaDB's default_regex_flags. */
const BARE = [
  ...['CURRENT_USER', 'CURRENT_ROLE', 'SESSION_USER', 'SYSTEM_USER', 'SYSDATE', 'NEXT', 'PREVIOUS'],
  ...['REGEXP', 'RLIKE'],
];

/** Reads what an ALTER TABLE leaves open. */
export function readDoubts(sql: Buffer, options: Omit<ReadStatementOptions, 'decode'>): Doubts {
  const tokens = tokensOf(sql, options);
  const groups = closingParentheses(tokens);
  const found = tokens.flatMap((token, at): string[] => {
    const next = tokens[at + 1];
    if (isWord(token, 'DEFAULT') && !isWord(tokens[at - 1], 'SET'))
      return openIn(tokens, at + 1, endOfDefault(tokens, groups, at + 1));
    if (!isWord(token, 'AS') || !isMark(next, '(')) return [];
    const end = groups.get(at + 1) ?? tokens.length;
    return isWord(tokens[end + 1], 'STORED', 'PERSISTENT') ? openIn(tokens, at + 1, end) : [];
  });
  const head = tokens.slice(
    0,
    tokens.findIndex((token) => isWord(token, 'TABLE')),
  );
  const numbers = tokens.some(
    (token, at) =>
      (isWord(token, 'IGNORE') && at < head.length) ||
      isWord(token, 'SERIAL') ||
      // AUTO_INCREMENT = 7 is where a table goes on.
      (isWord(token, 'AUTO_INCREMENT') && !isMark(tokens[at + 1], '=') && !/^\d/.test(tokens[at + 1]?.text ?? '')),
  );
  return { values: found[0] ?? null, numbers, sequences: tokens.flatMap((_, at) => sequenceAt(tokens, at)) };
}

/** The sequence of `NEXTVAL(s)`, `SETVAL(s, …)`, `NEXT VALUE FOR s` and, in Oracle mode, `s.NEXTVAL`. */
function sequenceAt(tokens: readonly Token[], at: number): Doubts['sequences'] {
  if (isWord(tokens[at], 'NEXTVAL', 'SETVAL') && isMark(tokens[at + 1], '(')) return nameAt(tokens, at + 2);
  if (isWord(tokens[at], 'NEXT') && isWord(tokens[at + 1], 'VALUE') && isWord(tokens[at + 2], 'FOR'))
    return nameAt(tokens, at + 3);
  if (!isWord(tokens[at], 'NEXTVAL') || !isMark(tokens[at - 1], '.')) return [];
  return nameAt(tokens, isMark(tokens[at - 3], '.') ? at - 4 : at - 2);
}

function nameAt(tokens: readonly Token[], at: number): Doubts['sequences'] {
  const [first, second] = [tokens[at], tokens[at + 2]];
  if (!first) return [];
  const qualified = isMark(tokens[at + 1], '.') && second && !isWord(second, 'NEXTVAL');
  return qualified ? [{ schema: nameOf(first), name: nameOf(second) }] : [{ schema: null, name: nameOf(first) }];
}

/** Without parentheses a default is a literal, one call, or NEXT VALUE FOR. */
function endOfDefault(tokens: readonly Token[], groups: ReadonlyMap<number, number>, from: number): number {
  if (isMark(tokens[from], '(')) return groups.get(from) ?? tokens.length;
  const call = groups.get(from + 1);
  return call !== undefined && tokens[from]?.kind !== 'text' ? call : from;
}

/** The first thing of an expression whose result is open. */
function openIn(tokens: readonly Token[], from: number, to: number): string[] {
  for (let at = from; at <= to && at < tokens.length; at++) {
    const token = tokens[at];
    if (!token) break;
    const name = token.text.toUpperCase();
    const called = isMark(tokens[at + 1], '(') && at < to;
    // `schema.function(…)`, and variables
    if (isMark(token, '@')) return [`@${tokens[at + 1]?.text === '@' ? '@' : ''}…`];
    // How many digits a quotient has is a setting of the session that is not logged.
    if (isMark(token, '/')) return ['/'];
    if (token.kind === 'word' && BARE.includes(name)) return [called ? `${name}()` : name];
    if (!called || token.kind === 'text' || token.kind === 'mark') continue;
    const known = token.kind === 'word' && (DETERMINED.has(name) || BEFORE_PARENTHESIS.has(name));
    if (!known || isMark(tokens[at - 1], '.')) return [`${token.text}()`];
  }
  return [];
}

/** By the place of each opening parenthesis that of its closing one. */
function closingParentheses(tokens: readonly Token[]): Map<number, number> {
  const open: number[] = [];
  const closing = new Map<number, number>();
  tokens.forEach((token, at) => {
    if (isMark(token, '(')) open.push(at);
    const begin = isMark(token, ')') ? open.pop() : undefined;
    if (begin !== undefined) closing.set(begin, at);
  });
  return closing;
}
