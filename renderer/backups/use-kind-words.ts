import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';

const KINDS = ['full', 'incremental', 'differential'] as const;

/** Kind and method of a set in words: `Full · Hot`; empty for one that does not say. */
export function useKindWords(): (set: SetSummary) => string {
  const { t } = useTranslation(['backups', 'common']);
  return ({ kind, method }) => {
    if (kind === undefined || method === undefined) return '';
    const known = KINDS.find((one) => one === kind);
    return t('kindMethod', {
      kind: known === undefined ? kind : t(`common:kind.${known}`),
      method: t(`common:method.${method}`),
    });
  };
}
