import { Button, Group, Select, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { jobStore, useJobs } from '../jobs/job-store.ts';
import { filterRuns, kinds, outcomes } from './filter-runs.ts';
import { RunTable } from './run-table.tsx';

/** Every run, live and past; one click shows it as it was. */
export function ActivityPage() {
  const { t } = useTranslation(['activity', 'common']);
  const { jobs, loaded, failure } = useJobs();
  return (
    <Page wide>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {failure !== null && (
        <FailureNotice
          failure={failure}
          action={
            <Button variant="default" onClick={() => void jobStore().refresh()}>
              {t('common:retry')}
            </Button>
          }
        />
      )}
      {!loaded && failure === null && <Loading lines={8} height={24} />}
      {loaded && jobs.length === 0 && (
        <EmptyState
          icon={IconHistory}
          title={t('emptyTitle')}
          action={<Button renderRoot={(props) => <Link to="/backup" {...props} />}>{t('first')}</Button>}
        >
          {t('empty')}
        </EmptyState>
      )}
      {jobs.length > 0 && <Runs jobs={jobs} />}
    </Page>
  );
}

function Runs({ jobs }: { readonly jobs: readonly JobSnapshot[] }) {
  const { t } = useTranslation('activity');
  const search = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const shown = filterRuns(jobs, search);
  const clusters = [...new Set(jobs.map(({ cluster }) => cluster))].toSorted();
  const choose = (name: 'cluster' | 'kind' | 'outcome') => (value: string | null) =>
    void navigate({
      search: (before) => ({ ...before, [name]: value ?? undefined }),
      replace: true,
    });
  return (
    <>
      <Group gap="xs" mb="md">
        <Filter
          label={t('filters.cluster')}
          all={t('allClusters')}
          data={clusters.map((name) => ({ value: name, label: name }))}
          value={search.cluster}
          onChange={choose('cluster')}
        />
        <Filter
          label={t('filters.kind')}
          all={t('allKinds')}
          data={kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          value={search.kind}
          onChange={choose('kind')}
        />
        <Filter
          label={t('filters.outcome')}
          all={t('allOutcomes')}
          data={outcomes.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) }))}
          value={search.outcome}
          onChange={choose('outcome')}
        />
        <Text c="dimmed" className="numeric" role="status">
          {t('count', { count: shown.length })}
        </Text>
      </Group>
      {shown.length > 0 ? (
        <RunTable runs={shown} />
      ) : (
        <Group>
          <Text>{t('noMatch')}</Text>
          <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
            {t('clear')}
          </Button>
        </Group>
      )}
    </>
  );
}

interface FilterProps {
  readonly label: string;
  /** What stands there when nothing is chosen. */
  readonly all: string;
  readonly data: { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  onChange(value: string | null): void;
}

function Filter({ label, all, data, value, onChange }: FilterProps) {
  return (
    <Select
      w={184}
      aria-label={label}
      placeholder={all}
      data={data}
      value={value ?? null}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': all }}
    />
  );
}
