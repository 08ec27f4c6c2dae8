import type { Column } from '../../../shared/manifest.ts';
import type { Flavour } from '../mysql/connect.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;

const SHAPES = new Set([
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
]);

/**
 * Whether an empty value of the column, which is no geometry, can be written by leaving the column out of an INSERT.
 * MariaDB gives rows such a value when a NOT NULL column is added to their table, or not named; it takes it from no literal,
 * not from DEFAULT and not from LOAD DATA (error 1416). MySQL has no such values.
 */
export function isLeftOutWhenEmpty({ dataType, nullable }: Column, flavour: Flavour): boolean {
  return flavour === 'mariadb' && !nullable && SHAPES.has(dataType);
}

/** Whether a row of `tsv`, whole lines, has an empty field at one of these places, counted from 0 and rising. */
export function hasEmptyField(tsv: Uint8Array, places: readonly number[]): boolean {
  for (let start = 0; start < tsv.length; ) {
    const end = tsv.indexOf(NEWLINE, start);
    let field = 0;
    for (const place of places) {
      for (; field < place; field++) start = tsv.indexOf(TAB, start) + 1;
      if (tsv[start] === TAB || tsv[start] === NEWLINE) return true;
    }
    start = end + 1;
  }
  return false;
}
