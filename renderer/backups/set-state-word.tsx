import { Text } from '@mantine/core';
import { IconRosetteDiscountCheck, IconShieldCheck, IconShieldHalf, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import { type SetStanding, statusOfStanding } from '../../shared/set-standing.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';

/** A set's state in a word or two, the same wherever it is shown. */
export function useStateWords(short = false): (standing: SetStanding) => string {
  const { t } = useTranslation('backups');
  const { count } = useFormat();
  const checked = (standing: SetStanding): string => {
    switch (standing.state) {
      case 'partly-proven': {
        const { proven, of, transactions } = standing.proof;
        return transactions > 0 && proven.tables >= of.tables
          ? t('states.provenToLog')
          : t(short ? 'states.partlyShort' : 'states.partlyProven', {
              count: of.tables,
              proven: count(proven.tables),
              tables: count(of.tables),
            });
      }
      case 'writing':
      case 'unfinished':
      case 'unreadable':
      case 'orphan':
      case 'damaged':
      case 'complete':
      case 'verified':
      case 'proven':
        return t(`states.${standing.state}`);
      default:
        return assertNever(standing);
    }
  };
  return (standing) => {
    const missing = 'exceptions' in standing ? standing.exceptions : 0;
    if (missing === 0) return checked(standing);
    const exceptions = t('states.exceptions', { count: missing });
    return standing.state === 'complete' ? exceptions : t('states.both', { state: checked(standing), exceptions });
  };
}

/** When the word of a standing was found out; null where it needs no age. */
export function ageOf(standing: SetStanding): string | null {
  switch (standing.state) {
    case 'damaged':
      return standing.at;
    case 'verified':
      return standing.readAt;
    case 'proven':
    case 'partly-proven':
      return standing.proof.at;
    default:
      return null;
  }
}

const ICONS: Partial<Readonly<Record<SetStanding['state'], TablerIcon>>> = {
  verified: IconShieldCheck,
  proven: IconRosetteDiscountCheck,
  'partly-proven': IconShieldHalf,
};

interface SetStateWordProps {
  readonly standing: SetStanding;
  /** With its age behind it, where there is room. */
  readonly aged?: boolean;
  /** In few words, where there is little room; the others are told on hover. */
  readonly short?: boolean;
}

/** The state of a set as icon and word. */
export function SetStateWord({ standing, aged = false, short = false }: SetStateWordProps) {
  const { relative } = useFormat();
  const now = useNow();
  const words = useStateWords(short);
  const whole = useStateWords();
  const at = aged ? ageOf(standing) : null;
  const icon = ICONS[standing.state];
  return (
    <StatusWord status={statusOfStanding(standing)} size="sm" {...(icon ? { icon } : {})}>
      <span {...(short ? { title: whole(standing) } : {})}>{words(standing)}</span>
      {at !== null && (
        <Text span size="sm" c="dimmed">
          {' '}
          {relative(at, now)}
        </Text>
      )}
    </StatusWord>
  );
}
