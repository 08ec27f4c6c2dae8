import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { useStandings } from '../backups/use-standings.ts';
import { NoCluster } from '../clusters/no-cluster.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { placeLabel } from '../jobs/describe-job.ts';
import { useClusters, useDestinations, useRecentDestinations } from '../queries.ts';
import { ClusterCard } from './cluster-card.tsx';

/** One card per cluster: whether it is safe, and the next step. */
export function OverviewPage() {
  const { t } = useTranslation('overview');
  const clusters = useClusters();
  const recent = useRecentDestinations();
  const destinations = useDestinations(recent.data ?? []);
  const views = destinations.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const standings = useStandings(views);
  const unseen = views.filter(({ state }) => state === 'unusable').map(({ path }) => path);
  const reading = recent.isPending || destinations.some(({ isPending }) => isPending);
  return (
    <Page>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {clusters.error && <FailureNotice failure={failureOf(clusters.error)} />}
      {clusters.isPending && <Loading lines={4} height={48} />}
      {clusters.data?.length === 0 && <NoCluster />}
      <Stack gap="lg">
        {clusters.data?.map((cluster) => (
          <ClusterCard
            key={cluster.id}
            cluster={cluster}
            destinations={views}
            standings={standings}
            reading={reading}
            destination={recent.data?.[0]}
          />
        ))}
        {unseen.map((path) => (
          <StatusWord key={path} status="off">
            {t('unseen', { name: placeLabel(path) })}
          </StatusWord>
        ))}
      </Stack>
    </Page>
  );
}
