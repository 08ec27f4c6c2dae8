import { Button, Group, Paper } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type HalfRestore, halfRestored } from '../../shared/half-restored.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useJobs } from '../jobs/job-store.ts';
import { useSettleJob } from '../queries.ts';
import { answersOf } from './restore-again.ts';
import { keepAnswers } from './use-wizard.ts';

/** What is half restored on a cluster, on every page that shows it, until it is finished or undone. */
export function HalfRestored({ clusterId }: { readonly clusterId: string }) {
  const { t } = useTranslation('restore');
  const { relative } = useFormat();
  const now = useNow();
  const { jobs } = useJobs();
  const settle = useSettleJob();
  const job = halfRestored(clusterId, jobs);
  if (!job) return null;
  return (
    <Paper withBorder p="md" role="alert" style={{ borderColor: 'var(--sk-red)' }}>
      <StatusWord status="danger">{t('half.what', { ago: relative(job.endedAt ?? job.startedAt, now) })}</StatusWord>
      <Group gap="xs" mt="sm">
        <GoOn job={job} />
        <Button variant="default" renderRoot={(props) => <Link to="/jobs/$id" params={{ id: job.id }} {...props} />}>
          {t('half.look')}
        </Button>
        <Button variant="subtle" loading={settle.isPending} onClick={() => settle.mutate({ id: job.id })}>
          {t('half.settled')}
        </Button>
      </Group>
    </Paper>
  );
}

/** To the same restore, ready to go on. */
export function GoOn({ job }: { readonly job: HalfRestore }) {
  const { t } = useTranslation('restore');
  const navigate = useNavigate();
  return (
    <Button
      color="red"
      onClick={() => {
        keepAnswers(answersOf(job.request, job.failure?.detail?.code === 'log-cut-off'));
        void navigate({ to: '/restore' });
      }}
    >
      {t('half.goOn')}
    </Button>
  );
}
