import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JobProgress } from '../../shared/job.ts';
import { Bar } from '../components/bar.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { cutOfRun, isOfLogs, phaseKey } from './describe-job.ts';
import { RunningDetails } from './job-details.tsx';
import classes from './running-view.module.css';
import { ShardRow } from './shard-row.tsx';
import { isEstimated, leftOf, passesOf, type TrackedJob } from './track-progress.ts';

/** A run while it runs: one bar for the whole, what happens now in words, a row per shard, details folded in. */
export function RunningView({ tracked }: { readonly tracked: TrackedJob }) {
  const { t } = useTranslation('jobs');
  const { duration, percent } = useFormat();
  const { snapshot, fraction, shards } = tracked;
  const { progress, request } = snapshot;
  const cut = cutOfRun(snapshot);
  const known = fraction > 0;
  return (
    <>
      <section className={classes.whole}>
        <div className={classes.bar}>
          <Bar label={t('progress')} fraction={known ? fraction : null} whole />
          {known && <span className={classes.percent}>{percent(fraction)}</span>}
        </div>
        <div className={classes.now}>
          <Text fw={600} role="status">
            {t(phaseKey(snapshot))}
          </Text>
          <Numbers tracked={tracked} />
        </div>
        {cut !== null && <Text c="dimmed">{t(cut.key, { duration: duration(cut.seconds) })}</Text>}
      </section>
      {progress !== null && (
        <Parts
          progress={progress}
          ofSet={request.kind === 'verify'}
          ofLog={isOfLogs(request)}
          estimated={isEstimated(snapshot)}
          tracks={shards}
        />
      )}
      <RunningDetails job={snapshot} />
    </>
  );
}

interface PartsProps {
  readonly progress: JobProgress;
  /** A verification reads files, not shards. */
  readonly ofSet: boolean;
  /** An incremental backup reads logs, not rows. */
  readonly ofLog: boolean;
  readonly estimated: boolean;
  readonly tracks: TrackedJob['shards'];
}

/** What the whole is made of: a row per shard, or the file that is read now. */
function Parts({ progress, ofSet, ofLog, estimated, tracks }: PartsProps) {
  const { t } = useTranslation('jobs');
  if (progress.shards.length === 0) return null;
  if (ofSet) {
    const file = progress.shards.find(({ table }) => table !== null)?.table ?? null;
    return file === null ? null : <Text c="dimmed">{t('file', { file })}</Text>;
  }
  return (
    <section aria-label={t('shards')} className={classes.shards}>
      {progress.shards.map((shard, index) => (
        <ShardRow
          key={shard.name}
          shard={shard}
          track={tracks.get(shard.name)}
          index={index}
          ofLog={ofLog}
          estimated={estimated}
        />
      ))}
    </section>
  );
}

/** How much, how fast, how long; only what is known. */
function Numbers({ tracked }: { readonly tracked: TrackedJob }) {
  const { snapshot } = tracked;
  const { request, progress, startedAt } = snapshot;
  const { t } = useTranslation('jobs');
  const { bytes, rate, roughly } = useFormat();
  const now = useNow(1000);
  const passes = passesOf(request);
  const step = progress === null ? -1 : passes.indexOf(progress.phase);
  const passing = progress !== null && step !== -1 && progress.bytesTotal > 0;
  const left = leftOf(tracked, now);
  const parts = passing
    ? [
        passes.length > 1 ? t('step', { number: step + 1, total: passes.length }) : null,
        isEstimated(snapshot)
          ? t('read', { done: bytes(progress.bytesDone) })
          : t('sofar', { done: bytes(progress.bytesDone), total: bytes(progress.bytesTotal) }),
        progress.bytesPerSecond > 0 ? rate(progress.bytesPerSecond) : null,
        left === null ? null : t(step < passes.length - 1 ? 'leftInStep' : 'left', { duration: roughly(left) }),
      ]
    : [t('running', { duration: roughly(Math.max(1, (now - Date.parse(startedAt)) / 1000)) })];
  return (
    <Text c="dimmed" className="numeric">
      {parts.filter((part) => part !== null).join(' · ')}
    </Text>
  );
}
