import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from './page.tsx';
import { PageHeader } from './page-header.tsx';

/** An address that leads nowhere, with the way back. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHeader title={t('notFound')} />
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{t('toOverview')}</Button>
    </Page>
  );
}
