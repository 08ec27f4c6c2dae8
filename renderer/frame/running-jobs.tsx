import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import { Bar } from '../components/bar.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useJob, useRunningJobs } from '../jobs/job-store.ts';
import { leftOf } from '../jobs/track-progress.ts';
import classes from './running-jobs.module.css';

/** More than these would push the navigation out of a small window. */
const SHOWN = 3;

/** What is running now, bottom left on every page, one click from its details. */
export function RunningJobs() {
  const { t } = useTranslation('frame');
  const jobs = useRunningJobs();
  if (jobs.length === 0) return null;
  return (
    <section className={classes.root} aria-label={t('runningJobs')}>
      {jobs.slice(0, SHOWN).map((job) => (
        <RunningJob key={job.id} job={job} />
      ))}
      {jobs.length > SHOWN && (
        <Link to="/activity" className={classes.more}>
          {t('more', { count: jobs.length - SHOWN })}
        </Link>
      )}
    </section>
  );
}

function RunningJob({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('frame');
  const { roughly, percent } = useFormat();
  // The store's bar never goes back.
  const tracked = useJob(job.id);
  const fraction = tracked?.fraction ?? 0;
  const now = useNow(1000);
  const left = tracked === undefined ? null : leftOf(tracked, now);
  const word = t(wordOf(job));
  return (
    <Link to="/jobs/$id" params={{ id: job.id }} className={classes.job}>
      <Text fw={600} size="sm" truncate>
        {word}
      </Text>
      <Bar label={`${word} ${job.cluster}`} fraction={fraction} />
      <Text size="xs" c="dimmed" className="numeric">
        {[job.cluster, percent(fraction), left === null || left < 1 ? null : t('left', { duration: roughly(left) })]
          .filter((part) => part !== null && part !== '')
          .join(' · ')}
      </Text>
    </Link>
  );
}

function wordOf({ state, request }: JobSnapshot): 'stopping' | 'backingUp' | 'verifying' | 'restoring' {
  if (state === 'cancelling') return 'stopping';
  switch (request.kind) {
    case 'backup':
      return 'backingUp';
    case 'verify':
      return 'verifying';
    case 'restore':
      return 'restoring';
    default:
      return assertNever(request);
  }
}
