import { Button } from '@mantine/core';
import { IconDatabasePlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.tsx';

/** Where clusters would be: what one is, and the way to the first. */
export function NoCluster() {
  const { t } = useTranslation('clusters');
  return (
    <EmptyState
      icon={IconDatabasePlus}
      title={t('emptyTitle')}
      action={<Button renderRoot={(props) => <Link to="/clusters/new" {...props} />}>{t('add')}</Button>}
    >
      {t('empty')}
    </EmptyState>
  );
}
