import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { Fold } from '../jobs/fold.tsx';
import { Sentences } from '../jobs/sentences.tsx';
import { chosenTotals, EVERYTHING, NOTHING } from './scope.ts';
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
