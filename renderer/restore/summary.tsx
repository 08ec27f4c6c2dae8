import { Text } from '@mantine/core';
import { Trans, useTranslation } from 'react-i18next';
import { momentOf } from '../backups/set-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { ChoiceWarning } from './choice-warning.tsx';
import { createsAccounts } from './place.ts';
import { chosenTotals } from './scope.ts';
import { summarizeChoice } from './summarize-choice.ts';
import classes from './summary.module.css';
import type { Wizard } from './use-wizard.ts';

/** As many names as a sentence bears. */
const NAMED = 3;

/** What will happen, always as one sentence, with what follows from it below. */
export function Summary({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { bytes, count } = useFormat();
  const { state, plan } = wizard;
  const { tables, bytes: size } = chosenTotals(plan?.tables ?? []);
  return (
    <section className={classes.root} aria-label={t('summary.label')}>
      <Text fw={600} size="sm" c="dimmed" className={classes.extra}>
        {t('summary.label')}
      </Text>
      <Text className={classes.sentence} component="div" aria-live="polite">
        <SummarySentence wizard={wizard} />
      </Text>
      {tables > 0 && (
        <Text size="sm" c="dimmed" className={classes.extra}>
          {t('summary.size', {
            size: bytes(size),
            tables: t('summary.tables', { count: tables, shown: count(tables) }),
          })}
        </Text>
      )}
      {createsAccounts(state, plan) && (
        <Text size="sm" c="dimmed" className={classes.extra}>
          {t('summary.accounts')}
        </Text>
      )}
      <ChoiceWarning wizard={wizard} />
      {state.reason !== null && (
        <Text size="sm" c="dimmed" className={classes.extra}>
          {t(state.verify ? 'summary.verified' : 'summary.notVerified')}
        </Text>
      )}
    </section>
  );
}

/** "Restore … of … as of … to …; nothing existing is touched." What is not decided yet is three dots. */
export function SummarySentence({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation(['restore', 'common']);
  const { dateTime, instant, relative } = useFormat();
  const now = useNow();
  const { state, details } = wizard;
  const set = details.data?.summary;
  const moment = set ? momentOf(set) : null;
  const what = useWhat(wizard);
  const target = useTarget(wizard);
  const open = t('summary.open');
  return (
    <Trans
      t={t}
      ns="restore"
      i18nKey="summary.sentence"
      values={{
        what: state.reason === null ? open : what,
        source: set?.cluster ?? open,
        when: moment === null ? open : state.at === null ? dateTime(moment) : instant(state.at),
        ago: moment === null ? open : relative(state.at ?? moment, now),
        target: state.reason === null ? open : target,
        safety: t(state.existing === 'replace' ? 'summary.replaced' : 'summary.untouched'),
      }}
      components={{ b: <strong />, t: <strong className={classes.moment} /> }}
    />
  );
}

function useWhat({ state, plan }: Wizard): string {
  const { t } = useTranslation(['restore', 'common']);
  const { list, count } = useFormat();
  const choice = summarizeChoice(state.scope, plan);
  switch (choice.kind) {
    case 'open':
      return t('summary.open');
    case 'everything':
      return t('summary.everything');
    case 'shards':
      return choice.names.length <= NAMED ? list(choice.names) : t('common:shards', { count: choice.names.length });
    case 'tables':
      return choice.names.length <= NAMED
        ? list(choice.names)
        : t('summary.tables', { count: choice.count, shown: count(choice.count) });
  }
}

function useTarget({ plan }: Wizard): string {
  const { t } = useTranslation(['restore', 'common']);
  const { list } = useFormat();
  if (!plan?.cluster) return t('summary.open');
  const shards = new Set(plan.routes.map(({ target }) => target)).size;
  if (shards === 0) return plan.cluster.name;
  const values = { cluster: plan.cluster.name, shards: t('common:shards', { count: shards }) };
  const renamed = plan.schemas.filter(({ schema, to }) => schema !== to).map(({ to }) => to);
  if (renamed.length === 0) return t('summary.target', values);
  const schemas =
    renamed.length <= NAMED
      ? list(renamed)
      : t('summary.andMore', { names: renamed.slice(0, NAMED).join(t('summary.comma')) });
  return t('summary.targetAs', { ...values, schemas });
}
