import type { TFunction } from 'i18next';
import type { Difference } from '../../shared/drift.ts';
import { assertNever } from '../../shared/failure.ts';

/** In what a table differs from its siblings, in the reader's language. */
export function sayDifference(t: TFunction<['facts']>, difference: Difference): string {
  switch (difference.code) {
    case 'missing':
      return t('drift.missing', { part: partName(t, difference) });
    case 'extra':
      return t('drift.extra', { part: partName(t, difference), own: difference.own });
    case 'other':
      return t('drift.other', { part: partName(t, difference), own: difference.own, usual: difference.usual });
    case 'order':
      return t('drift.order', { columns: difference.columns.join(t('comma')) });
    default:
      return assertNever(difference);
  }
}

function partName(t: TFunction<['facts']>, { part, name }: Exclude<Difference, { readonly code: 'order' }>): string {
  return t(`drift.part.${part}`, { name });
}
