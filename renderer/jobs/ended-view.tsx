import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { BackupRequest, JobSnapshot, SetSummary } from '../../shared/contract.ts';
import { assertNever, type Failure, failureFrom } from '../../shared/failure.ts';
import { leavesHalf } from '../../shared/half-restored.ts';
import { recommendMethod } from '../backup/recommend-method.ts';
import { FinishSet } from '../backups/finish-set.tsx';
import { isUnfinishedBy } from '../backups/set-facts.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFormat } from '../format/use-format.ts';
import { useClusters, useDestination } from '../queries.ts';
import { GoOn } from '../restore/half-restored.tsx';
import { BackupResult } from './backup-result.tsx';
import { destinationOf } from './describe-job.ts';
import { Headline } from './headline.tsx';
import { EndedDetails } from './job-details.tsx';
import { useJobs } from './job-store.ts';
import { RestoreResult } from './restore-result.tsx';
import { StartButton } from './start-button.tsx';
import { isEstimated, passesOf, type TrackedJob } from './track-progress.ts';
import { VerifyResult } from './verify-result.tsx';

/** A run that is over: its result, or how it ended and what to do now. */
export function EndedView({ tracked }: { readonly tracked: TrackedJob }) {
  const { snapshot } = tracked;
  return (
    <Stack gap="lg">
      <div>
        <Outcome tracked={tracked} />
      </div>
      <EndedDetails job={snapshot} />
    </Stack>
  );
}

function Outcome({ tracked }: { readonly tracked: TrackedJob }) {
  const { snapshot } = tracked;
  switch (snapshot.state) {
    case 'done':
      return <Result job={snapshot} />;
    case 'failed':
      return <Failed tracked={tracked} />;
    case 'cancelled':
      return <Cancelled tracked={tracked} />;
    case 'running':
    case 'cancelling':
      return null; // shown by RunningView
    default:
      return assertNever(snapshot.state);
  }
}

function Result({ job }: { readonly job: JobSnapshot }) {
  const { request, result } = job;
  if (request.kind === 'backup' && result?.kind === 'backup')
    return <BackupResult job={job} set={result.set} to={request.to} />;
  if (request.kind === 'verify' && result?.kind === 'verify') return <VerifyResult request={request} result={result} />;
  if (request.kind === 'restore' && result?.kind === 'restore')
    return <RestoreResult job={job} request={request} report={result.report} />;
  return result === undefined ? <ResultToCome /> : <FailureNotice failure={NO_RESULT} action={<Again job={job} />} />;
}

/** A large result is asked for by itself. */
function ResultToCome() {
  const { failure } = useJobs();
  return failure === null ? <Loading lines={6} height={20} /> : <FailureNotice failure={failure} />;
}

/** A host of another version, or a history that lost part of it. */
const NO_RESULT = failureFrom('no-result', {});

function Failed({ tracked: { snapshot, fraction } }: { readonly tracked: TrackedJob }) {
  const { t } = useTranslation('jobs');
  const unfinished = useUnfinishedSet(snapshot);
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h2">
          {t(`ended.failed.${snapshot.request.kind}`)}
        </Title>
        <Text c="dimmed">
          <UpTo job={snapshot} fraction={fraction} />
        </Text>
      </div>
      <FailureNotice
        failure={snapshot.failure ?? NO_RESULT}
        action={unfinished ? undefined : <Again job={snapshot} />}
      />
      {unfinished && <Unfinished set={unfinished} to={destinationOf(snapshot.request)} />}
      <Group gap="xs">
        {unfinished && <Again job={snapshot} second />}
        <Elsewhere job={snapshot} />
      </Group>
    </Stack>
  );
}

function Cancelled({ tracked: { snapshot, fraction } }: { readonly tracked: TrackedJob }) {
  const { t } = useTranslation('jobs');
  const unfinished = useUnfinishedSet(snapshot);
  const { kind } = snapshot.request;
  return (
    <Stack gap="md" align="flex-start">
      <Headline
        status={leavesHalf(snapshot) ? 'danger' : 'off'}
        word={t(leavesHalf(snapshot) ? 'ended.half' : `ended.cancelled.${kind}`)}
        more={t(leavesHalf(snapshot) ? 'ended.halfMore' : `ended.cancelledSafe.${kind}`)}
      >
        <UpTo job={snapshot} fraction={fraction} />
      </Headline>
      {unfinished && <Unfinished set={unfinished} to={destinationOf(snapshot.request)} />}
      <Again job={snapshot} second={unfinished !== undefined} />
    </Stack>
  );
}

