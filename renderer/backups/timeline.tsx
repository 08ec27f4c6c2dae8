import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { momentOf } from './set-facts.ts';
import { statusOf } from './set-state-word.tsx';
import classes from './timeline.module.css';
import { layTimeline, type Mark } from './timeline-marks.ts';

/** A mark takes so many pixels, so that two of them can be told apart. */
const PLACE = 4;
const HEIGHT = 48;
const TALL = 28;
const SHORT = 14;

interface TimelineProps {
  readonly sets: readonly SetSummary[];
  readonly chosen: string | undefined;
  onChoose(id: string): void;
}

/** When there were backups, at one glance: fulls tall, others short, gaps hatched. The table beside it has the same in words. */
export function Timeline({ sets, chosen, onChoose }: TimelineProps) {
  const { t } = useTranslation('backups');
  const { date, dateTime, duration } = useFormat();
  const { ref, width } = useElementSize();
  const now = useNow();
  const timeline = useMemo(
    () => layTimeline(sets, Math.max(1, Math.floor((width - PLACE) / PLACE)), now),
    [sets, width, now],
  );
  if (timeline === null) return null;
  const { marks, gaps, first, last } = timeline;
  const iso = (at: number) => new Date(at).toISOString();
  const x = (at: number) => at * (width - PLACE);
  const sameDay = date(iso(first)) === date(iso(last));
  const label = sameDay ? dateTime : date;
  return (
    <div className={classes.root}>
      <div ref={ref}>
        <svg
          className={classes.line}
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t('timelineLabel', { count: sets.length, from: dateTime(iso(first)), to: dateTime(iso(last)) })}
        >
          <defs>
            <pattern id="sk-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line className={classes.hatch} x1="0" x2="0" y1="0" y2="6" />
            </pattern>
          </defs>
          {gaps.map((gap) => (
            <rect
              key={gap.from}
              x={x(gap.from) + PLACE}
              y={HEIGHT - TALL}
              width={Math.max(0, x(gap.to) - x(gap.from) - PLACE)}
              height={TALL}
              fill="url(#sk-gap)"
            >
              <title>{t('gap', { duration: duration(gap.milliseconds / 1000) })}</title>
            </rect>
          ))}
          <line className={classes.ground} x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          {marks.map((mark) => (
            <TimelineMark key={mark.at} mark={mark} x={x(mark.at)} chosen={chosen} onChoose={onChoose} />
          ))}
        </svg>
      </div>
      <div className={classes.ends}>
        <time>{label(iso(first))}</time>
        <time>{label(iso(last))}</time>
      </div>
    </div>
  );
}

interface TimelineMarkProps {
  readonly mark: Mark;
  readonly x: number;
  readonly chosen: string | undefined;
  onChoose(id: string): void;
}

function TimelineMark({ mark, x, chosen, onChoose }: TimelineMarkProps) {
  const { t } = useTranslation('backups');
  const { dateTime } = useFormat();
  const [newest] = mark.sets;
  if (!newest) return null;
  const full = mark.sets.some(({ kind }) => kind === 'full' || kind === undefined);
  const height = full ? TALL : SHORT;
  // The worst of them shows: a damaged set must not hide behind a good one.
  const worst = mark.sets.find(({ state }) => state === 'unreadable') ?? newest;
  const time = dateTime(momentOf(newest) ?? '');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the table's buttons are for keys
    <g className={classes.mark} onClick={() => onChoose(newest.id)}>
      <title>{t('mark', { count: mark.sets.length, time })}</title>
      <rect className={classes.reach} x={x - 2} y={0} width={PLACE + 4} height={HEIGHT} />
      <rect
        className={classes.bar}
        data-status={statusOf(worst.state)}
        data-chosen={mark.sets.some(({ id }) => id === chosen) || undefined}
        x={x}
        y={HEIGHT - height}
        width={PLACE - 1}
        height={height}
        rx={1}
      />
    </g>
  );
}
