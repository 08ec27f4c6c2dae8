import { Button, Group, Paper } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type HalfRestore, tablesThere } from '../../shared/half-restored.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useJobs } from '../jobs/job-store.ts';
import { useSettleJob } from '../queries.ts';
import { answersOf } from './restore-again.ts';
import { useHalfRestored } from './use-half-restored.ts';
import { keepAnswers } from './use-wizard.ts';

/** What is half restored on a cluster, on every page that shows it, until it is finished or undone. */
export function HalfRestored({ clusterId }: { readonly clusterId: string }) {
  const { t } = useTranslation('restore');
  const { relative, count } = useFormat();
  const now = useNow();
  const { jobs } = useJobs();
  const settle = useSettleJob();
  const job = useHalfRestored()(clusterId);
  if (!job) return null;
  const ago = relative(job.endedAt ?? job.startedAt, now);
  const tables = tablesThere(job);
  const { from, id: set } = job.request;
  // One that was begun elsewhere is no run of this app, and is known by its set alone.
  const own = jobs.some(({ id }) => id === job.id);
  return (
    <Paper withBorder p="md" role="alert" style={{ borderColor: 'var(--sk-red)' }}>
      <StatusWord status="danger">
        {tables === null
          ? t('half.what', { ago })
          : t('half.whatOf', { ago, count: tables.total, done: count(tables.done), total: count(tables.total) })}
      </StatusWord>
      <Group gap="xs" mt="sm">
        <GoOn job={job} />
        <Button
          variant="default"
          renderRoot={(props) =>
            own ? (
              <Link to="/jobs/$id" params={{ id: job.id }} {...props} />
            ) : (
              <Link to="/backups" search={{ path: from, set }} {...props} />
            )
          }
        >
          {t(own ? 'half.look' : 'half.lookAtSet')}
        </Button>
        <Button
          variant="subtle"
          loading={settle.isPending}
          onClick={() => settle.mutate({ id: job.id, ...(own ? {} : { beside: { from, set } }) })}
        >
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
