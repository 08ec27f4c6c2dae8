import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Facts } from '../jobs/facts.tsx';

/** Where a set is, to be copied. */
export function SetPath({ set }: { readonly set: SetSummary }) {
  const { t } = useTranslation('backups');
  return (
    <Facts
      facts={[
        { label: t('panel.id'), value: set.id },
        {
          label: t('panel.folder'),
          value: (
            <>
              {set.path} <CopyButton value={set.path} label={t('panel.copyFolder')} />
            </>
          ),
        },
      ]}
    />
  );
}