/** The set that a full backup left behind, where it can be finished. */
function useUnfinishedSet(job: JobSnapshot): SetSummary | undefined {
  const to = job.request.kind === 'backup' ? job.request.to : '';
  return useDestination(to).data?.sets.find((one) => one.unfinished && isUnfinishedBy(one, job, to));
}

function Unfinished({ set, to }: { readonly set: SetSummary; readonly to: string }) {
  const { t } = useTranslation('jobs');
  const whole = set.unfinished?.whole;
  return (
    <Stack gap="xs" align="flex-start">
      {whole !== undefined && (
        <Text>{whole === 0 ? t('ended.unfinishedNone') : t('ended.unfinished', { count: whole })}</Text>
      )}
      <FinishSet set={set} destination={to} />
    </Stack>
  );
}

/** How far it was. Bytes are those of one pass, so that beside the share of the whole they would contradict it. */
function UpTo({ job, fraction }: { readonly job: JobSnapshot; readonly fraction: number }) {
  const { t } = useTranslation('jobs');
  const { percent, bytes } = useFormat();
  const { progress, request } = job;
  if (progress === null || fraction === 0 || progress.bytesTotal === 0) return null;
  const values = { percent: percent(fraction), done: bytes(progress.bytesDone), total: bytes(progress.bytesTotal) };
  if (passesOf(request).length > 1) return <>{t('ended.upTo', values)}</>;
  return <>{t(isEstimated(job) ? 'ended.upToRead' : 'ended.upToOf', values)}</>;
}

/** Where the cause may be found: the servers of the run, and its destination. */
function Elsewhere({ job: { request } }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('jobs');
  return (
    <>
      {request.kind !== 'verify' && (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/clusters/$id" params={{ id: request.clusterId }} {...props} />}
        >
          {t('ended.toCluster')}
        </Button>
      )}
      <Button
        variant="default"
        renderRoot={(props) => <Link to="/backups" search={{ path: destinationOf(request) }} {...props} />}
      >
        {t('ended.toSets')}
      </Button>
    </>
  );
}

interface AgainProps {
  readonly job: JobSnapshot;
  /** There is a better step than this one. */
  readonly second?: boolean;
}

/** The way back in: the same run again, with what was chosen before. */
function Again({ job, second = false }: AgainProps) {
  const { request, failure } = job;
  const { t } = useTranslation('jobs');
  const label = t(`ended.again.${request.kind}`);
  switch (request.kind) {
    case 'backup':
      if (failure && needsFull(failure)) return <TakeFull request={request} label={t('ended.full')} />;
      return (
        <Button
          variant={second ? 'default' : 'filled'}
          renderRoot={(props) => (
            <Link to="/backup" search={{ cluster: request.clusterId, to: request.to }} {...props} />
          )}
        >
          {label}
        </Button>
      );
    case 'verify':
      return <StartButton request={request} label={label} />;
    case 'restore':
      if (leavesHalf(job)) return <GoOn job={job} />;
      return (
        <Button
          renderRoot={(props) => <Link to="/restore" search={{ path: request.from, set: request.id }} {...props} />}
        >
          {label}
        </Button>
      );
    default:
      return assertNever(request);
  }
}

/** True where nothing but a full backup helps: what it should build on is not there, or its logs do not go on. */
function needsFull({ code, fact }: Failure): boolean {
  return code === 'chain-broken' || (fact !== undefined && NO_PARENT.has(fact.reason));
}

const NO_PARENT: ReadonlySet<string> = new Set(['no-parent', 'parent-missing', 'parent-unreadable']);

/** A full backup to the same place, in the way that is recommended for the cluster. */
function TakeFull({ request, label }: { readonly request: BackupRequest; readonly label: string }) {
  const cluster = useClusters().data?.find(({ id }) => id === request.clusterId);
  const method = recommendMethod(cluster?.shards.length ?? 1);
  return <StartButton request={{ ...request, method, setKind: 'full' }} label={label} />;
}
