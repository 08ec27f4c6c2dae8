import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { isSound, type SetStanding, type Standings, statusOfStanding } from '../../shared/set-standing.ts';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { heightOf, SetBar, TALL } from './set-bar.tsx';
import { momentOf } from './set-facts.ts';
import { useStateWords } from './set-state-word.tsx';
import classes from './timeline.module.css';
import { layTimeline, type Mark } from './timeline-marks.ts';
import { useKindWords } from './use-kind-words.ts';

/** A mark takes so many pixels, so that two of them can be told apart. */
const PLACE = 8;
const BAR = 5;
const HEIGHT = 44;
/** Between the two ends there is room for a sentence from this width on. */
const ROOM = 620;

interface TimelineProps {
  readonly sets: readonly SetSummary[];
  readonly standings: Standings;
  readonly chosen: string | undefined;
  onChoose(id: string): void;
}

/**
 * When there were backups, at one glance: fulls tall, others short, what a chain covers underlined, gaps hatched. What the mark under the pointer or the
 * keyboard stands for is said below; arrows go from mark to mark, Enter opens.
 */
export function Timeline({ sets, standings, chosen, onChoose }: TimelineProps) {
  const { t } = useTranslation('backups');
  const { date, dateTime, duration } = useFormat();
  const { ref, width } = useElementSize();
  const now = useNow();
  const describe = useMarkWords(standings);
  const [pointed, setPointed] = useState<Mark | null>(null);
  const timeline = useMemo(
    () => layTimeline(sets, Math.max(1, Math.floor((width - PLACE) / PLACE)), now),
    [sets, width, now],
  );
  if (timeline === null) return null;
  const { marks, covered, gaps, first, last } = timeline;
  const iso = (at: number) => new Date(at).toISOString();
  const x = (at: number) => at * (width - PLACE);
  const sameDay = date(iso(first)) === date(iso(last));
  const label = sameDay ? dateTime : date;
  const current = marks.find(({ sets: own }) => own.some(({ id }) => id === chosen));
  // One stop for the Tab key, however many marks there are.
  const stop = pointed !== null && marks.includes(pointed) ? pointed : (current ?? marks.at(-1));
  const shown = pointed ?? current ?? null;
  return (
    <section className={classes.root} aria-label={t('timeline')}>
      <div ref={ref}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing */}
        <svg
          className={classes.line}
          width={width}
          height={HEIGHT}
          role="group"
          aria-label={t('timelineLabel', { count: sets.length, from: dateTime(iso(first)), to: dateTime(iso(last)) })}
          onPointerLeave={() => setPointed(null)}
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
          {covered.map(({ from, to }) => (
            <line
              key={from}
              className={classes.covered}
              x1={x(from)}
              x2={Math.max(x(to) + BAR, x(from) + BAR)}
              y1={HEIGHT - 2}
              y2={HEIGHT - 2}
            >
              <title>{t('covered')}</title>
            </line>
          ))}
          {marks.map((mark) => (
            <TimelineMark
              key={mark.at}
              mark={mark}
              x={x(mark.at)}
              words={describe(mark)}
              standing={standingOf(shownOf(mark, standings), standings)}
              chosen={mark === current}
              tabStop={mark === stop}
              onPoint={() => setPointed(mark)}
              onLeave={() => setPointed(null)}
              onChoose={onChoose}
            />
          ))}
        </svg>
      </div>
      <div className={classes.ends}>
        <time>{label(iso(first))}</time>
        <span className={classes.words}>{shown === null || width < ROOM ? '' : describe(shown)}</span>
        <time>{label(iso(last))}</time>
      </div>
    </section>
  );
}

/** What a place shows: a damaged set must not hide behind a good one, and a good one is what matters among the others. */
function shownOf({ sets }: Mark, standings: Standings): SetSummary {
  const first = (is: (standing: SetStanding) => boolean) => sets.find((set) => is(standingOf(set, standings)));
  return first((one) => statusOfStanding(one) === 'danger') ?? first(isSound) ?? (sets[0] as SetSummary);
}

function standingOf(set: SetSummary, standings: Standings): SetStanding {
  return standings.get(set.path) ?? { state: 'unreadable' };
}

/** `21 Nov 2026, 02:00 · Full · Hot · Complete`, or how many sets are there. */
function useMarkWords(standings: Standings): (mark: Mark) => string {
  const { t } = useTranslation('backups');
  const { dateTime } = useFormat();
  const kindWords = useKindWords();
  const stateWords = useStateWords();
  return (mark) => {
    const [newest] = mark.sets;
    const shown = shownOf(mark, standings);
    const state = stateWords(standingOf(shown, standings));
    const time = dateTime(newest === undefined ? '' : (momentOf(newest) ?? ''));
    if (mark.sets.length > 1) return `${t('mark', { count: mark.sets.length, time })} · ${state}`;
    return [time, kindWords(shown), state].filter((part) => part !== '').join(' · ');
  };
}

interface TimelineMarkProps {
  readonly mark: Mark;
  readonly x: number;
  readonly words: string;
  readonly standing: SetStanding;
  readonly chosen: boolean;
  readonly tabStop: boolean;
  onPoint(): void;
  onLeave(): void;
  onChoose(id: string): void;
}

function TimelineMark({ mark, x, words, standing, chosen, tabStop, onPoint, onLeave, onChoose }: TimelineMarkProps) {
  const [newest] = mark.sets;
  if (!newest) return null;
  // Where several fall on one place, the one that all others need is seen.
  const kind = mark.sets.toSorted((a, b) => heightOf(b.kind) - heightOf(a.kind))[0]?.kind;
  const press = (event: KeyboardEvent<SVGGElement>) => {
    const own = event.currentTarget;
    const next = { ArrowLeft: own.previousElementSibling, ArrowRight: own.nextElementSibling }[event.key];
    if (next instanceof SVGGElement) next.focus();
    else if (event.key === 'Enter' || event.key === ' ') onChoose(newest.id);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button element inside an SVG
    <g
      className={classes.mark}
      role="button"
      aria-label={words}
      aria-pressed={chosen}
      tabIndex={tabStop ? 0 : -1}
      onClick={() => onChoose(newest.id)}
      onKeyDown={press}
      onFocus={onPoint}
      onBlur={onLeave}
      onPointerEnter={onPoint}
    >
      <rect
        className={classes.reach}
        x={x - 2}
        y={HEIGHT - heightOf(kind) - 6}
        width={BAR + 4}
        height={heightOf(kind) + 6}
      />
      <SetBar standing={standing} kind={kind} x={x} bottom={HEIGHT} width={BAR} chosen={chosen} />
    </g>
  );
}
