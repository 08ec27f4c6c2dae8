import type { Column } from '../../../shared/manifest.ts';
import { quoteName } from '../mysql/quote.ts';
import { tokenizeSql } from '../sql/tokenize-sql.ts';

/** What a condition has to know of a column besides the literals it is compared with. */
export interface CutColumn {
  readonly name: string;
  readonly nullable: boolean;
  /** ENUM: how many members it has, since it is compared by index number and not by text; null for other types. */
  readonly members: number | null;
}

/** One literal for each of the first columns, in their order. */
export type Bound = readonly string[];

/** Bounds as manifests have them. No literal holds a comma. */
export const BOUND_SEPARATOR = ', ';

/** The cut columns of `names`; those that hold no data of their own (generated columns) have no bounds either. */
export function cutColumns(names: readonly string[], columns: readonly Column[]): CutColumn[] {
  return names.flatMap((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) return [];
    const members = column.dataType === 'enum' ? enumMembers(column.type) : null;
    return [{ name, nullable: column.nullable, members }];
  });
}

/** Number of members that `enum('a','b')` has. */
export function enumMembers(type: string): number {
  return tokenizeSql(type, { plainBackslash: true }).filter((token) => token.kind === 'text').length;
}

/** Rows at or behind `bound` in the order of the index. Row constructors would not use it, so the comparison is spelled out. */
export function atLeast(columns: readonly CutColumn[], bound: Bound): string {
  return compare(columns, bound, greater, notLess);
}

/** Rows whose first columns are beyond all of `bound`. */
export function above(columns: readonly CutColumn[], bound: Bound): string {
  return compare(columns, bound, greater, greater);
}

/** Rows in front of `bound`; NULL comes first. */
export function below(columns: readonly CutColumn[], bound: Bound): string {
  return compare(columns, bound, less, less);
}

type Comparison = (column: CutColumn, literal: string) => string;

function compare(columns: readonly CutColumn[], bound: Bound, inner: Comparison, last: Comparison): string {
  const [column, ...others] = columns;
  const [literal, ...rest] = bound;
  if (!column || literal === undefined) return 'TRUE';
  if (rest.length === 0) return last(column, literal);
  return `(${inner(column, literal)} OR (${equal(column, literal)} AND ${compare(others, rest, inner, last)}))`;
}

function greater({ name, members }: CutColumn, literal: string): string {
  if (literal === 'NULL') return `${quoteName(name)} IS NOT NULL`;
  return members === null ? `${quoteName(name)} > ${literal}` : oneOf(name, Number(literal) + 1, members);
}

function notLess({ name, members }: CutColumn, literal: string): string {
  if (literal === 'NULL') return 'TRUE';
  return members === null ? `${quoteName(name)} >= ${literal}` : oneOf(name, Number(literal), members);
}

function less({ name, nullable, members }: CutColumn, literal: string): string {
  if (literal === 'NULL') return 'FALSE';
  const less = members === null ? `${quoteName(name)} < ${literal}` : oneOf(name, 0, Number(literal) - 1);
  return nullable ? `(${less} OR ${quoteName(name)} IS NULL)` : less;
}

function equal({ name }: CutColumn, literal: string): string {
  return literal === 'NULL' ? `${quoteName(name)} IS NULL` : `${quoteName(name)} = ${literal}`;
}

/** No range of an index is used for < and > on an ENUM, but for a list of index numbers it is; 0 is the invalid value. */
function oneOf(name: string, from: number, to: number): string {
  if (from > to) return 'FALSE';
  return `${quoteName(name)} IN (${Array.from({ length: to - from + 1 }, (_, i) => from + i).join(',')})`;
}

/** Rows from `from` to below `to` in the order of the table's cut columns; null is open. */
export interface KeyRange {
  readonly from: string | null;
  readonly to: string | null;
}
