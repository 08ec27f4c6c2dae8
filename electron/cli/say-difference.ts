import type { Difference, DriftPart } from '../../shared/drift.ts';
import { assertNever } from '../../shared/failure.ts';

/** In what a table differs from its siblings, such as `column "note" is missing`. */
export function sayDifference(difference: Difference): string {
  switch (difference.code) {
    case 'missing':
      return `${partName(difference)} is missing`;
    case 'extra':
      return `${partName(difference)} exists only here: ${difference.own}`;
    case 'other':
      return `${partName(difference)} is ${difference.own}, elsewhere ${difference.usual}`;
    case 'order':
      return `columns are in another order: ${difference.columns.join(', ')}`;
    default:
      return assertNever(difference);
  }
}

function partName({ part, name }: { readonly part: DriftPart; readonly name: string }): string {
  switch (part) {
    case 'column':
    case 'index':
    case 'check':
      return `${part} "${name}"`;
    case 'primary-key':
      return 'primary key';
    case 'foreign-key':
      return `foreign key ${name}`;
    case 'partitions':
      return 'the partition clause';
    case 'option':
    case 'other-key':
      return name;
    default:
      return assertNever(part);
  }
}
