import { Button } from '@mantine/core';
import { IconHistoryOff } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFormat } from '../format/use-format.ts';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { CancelButton } from './cancel-button.tsx';
import { destinationOf, placeName, timeOfSet, titleKey } from './describe-job.ts';
import { EndedView } from './ended-view.tsx';
import { isRunning } from './job-list.ts';
import { useJobs, useWholeJob } from './job-store.ts';
import { RunningView } from './running-view.tsx';

/** One run, live or long over: the same page for both, so that a reload changes nothing. */
export function JobPage() {
  const { id = '' } = useParams({ strict: false });
  const tracked = useWholeJob(id);
  if (!tracked) return <UnknownJob />;
  const { snapshot } = tracked;
  return (
    <Page>
      <JobHeader job={snapshot} />
      {isRunning(snapshot) ? <RunningView tracked={tracked} /> : <EndedView tracked={tracked} />}
    </Page>
  );
}

/** Title, times and Cancel: the same from one snapshot to the next. */
const JobHeader = memo(Header, (before, after) => {
  const [was, is] = [before.job, after.job];
  return was.id === is.id && was.state === is.state && was.endedAt === is.endedAt;
});

function Header({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('jobs');
  const { dateTime, instant, between } = useFormat();
  const { request, startedAt, endedAt } = job;
  const place = placeName(destinationOf(request));
  const start = dateTime(startedAt);
  const when =
    endedAt === undefined
      ? t('subtitle.running', { start })
      : t('subtitle.ended', { start, duration: between(startedAt, endedAt) });
  const from = request.kind === 'backup' ? null : timeOfSet(request.id);
  const at = request.kind === 'restore' ? request.at : undefined;
  const title = { cluster: job.cluster, place };
  return (
    <PageHeader
      title={t(titleKey(job), title)}
      subtitle={
        <>
          {from !== null && (
            <div>
              {at === undefined
                ? t('subtitle.setOn', { time: dateTime(from), place })
                : t('subtitle.instantOn', { time: instant(at), place })}
            </div>
          )}
          {when}
        </>
      }
      {...(isRunning(job) ? { action: <CancelButton job={job} /> } : {})}
    />
  );
}

function UnknownJob() {
  const { t } = useTranslation('jobs');
  const { loaded, failure } = useJobs();
  const title = t('title.unknown');
  return (
    <Page>
      <PageHeader title={title} />
      {loaded && (
        <EmptyState
          icon={IconHistoryOff}
          title={t('missingTitle')}
          action={<Button renderRoot={(props) => <Link to="/activity" {...props} />}>{t('toActivity')}</Button>}
        >
          {t('missing')}
        </EmptyState>
      )}
      {!loaded && (failure === null ? <Loading lines={6} height={24} /> : <FailureNotice failure={failure} />)}
    </Page>
  );
}
