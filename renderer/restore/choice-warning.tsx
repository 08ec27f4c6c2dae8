import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../backups/set-facts.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Wizard } from './use-wizard.ts';

/** What speaks against the set that is restored, with the one to take instead: it is damaged, or there is a newer one. */
export function ChoiceWarning({ wizard: { standing, older, newer, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { shortToSecond, list } = useFormat();
  const damaged = standing?.state === 'damaged' ? standing : undefined;
  const instead = newer ?? (damaged && older);
  const moment = instead && momentOf(instead);
  if (!damaged && !newer) return null;
  const rest = damaged ? damaged.count - Math.min(damaged.tables.length, NAMED) : 0;
  const names = damaged ? damaged.tables.slice(0, NAMED) : [];
  const time = moment ? shortToSecond(moment) : '';
  return (
    <Group gap="sm" mt="xs" role="status">
      <StatusWord status={damaged ? 'danger' : 'attention'}>
        {damaged
          ? names.length === 0
            ? t('choice.damaged')
            : t('choice.damagedTables', {
                tables: list([...names, ...(rest > 0 ? [t('choice.more', { count: rest })] : [])]),
              })
          : t('choice.newer', { time })}
      </StatusWord>
      {instead && (
        <Button
          size="compact-sm"
          h="auto"
          py={4}
          styles={{ label: { whiteSpace: 'normal', lineHeight: 1.4 } }}
          variant={damaged ? 'filled' : 'default'}
          onClick={() => dispatch({ type: 'set', id: instead.id })}
        >
          {t(damaged ? 'choice.useOther' : 'choice.useNewer', { time })}
        </Button>
      )}
    </Group>
  );
}

/** As many tables as are named. */
const NAMED = 4;
