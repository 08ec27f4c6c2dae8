import type { Column } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';

/** What reads a column's value as text (or as its own bytes) without losing anything. */
export function selectExpression(column: Column): string {
  const name = quoteName(column.name);
  // The text form of FLOAT has six digits; as a double it has all of them. `*1e0` keeps -0 and denormals, and unlike
  // CAST(… AS DOUBLE) every server version knows it.
  return column.dataType === 'float' ? `${name}*1e0` : name;
}

/** The list of a SELECT that reads `columns` in order. */
export function selectList(columns: readonly Column[]): string {
  return columns.map(selectExpression).join(',');
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

/** The column part of LOAD DATA … CHARACTER SET binary: `(a,@v1) SET b=…` as two pieces, `set` empty when not needed. */
export function loadTarget(columns: readonly Column[], flavour: Flavour): { columnList: string; set: string } {
  const assignments: string[] = [];
  const targets = columns.map((column, index) => {
    if (!needsText(column, flavour)) return quoteName(column.name);
    assignments.push(`${quoteName(column.name)}=CONVERT(@v${index} USING utf8mb4)`);
    return `@v${index}`;
  });
  return {
    columnList: `(${targets.join(',')})`,
    set: assignments.length === 0 ? '' : `SET ${assignments.join(',')}`,
  };
}

/** The value part of an INSERT: the literal itself, or converted where the column wants text; `literal` may be NULL. */
export function insertExpression(column: Column, flavour: Flavour, literal: string): string {
  return needsText(column, flavour) ? `CONVERT(${literal} USING utf8mb4)` : literal;
}
