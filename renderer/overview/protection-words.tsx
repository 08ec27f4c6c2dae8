import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import type { Protection, Reason } from '../../shared/judge-protection.ts';
import { type Status, StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { placeName, timeOfSet } from '../jobs/describe-job.ts';

const STATUS: Readonly<Record<Protection['level'], Status>> = {
  protected: 'ok',
  attention: 'attention',
  risk: 'danger',
  none: 'attention',
};

/** Names in a sentence; there may be 64. */
const NAMED = 4;

/** The first line of a card: safe or not, why not, and what is known of the last backup. */
export function ProtectionWords({ protection, now }: { readonly protection: Protection; readonly now: number }) {
  const { t } = useTranslation('overview');
  const { relative, instant, count, language } = useFormat();
  const space = language === 'en' ? ' ' : '';
  const say = useReasonWords(now);
  const { level, reasons, at, proof, window } = protection;
  const sayProof = (known: Protection['proof']) => {
    if (known === null) return t('unverified');
    const values = { ago: relative(known.at, now) };
    if (known.how !== 'partly') return t(known.how, values);
    const { proven, of, transactions } = known.proof;
    return transactions > 0 && proven.tables >= of.tables
      ? t('provenToLog', values)
      : t('partly', { ...values, count: of.tables, proven: count(proven.tables), tables: count(of.tables) });
  };
  // What is half restored has a notice of its own, with the way on.
  const [first, ...others] = reasons.filter(({ code }) => code !== 'half').map(say);
  const ago = at === null ? '' : relative(at, now);
  const headline =
    level === 'protected'
      ? t('protected', { ago })
      : level === 'none'
        ? t('never')
        : [t(level === 'risk' ? 'risk' : 'attention'), ...(first === undefined ? [] : [first])].join(space);
  const more = level === 'none' && first !== undefined ? [first, ...others] : others;
  return (
    <div>
      <StatusWord status={STATUS[level]} size="lg">
        {headline}
      </StatusWord>
      {more.map((reason) => (
        <Text key={reason} size="sm">
          {reason}
        </Text>
      ))}
      {at !== null && (
        <Text size="sm" c="dimmed">
          {level === 'protected' ? '' : `${t('lastGood', { ago })}${space}`}
          {sayProof(proof)}
        </Text>
      )}
      {window !== null && (
        <Text size="sm" c="dimmed">
          {t('window', { from: instant(wholeSecond(window.from)), to: instant(wholeSecond(window.to)) })}
        </Text>
      )}
    </div>
  );
}

/** An instant without its fraction, which would only be noise at a glance. */
function wholeSecond(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}

function useReasonWords(now: number): (reason: Reason) => string {
  const { t } = useTranslation('overview');
  const { relative, duration, list, shortToSecond } = useFormat();
  const someOf = (names: readonly string[]) => {
    const rest = names.length - NAMED;
    return list([...names.slice(0, NAMED), ...(rest > 0 ? [t('reachMore', { count: rest })] : [])]);
  };
  return (reason) => {
    switch (reason.code) {
      case 'half':
        return t('reasons.half', { ago: relative(reason.at, now) });
      case 'damaged':
        return reason.at === null ? t('reasons.damagedNow') : t('reasons.damaged', { ago: relative(reason.at, now) });
      case 'old':
      case 'failed':
        return t(`reasons.${reason.code}`, { ago: relative(reason.at, now) });
      case 'shards':
        return t('reasons.shards', { count: reason.names.length, shards: someOf(reason.names) });
      case 'lost': {
        const taken = timeOfSet(reason.set);
        return t('reasons.lost', {
          place: placeName(reason.destination),
          set: taken === null ? reason.set : shortToSecond(taken),
        });
      }
      case 'unseen': {
        const values = { place: placeName(reason.destination), ago: relative(reason.at, now) };
        const days = reason.seenAt === null ? 0 : Math.floor((now - Date.parse(reason.seenAt)) / 86_400_000);
        return days === 0
          ? t('reasons.unseen', values)
          : t('reasons.unseenFor', { ...values, duration: duration(days * 86_400) });
      }
      case 'exceptions':
        return t('reasons.exceptions', { count: reason.count });
      default:
        return assertNever(reason);
    }
  };
}
