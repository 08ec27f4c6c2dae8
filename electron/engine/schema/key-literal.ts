import { assertNever } from '../../../shared/failure.ts';
import { quoteName } from '../mysql/quote.ts';
import type { KeyColumn } from './choose-key.ts';
import { enumMembers } from './key-range.ts';

/** How the values of a key column are written so that the server compares them exactly as the index orders them. */
export type LiteralWay = 'number' | 'bits' | 'enum' | 'quoted' | 'bytes' | 'text';

/** Conditions on an ENUM list its members (key-range.ts); a list this long is still cheap for the optimizer. */
const MAX_MEMBERS = 128;

const WAYS: Readonly<Record<string, LiteralWay>> = {
  tinyint: 'number',
  smallint: 'number',
  mediumint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  year: 'number',
  bit: 'bits',
  enum: 'enum',
  date: 'quoted',
  time: 'quoted',
  datetime: 'quoted',
  timestamp: 'quoted',
  uuid: 'quoted',
  inet4: 'quoted',
  inet6: 'quoted',
  binary: 'bytes',
  varbinary: 'bytes',
  char: 'text',
  varchar: 'text',
};

/**
 * The way to write bounds on this column; null where no bound would be exact or fast: FLOAT and DOUBLE (their text is
 * not their value), SET (no range of an index), a long ENUM, and CHAR in MariaDB's nopad collations, which its
 * indexes order with the trailing spaces that its comparisons leave out.
 */
export function literalWay(column: KeyColumn): LiteralWay | null {
  const way = WAYS[column.dataType] ?? null;
  if (way === 'enum') return enumMembers(column.type) <= MAX_MEMBERS ? 'enum' : null;
  if (column.dataType === 'char' && /_nopad_/.test(column.collation ?? '')) return null;
  return way;
}

/** What a SELECT reads of the column to get the value that `keyLiteral` takes. */
export function keyExpression(column: KeyColumn): string {
  const name = quoteName(column.name);
  const way = literalWay(column);
  return way === 'bits' || way === 'enum' ? `${name}+0` : name;
}

/** A value, as the server sent it, as a literal in the column's own charset and collation. */
export function keyLiteral(column: KeyColumn, value: Buffer | null): string {
  if (value === null) return 'NULL';
  const way = literalWay(column) ?? 'bytes';
  switch (way) {
    case 'number':
    case 'bits':
    case 'enum':
      return value.toString('latin1');
    case 'quoted':
      return `'${value.toString('latin1')}'`;
    case 'bytes':
      return `x'${value.toString('hex')}'`;
    case 'text':
      return `_${column.charset} x'${value.toString('hex')}' COLLATE ${column.collation}`;
    default:
      return assertNever(way);
  }
}
