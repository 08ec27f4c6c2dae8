import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/failure.ts';
import type { LogFinding } from '../../shared/log-finding.ts';
import type { FindingInWords, Namespaces } from './facts.ts';

/** What else is said in words. */
interface Sayings {
  readonly say: (what: string, remedy?: string, statements?: readonly string[]) => FindingInWords;
  readonly firstOf: (names: readonly string[], all: number) => string;
  readonly list: (names: readonly string[]) => string;
  /** The wizard's steps, by what is chosen there. */
  readonly steps: Readonly<Record<'moment' | 'scope' | 'where', string>>;
}

/** What is found about the binary log that a restore applies. */
export function sayLogFinding(
  t: TFunction<Namespaces>,
  fact: LogFinding,
  { say, firstOf, list, steps }: Sayings,
): FindingInWords {
  switch (fact.code) {
    case 'log-other-flavour':
    case 'log-zone':
      return say(t(`finding.${fact.code}.what`), t(`finding.${fact.code}.remedy`));
    case 'log-setting': {
      const { setting, value } = fact;
      return say(
        t(`finding.log-setting.${setting}.what`, { value }),
        t(`finding.log-setting.${setting}.remedy`),
        setting === 'slave_run_triggers_for_rbr' ? ['SET GLOBAL slave_run_triggers_for_rbr = NO;'] : [],
      );
    }
    case 'log-without-accounts':
      return say(t('finding.log-without-accounts.what', { count: fact.count }));
    case 'log-settings-changed':
      return say(
        t('finding.log-settings-changed.what', { settings: list(fact.settings) }),
        t('finding.log-settings-changed.remedy'),
      );
    case 'log-open': {
      const tables = firstOf(fact.tables, fact.count);
      return say(t('finding.log-open.what', { tables }), t('finding.log-open.remedy'));
    }
    case 'log-meets':
      return say(
        t('finding.log-meets.what', { names: firstOf(fact.names, fact.count) }),
        t('finding.log-meets.remedy', steps),
      );
    case 'log-left-out':
      return say(t('finding.log-left-out.what'));
    default:
      return assertNever(fact);
  }
}
