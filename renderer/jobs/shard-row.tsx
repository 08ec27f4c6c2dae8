import { IconCheck } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShardProgress } from '../../shared/job.ts';
import { Bar } from '../components/bar.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import classes from './shard-row.module.css';
import { isShardDrawnAlike, type ShardTrack } from './track-progress.ts';

interface ShardRowProps {
  readonly shard: ShardProgress;
  readonly track: ShardTrack | undefined;
  readonly index: number;
  /** A log has no rows that anybody counted. */
  readonly ofLog: boolean;
  /** Its size is the server's estimate, which is no number to show. */
  readonly estimated: boolean;
}

/** One shard of a run: how far, at what, how much, how fast; drawn anew only when something of it changes. */
export const ShardRow = memo(Row, (before, after) => before.index === after.index && isShardDrawnAlike(before, after));

function Row({ shard, track, index, ofLog, estimated }: ShardRowProps) {
  const { t } = useTranslation('jobs');
  const { bytes, count, rate } = useFormat();
  const { name, phase, table, bytesDone, bytesTotal, rows } = shard;
  const done = phase === 'done';
  // What came in the last seconds is no speed of a shard that waits now.
  const speed = phase === 'waiting' ? 0 : (track?.bytesPerSecond ?? 0);
  return (
    <div className={classes.row} data-done={done || undefined}>
      <div className={classes.name}>
        <ShardGlyph name={name} index={index} />
      </div>
      <Bar label={t('shardProgress', { shard: name })} fraction={track?.fraction ?? 0} />
      <div className={classes.at} title={table ?? undefined}>
        {done ? (
          <span className={classes.done}>
            <IconCheck size={16} stroke={2.2} aria-hidden />
            {t('shardPhase.done')}
          </span>
        ) : (
          (table ?? t(`shardPhase.${phase}`))
        )}
      </div>
      <div className={classes.amount}>
        {done || bytesTotal === 0 || estimated
          ? bytes(bytesDone)
          : t('sofar', { done: bytes(bytesDone), total: bytes(bytesTotal) })}
      </div>
      <div className={classes.rate}>
        {done ? !ofLog && t('shardDone', { rows: count(rows) }) : speed > 0 ? rate(speed) : ''}
      </div>
    </div>
  );
}
