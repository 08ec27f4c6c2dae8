import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { NoCluster } from '../clusters/no-cluster.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { useClusters, useRecentDestinations } from '../queries.ts';
import { BackupForm } from './backup-form.tsx';

/** What to back up, where to, and how; then the run. */
export function BackupPage() {
  const { t } = useTranslation('backup');
  const search = useSearch({ from: '/backup' });
  const navigate = useNavigate({ from: '/backup' });
  const clusters = useClusters();
  const recent = useRecentDestinations();
  const cluster = clusters.data?.find(({ id }) => id === search.cluster) ?? clusters.data?.[0];
  return (
    <Page>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {clusters.error && <FailureNotice failure={failureOf(clusters.error)} />}
      {(clusters.isPending || recent.isPending) && <Loading lines={6} height={24} />}
      {clusters.data?.length === 0 && <NoCluster />}
      {clusters.data && cluster && !recent.isPending && (
        <BackupForm
          clusters={clusters.data}
          cluster={cluster}
          kind={search.kind}
          to={search.to ?? recent.data?.[0] ?? ''}
          // The address holds the answers, so that a reload loses none.
          onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
        />
      )}
    </Page>
  );
}
