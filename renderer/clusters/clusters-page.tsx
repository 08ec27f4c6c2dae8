import { Button, NavLink } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { useClusters } from '../queries.ts';
import { useHalfRestored } from '../restore/use-half-restored.ts';
import { ClusterDetail } from './cluster-detail.tsx';
import classes from './clusters-page.module.css';
import { NoCluster } from './no-cluster.tsx';

/** All clusters at the left, the chosen one at the right; the first one when none is chosen. */
export function ClustersPage() {
  const { t } = useTranslation('clusters');
  const { id } = useParams({ strict: false });
  const clusters = useClusters();
  const halfOf = useHalfRestored();
  const chosen = clusters.data?.find((cluster) => cluster.id === id) ?? clusters.data?.[0];
  return (
    <Page wide>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        action={
          clusters.data?.length ? (
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              renderRoot={(props) => <Link to="/clusters/new" {...props} />}
            >
              {t('add')}
            </Button>
          ) : undefined
        }
      />
      {clusters.error && <FailureNotice failure={failureOf(clusters.error)} />}
      {clusters.isPending && <Loading lines={5} height={28} />}
      {clusters.data?.length === 0 && <NoCluster />}
      {chosen && (
        <div className={classes.columns}>
          <nav aria-label={t('list')} className={classes.list}>
            <div className={classes.items}>
              {clusters.data?.map((cluster) => (
                <NavLink
                  className={classes.cluster}
                  key={cluster.id}
                  active={cluster.id === chosen.id}
                  label={cluster.name}
                  description={
                    halfOf(cluster.id) ? (
                      <StatusWord status="danger" size="sm">
                        {t('half')}
                      </StatusWord>
                    ) : (
                      t('shards', { ns: 'common', count: cluster.shards.length })
                    )
                  }
                  renderRoot={(props) => <Link to="/clusters/$id" params={{ id: cluster.id }} {...props} />}
                />
              ))}
            </div>
          </nav>
          <ClusterDetail key={chosen.id} cluster={chosen} />
        </div>
      )}
    </Page>
  );
}
