import { Button } from '@mantine/core';
import { IconDatabaseOff } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { useClusters } from '../queries.ts';
import { ClusterForm } from './cluster-form.tsx';
import { fromProfile } from './draft.ts';

/** `/clusters/new` */
export function NewClusterPage() {
  const { t } = useTranslation('clusters');
  return (
    <Page wide>
      <PageHeader title={t('newTitle')} subtitle={t('editSubtitle')} />
      <ClusterForm start={{ id: null, name: '', shards: [], pasted: '' }} onSaved={useOpenCluster()} />
    </Page>
  );
}

/** `/clusters/$id/edit` */
export function EditClusterPage() {
  const { t } = useTranslation('clusters');
  const { id } = useParams({ strict: false });
  const clusters = useClusters();
  const open = useOpenCluster();
  const cluster = clusters.data?.find((one) => one.id === id);
  return (
    <Page wide>
      <PageHeader title={cluster ? t('editTitle', { name: cluster.name }) : t('edit')} subtitle={t('editSubtitle')} />
      {clusters.error && <FailureNotice failure={failureOf(clusters.error)} />}
      {clusters.isPending && <Loading lines={6} height={32} />}
      {clusters.data && !cluster && (
        <EmptyState
          icon={IconDatabaseOff}
          title={t('goneTitle')}
          action={<Button renderRoot={(props) => <Link to="/clusters" {...props} />}>{t('toClusters')}</Button>}
        >
          {t('gone')}
        </EmptyState>
      )}
      {cluster && <ClusterForm key={cluster.id} start={fromProfile(cluster)} onSaved={open} />}
    </Page>
  );
}

function useOpenCluster(): (id: string) => void {
  const navigate = useNavigate();
  return (id) => void navigate({ to: '/clusters/$id', params: { id } });
}
