import { assertNever } from '../../../shared/failure.ts';
import type { Column } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { exchangeMoment, type RestoredColumn, withoutLateFraction } from './current-rows.ts';
import { jsonTypes } from './json-types.ts';

/** What reads a column's value as text (or as its own bytes) without losing anything. */
function selectExpression(column: RestoredColumn, flavour: Flavour): string {
  const name = quoteName(column.name);
  if (column.current) return exchangeMoment(name, column.current.here, column.current.inSet);
  switch (column.as) {
    case 'number':
      return `CAST(${name} AS UNSIGNED)`; // exact for 64 members; `+0` would be a double on one flavour
    case 'json-types':
      return flavour === 'mysql' ? jsonTypes(name) : 'NULL'; // MariaDB's JSON is text and has no types
    case 'computed':
    case undefined:
      // The text form of FLOAT has six digits; as a double it has all of them. `*1e0` keeps -0 and denormals, and unlike
      // CAST(… AS DOUBLE) every server version knows it.
      return column.dataType === 'float' ? `${name}*1e0` : name;
    default:
      return assertNever(column.as);
  }
}

/** The list of a SELECT that reads `columns` in order. */
export function selectList(columns: readonly RestoredColumn[], flavour: Flavour): string {
  return columns.map((column) => selectExpression(column, flavour)).join(',');
}

/** MariaDB takes bytes for these as the binary form, 16 bytes for INET6, and turns anything else into NULL. */
const BINARY_OR_TEXT = new Set(['inet4', 'inet6', 'uuid']);

/** True when the column's value must reach the server as text with a character set, although the load is binary. */
function needsText(column: Column, flavour: Flavour): boolean {
  switch (flavour) {
    case 'mysql':
      return column.dataType === 'json'; // error 3144: no JSON from a string of character set binary
    case 'mariadb':
      return BINARY_OR_TEXT.has(column.dataType); // JSON is LONGTEXT there
  }
}

/** What AUTO_INCREMENT can be. */
const COUNTERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'float', 'double']);

/**
 * The column part of LOAD DATA … CHARACTER SET binary: `(a,@v1) SET b=…` as two pieces, `set` empty when not needed.
 * Where it is needed, MariaDB forgets that a counter read from the file was given, and would take its 0 for "the next".
 */
export function loadTarget(columns: readonly RestoredColumn[], flavour: Flavour): { columnList: string; set: string } {
  const fields = columns.map((column, index) => {
    const variable = `@v${index}`;
    const value = insertExpression(column, flavour, variable);
    return { column, variable, value, plain: !isUnwritten(column) && value === variable };
  });
  const assigned = fields.some(({ column, plain }) => !plain && !isUnwritten(column));
  const direct = fields.map(({ column, plain }) => plain && !(assigned && COUNTERS.has(column.dataType)));
  const targets = fields.map(({ column, variable }, index) => (direct[index] ? quoteName(column.name) : variable));
  const assignments = fields
    .filter(({ column }, index) => !direct[index] && !isUnwritten(column))
    .map(({ column, value }) => `${quoteName(column.name)}=${value}`);
  return { columnList: `(${targets.join(',')})`, set: assigned ? `SET ${assignments.join(',')}` : '' };
}

/** True for what is read from the TSV and not assigned to a column. */
function isUnwritten({ as }: Column): boolean {
  return as === 'json-types' || as === 'computed';
}

/** The value part of an INSERT: the literal itself, or converted where the column wants another form; it may be NULL. */
export function insertExpression(column: RestoredColumn, flavour: Flavour, literal: string): string {
  if (column.current) return exchangeMoment(literal, column.current.inSet, column.current.here);
  if (column.mayBeLate) return withoutLateFraction(literal);
  if (column.as === 'number') return `CAST(${literal} AS UNSIGNED)`;
  return needsText(column, flavour) ? `CONVERT(${literal} USING utf8mb4)` : literal;
}
