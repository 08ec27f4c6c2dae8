import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { Fold } from '../jobs/fold.tsx';
import { Sentences } from '../jobs/sentences.tsx';
import { namesakesOf } from './place.ts';
import { chosenTotals, EVERYTHING, NOTHING, toggle } from './scope.ts';
import { ScopeTree } from './scope-tree.tsx';
import type { Wizard } from './use-wizard.ts';

/** What exactly? A tree over shards, schemas and tables, with what the choice comes to. */
export function WhatStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation(['restore', 'common']);
  const { bytes, count } = useFormat();
  const facts = useFacts();
  const { state, dispatch, details, outline, plan } = wizard;
  if (details.error) return <FailureNotice failure={failureOf(details.error)} />;
  if (!details.data || !outline || !plan) return <Loading lines={8} height={24} />;
  const { tables, rows, bytes: size } = chosenTotals(plan.tables);
  const { exceptions } = details.data;
  return (
    <Stack gap="sm">
      <ScopeTree outline={outline} scope={state.scope} onChange={(scope) => dispatch({ type: 'scope', scope })} />
      <Group justify="space-between" gap="xs">
        <Text className="numeric" role="status">
          {t('what.chosen', {
            tables: t('what.tables', { count: tables, shown: count(tables) }),
            rows: t('common:rows', { count: rows, shown: count(rows) }),
            size: bytes(size),
          })}
        </Text>
        <Group gap="xs">
          <Button variant="subtle" size="compact-sm" onClick={() => dispatch({ type: 'scope', scope: EVERYTHING })}>
            {t('what.all')}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => dispatch({ type: 'scope', scope: NOTHING })}>
            {t('what.nothing')}
          </Button>
        </Group>
      </Group>
      <Alongside wizard={wizard} />
      {!state.scope.includes('') && (
        <Text size="sm" c="dimmed">
          {t('what.routines')}
        </Text>
      )}
      {exceptions.length > 0 && (
        <Fold label={`${t('what.missing')} (${count(exceptions.length)})`}>
          <Sentences sentences={exceptions.map(facts.exception)} />
        </Fold>
      )}
    </Stack>
  );
}

/** Tables of the same name on other shards, which the request could not leave out. */
function Alongside({ wizard: { state, outline, plan, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { list } = useFormat();
  if (!outline || !plan || plan.patterns.alongside.length === 0) return null;
  const { alongside } = plan.patterns;
  return (
    <Group gap="sm">
      <StatusWord status="attention">
        {t('what.alongside', { count: alongside.length, shards: list(alongside) })}
      </StatusWord>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => dispatch({ type: 'scope', scope: toggle(state.scope, namesakesOf(plan, outline), outline) })}
      >
        {t('what.takeAlong')}
      </Button>
    </Group>
  );
}
