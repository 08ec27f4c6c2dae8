import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetDetails } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { destinationOf, isOfLogs, phaseKey } from './describe-job.ts';
import { type Fact, Facts } from './facts.tsx';
import { Fold } from './fold.tsx';

/** What is known of a run beside its bar, folded in. */
export function RunningDetails({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('common');
  return (
    <Fold label={t('details')}>
      <RunningFacts job={job} />
    </Fold>
  );
}

function RunningFacts({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('jobs');
  const { bytes, count } = useFormat();
  const facts = useRunFacts(job);
  const { progress, request } = job;
  return (
    <Facts
      facts={[
        ...facts,
        { label: t('detailsOf.phase'), value: t(phaseKey(job)) },
        ...(progress === null || request.kind === 'verify'
          ? []
          : [
              ...(isOfLogs(request) ? [] : [{ label: t('detailsOf.rows'), value: count(progress.rows) }]),
              { label: t('detailsOf.stored'), value: bytes(progress.storedBytes) },
            ]),
      ]}
    />
  );
}

/** What is known of a run that is over. */
export function EndedDetails({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation('jobs');
  const { result } = job;
  return (
    <Fold label={t('aboutRun')}>
      <RunFacts job={job} />
      {result?.kind === 'backup' && <SetFacts set={result.set} />}
    </Fold>
  );
}

function RunFacts({ job }: { readonly job: JobSnapshot }) {
  return <Facts facts={useRunFacts(job)} />;
}

/** Positions, files and times of a set. */
export function SetFacts({ set }: { readonly set: SetDetails }) {
  const { t } = useTranslation('jobs');
  const { bytes, duration } = useFormat();
  const facts: Fact[] = [
    ...set.shards.map(({ name, binlog }) => ({
      label: t('detailsOf.position', { shard: name }),
      value: binlog ?? t('detailsOf.noPosition'),
    })),
    ...set.volumes.map(({ file, bytes: size }) => ({ label: file, value: bytes(size) })),
    ...Object.entries(set.durations).map(([phase, milliseconds]) => ({
      label: t('detailsOf.took', { phase: isKnownPhase(phase) ? t(`duration.${phase}`) : phase }),
      value: duration(milliseconds / 1000),
    })),
  ];
  return <Facts facts={facts} />;
}

const KNOWN_PHASES = ['connect', 'snapshot', 'schema', 'rows', 'check', 'cut', 'log', 'finish', 'total'] as const;

function isKnownPhase(phase: string): phase is (typeof KNOWN_PHASES)[number] {
  return KNOWN_PHASES.some((known) => known === phase);
}

function useRunFacts(job: JobSnapshot): Fact[] {
  const { t } = useTranslation(['jobs', 'common']);
  const { dateTime, time, instant } = useFormat();
  const { id, request, startedAt, endedAt } = job;
  const moment = (iso: string) => `${dateTime(iso)} (${time(iso)})`;
  return [
    { label: t('detailsOf.id'), value: id },
    ...(request.kind === 'backup'
      ? [
          { label: t('detailsOf.kind'), value: t(`common:kind.${request.setKind ?? 'full'}`) },
          { label: t('detailsOf.method'), value: t(`common:method.${request.method}`) },
        ]
      : [{ label: t('detailsOf.set'), value: request.id }]),
    ...(request.kind === 'restore' && request.at !== undefined
      ? [{ label: t('detailsOf.instant'), value: instant(request.at) }]
      : []),
    { label: t('detailsOf.folder'), value: destinationOf(request) },
    { label: t('detailsOf.started'), value: moment(startedAt) },
    ...(endedAt === undefined ? [] : [{ label: t('detailsOf.ended'), value: moment(endedAt) }]),
  ];
}
