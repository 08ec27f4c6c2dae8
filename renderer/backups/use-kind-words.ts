import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';

const KINDS = ['full', 'incremental', 'differential'] as const;

/** Kind of a set in words, and of a full one the method: `Full · Hot`; empty for one that does not say. */
export function useKindWords(): (set: SetSummary) => string {
  const { t } = useTranslation(['backups', 'common']);
  return ({ kind, method }) => {
    if (kind === undefined || method === undefined) return '';
    const known = KINDS.find((one) => one === kind);
    // Logs are all read in one way.
    if (known !== undefined && known !== 'full') return t(`common:kind.${known}`);
    return t('kindMethod', {
      kind: known === undefined ? kind : t(`common:kind.${known}`),
      method: t(`common:method.${method}`),
    });
  };
}
