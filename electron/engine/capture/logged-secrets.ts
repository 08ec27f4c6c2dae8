import { CHECKSUM_BYTES, EventType, HEADER_BYTES, sealEvent } from '../binlog/event.ts';
import { type ReadStatementOptions, type Statement, tokensOf } from '../replay/read-statement.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';

/** What a statement about accounts tells whoever reads the log. */
export type Secret = 'none' | 'hash' | 'plain';

/** Behind one of these stands what the server compares passwords with. */
const BEFORE_HASH = ['AS', 'USING'];
/** MariaDB's and MySQL's oldest kinds of hashes, which stand where passwords can. */
const HASH = /^(['"])(?:\*[0-9A-F]{40}|[0-9a-f]{16})\1$/i;
const HEX = /^(?:0x[0-9a-f]+|x)$/i;

/**
 * The secret in a statement; undefined for one that is not about accounts and names no server with its password. A literal
 * that is not surely a hash counts as a password.
 */
export function secretOf(
  statement: Statement,
  sql: Buffer,
  reading: Omit<ReadStatementOptions, 'decode'>,
): Secret | undefined {
  if (statement.kind !== 'account' && statement.kind !== 'server' && statement.kind !== 'unknown') return undefined;
  const tokens = tokensOf(sql, reading);
  const secrets = tokens.flatMap((token, at) => secretAt(tokens, at, token) ?? []);
  if (secrets.includes('plain')) return 'plain';
  if (secrets.includes('hash')) return 'hash';
  return statement.kind === 'account' ? 'none' : undefined;
}

function secretAt(tokens: readonly Token[], at: number, token: Token): Secret | undefined {
  const isText = token.kind === 'text' || token.kind === 'name';
  if (!isText && !(token.kind === 'word' && HEX.test(token.text))) return undefined;
  // 'name'@'host'
  if (isMark(tokens[at + 1], '@') || isMark(tokens[at - 1], '@')) return undefined;
  const before = isMark(tokens[at - 1], '(') || isMark(tokens[at - 1], '=') ? tokens[at - 2] : tokens[at - 1];
  if (isWord(before, ...BEFORE_HASH)) return 'hash';
  if (isWord(before, 'BY', 'PASSWORD', 'OLD_PASSWORD', 'REPLACE')) return HASH.test(token.text) ? 'hash' : 'plain';
  // SET PASSWORD FOR 'name'@'host' = 'x'
  if (!isMark(tokens[at - 1], '=') || !isWord(tokens[1], 'PASSWORD')) return undefined;
  return HASH.test(token.text) ? 'hash' : 'plain';
}

const MYSQL = Buffer.from('mysql');
/** The servers' own tables that hold what statements about accounts write. */
const SECRET_TABLES = ['user', 'global_priv', 'password_history', 'servers'];

/** The name of a server's own table with secrets that a TABLE_MAP event is about; undefined for all others. */
export function secretTable(event: Buffer): string | undefined {
  // table id 6, flags 2, then both names behind their lengths, each with a NUL
  const at = HEADER_BYTES + 8;
  if (event[at] !== MYSQL.length || !event.subarray(at + 1, at + 1 + MYSQL.length).equals(MYSQL)) return undefined;
  const length = at + 2 + MYSQL.length;
  const name = event.subarray(length + 1, length + 1 + (event[length] ?? 0)).toString('latin1');
  return SECRET_TABLES.includes(name) ? name : undefined;
}

const COMMIT = 'COMMIT';
const NOTE = `${COMMIT} /* a statement about accounts was left out */`;

/**
 * A statement's event with a COMMIT in the place of its text, which ends the transaction that it was: of the same length, so
 * that every position in the log stays as it is, and with a checksum of its own. All that reads logs takes it.
 */
export function withoutStatement(event: Buffer, checksums: boolean): Buffer {
  const copy = Buffer.from(event);
  // thread 4, seconds 4, length of the schema's name 1, error 2, length of the variables 2
  const text = HEADER_BYTES + 14 + copy.readUInt16LE(HEADER_BYTES + 11) + copy.readUInt8(HEADER_BYTES + 8);
  const end = copy.length - (checksums ? CHECKSUM_BYTES : 0);
  copy[4] = EventType.query;
  copy.fill(' ', text, end);
  copy.write(end - text >= NOTE.length ? NOTE : COMMIT, text, 'latin1');
  return checksums ? sealEvent(copy) : copy;
}
