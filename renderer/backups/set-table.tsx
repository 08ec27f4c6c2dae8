import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { chainsOf } from '../../shared/set-chains.ts';
import type { Standings } from '../../shared/set-standing.ts';
import rows from '../components/row-link.module.css';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { ChainRail } from './chain-rail.tsx';
import { isLog, momentOf } from './set-facts.ts';
import { SetStateWord } from './set-state-word.tsx';
import classes from './set-table.module.css';
import { useKindWords } from './use-kind-words.ts';
import { VirtualRows } from './virtual-rows.tsx';

/** Beside the navigation there is room for the columns that matter. */
const NARROW = '(max-width: 1150px)';

/** Its head and three rows and a half: the half says that there are more. */
const SHORT = '162px';

interface SetTableProps {
  readonly sets: readonly SetSummary[];
  readonly standings: Standings;
  readonly chosen: string | undefined;
  /** Whether sets of several clusters are among them. */
  readonly mixed: boolean;
  /** Only what helps to choose one; for narrow places. */
  readonly compact?: boolean;
  /** Few rows at a time, where something below matters more. */
  readonly short?: boolean;
  onChoose(id: string): void;
}

/** The sets of a destination, newest first; a row opens its details. */
export function SetTable({ sets, standings, chosen, mixed, short = false, onChoose, ...props }: SetTableProps) {
  const { t } = useTranslation(['backups', 'common']);
  const { dateTime, toSecond, shortToSecond, relative, count, bytes } = useFormat();
  const kindWords = useKindWords();
  const now = useNow();
  const chains = useMemo(() => chainsOf(sets), [sets]);
  const exactly = useMemo(() => shareMinutes(sets), [sets]);
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const compact = narrow || props.compact === true;
  // A narrow column has no room for both the year and the second.
  const exact = compact ? shortToSecond : toSecond;
  const number = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? '' : format(value);
  const holds = (set: SetSummary) =>
    isLog(set)
      ? number(set.transactions, (shown) => t('common:transactions', { count: shown, shown: count(shown) }))
      : number(set.tables, (shown) => t('common:tables', { count: shown, shown: count(shown) }));
  return (
    <VirtualRows
      className={`${rows.rows} ${classes.root}`}
      items={sets}
      rowHeight={36}
      maxHeight={short ? SHORT : 'max(260px, calc(100vh - 400px))'}
      reveal={chosen === undefined ? undefined : sets.findIndex(({ id }) => id === chosen)}
      minWidth={compact ? 500 : 740}
      label={t('list')}
      keyOf={(set) => `${set.cluster} ${set.id}`}
      columns={[
        { title: t('when') },
        ...(mixed ? [{ title: t('cluster'), width: 112 }] : []),
        { title: t('how'), width: compact ? 132 : 148 },
        { title: t('state'), width: compact ? 140 : 196 },
        ...(compact
          ? []
          : [
              { title: t('shards'), width: 68, number: true },
              { title: t('holds'), width: 128, number: true },
            ]),
        { title: t('size'), width: 88, number: true },
        ...(compact ? [] : [{ title: t('stored'), width: 116, number: true }]),
      ]}
    >
      {(set, index) => {
        const moment = momentOf(set);
        return (
          <>
            <td>
              <UnstyledButton className={rows.open} aria-pressed={set.id === chosen} onClick={() => onChoose(set.id)}>
                {moment === null ? set.id : (exactly ? exact : dateTime)(moment)}{' '}
                {moment !== null && !compact && !exactly && (
                  <span className={`${rows.aside} ${rows.ago}`}>{relative(moment, now)}</span>
                )}
              </UnstyledButton>
            </td>
            {mixed && <td>{set.cluster}</td>}
            <td>
              <ChainRail sets={sets} index={index} chains={chains} />
              {kindWords(set)}
            </td>
            <td>
              <SetStateWord standing={standings.get(set.path) ?? { state: 'unreadable' }} aged={!compact} short />
            </td>
            {!compact && <td data-number>{number(set.shards?.length, count)}</td>}
            {!compact && <td data-number>{holds(set)}</td>}
            <td data-number>{number(isLog(set) ? set.logBytes : set.bytes, bytes)}</td>
            {!compact && <td data-number>{number(set.storedBytes, bytes)}</td>}
          </>
        );
      }}
    </VirtualRows>
  );
}

/** Whether some of the sets were taken in one minute: only seconds tell those apart. */
function shareMinutes(sets: readonly SetSummary[]): boolean {
  const minutes = sets.flatMap((set) => momentOf(set) ?? []).map(minuteOf);
  return new Set(minutes).size < minutes.length;
}

function minuteOf(iso: string): string {
  return iso.slice(0, 'YYYY-MM-DDThh:mm'.length);
}
