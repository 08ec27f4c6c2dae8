import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/failure.ts';
import type { Fact } from '../../shared/failure-words.ts';
import type { NotRestoredWhy } from '../../shared/restore-report.ts';
import type { Why } from '../../shared/set-facts.ts';
import type { Namespaces } from './facts.ts';

/** What else is said in words. */
interface Sayings {
  readonly why: (fact: Why) => string;
  readonly list: (names: readonly string[]) => string;
  readonly causeOf: (because: { readonly cause: string; readonly fact?: Fact }) => string;
}

/** Why the target does not have something of the set, or not surely as it was. */
export function sayNotRestored(
  t: TFunction<Namespaces>,
  fact: NotRestoredWhy,
  { why, causeOf, list }: Sayings,
): string {
  switch (fact.code) {
    case 'refused':
    case 'index-refused':
      return t(`notRestored.${fact.code}`, { cause: causeOf(fact) });
    case 'event-expired':
    case 'definition-missing':
    case 'definition-unread':
    case 'logged-missing':
    case 'other-definition':
    case 'late-moments':
    case 'open-generated':
    case 'not-of-the-set':
      return t(`notRestored.${fact.code}`);
    case 'open-values':
      return t('notRestored.open-values', { what: fact.what, statement: fact.statement });
    case 'open-numbers':
    case 'open-charset':
    case 'open-zone':
      return t(`notRestored.${fact.code}`, { statement: fact.statement });
    case 'leads-out':
      return t('notRestored.leads-out', { schema: fact.to });
    case 'unfit-statement':
      return t('notRestored.unfit-statement', { fault: t(`fault.${fact.fault}`) });
    case 'definition-differs':
    case 'logged-differs':
    case 'counter-raised':
      return t(`notRestored.${fact.code}`, { expected: fact.expected, found: fact.found });
    case 'partition-rows':
      return t('notRestored.partition-rows', { partitions: list(fact.partitions) });
    case 'placed-elsewhere':
      return t('notRestored.placed-elsewhere', { options: list(fact.options) });
    case 'index-lost':
      return t('notRestored.index-lost', { feature: t(`lost.${fact.feature}`) });
    case 'account-locked': {
      const plugins = fact.plugins.join(', ');
      return t('notRestored.account-locked', { why: fact.cause ?? t('notRestored.hash-of-no-use', { plugins }) });
    }
    case 'grant-refused':
      return t('notRestored.grant-refused', {
        given: fact.given,
        cause: fact.cause ?? t('notRestored.nothing-of-the-kind'),
      });
    case 'grant-pattern':
      return t('notRestored.grant-pattern', { pattern: fact.pattern });
    case 'not-in-set':
      return t('notRestored.not-in-set', { reason: fact.why ? why(fact.why) : fact.text });
    default:
      return assertNever(fact);
  }
}
