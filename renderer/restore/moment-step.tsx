import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationView, SetSummary } from '../../shared/contract.ts';
import { restorableOf } from '../../shared/set-chains.ts';
import { failureOf } from '../api.ts';
import { DestinationSelect } from '../backups/destination-select.tsx';
import { OpenFolder } from '../backups/open-folder.tsx';
import { momentOf, whyNotRead } from '../backups/set-facts.ts';
import { SetTable } from '../backups/set-table.tsx';
import { Timeline } from '../backups/timeline.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { InstantChoice } from './instant-choice.tsx';
import type { Wizard } from './use-wizard.ts';

/** To which moment? The sets of a destination, the newest chosen already. */
export function MomentStep({ wizard }: { readonly wizard: Wizard }) {
  const { state, dispatch, recent, destination, details } = wizard;
  const { t } = useTranslation('restore');
  const [opening, setOpening] = useState(false);
  const { from } = state;
  const paths = [...new Set([...(from === null ? [] : [from]), ...(recent ?? [])])];
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="xs">
        {paths.length > 0 && (
          <DestinationSelect
            label={t('moment.destination')}
            paths={paths}
            value={from}
            onChoose={(path) => dispatch({ type: 'destination', from: path })}
          />
        )}
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={18} aria-hidden />}
          onClick={() => setOpening(true)}
        >
          {t('moment.openOther')}
        </Button>
      </Group>
      {from === null && recent?.length === 0 && <Text c="dimmed">{t('moment.noDestination')}</Text>}
      {from !== null && destination.isPending && <Loading lines={6} height={24} />}
      {destination.error && <FailureNotice failure={failureOf(destination.error)} />}
      {destination.data && (
        <Sets
          wizard={wizard}
          view={destination.data}
          onChoose={(id) => dispatch({ type: 'set', id })}
          onRefresh={() => void destination.refetch()}
        />
      )}
      {from !== null && details.data?.summary.id === state.setId && (
        <InstantChoice
          details={details.data}
          destination={from}
          at={state.at}
          typed={state.typedAt}
          mark={state.mark}
          onType={(text) => dispatch({ type: 'typed-instant', text })}
          onChange={(at, mark) => dispatch({ type: 'instant', at, mark: mark ?? null })}
        />
      )}
      {details.error && <FailureNotice failure={failureOf(details.error)} />}
      <OpenFolder
        opened={opening}
        onClose={() => setOpening(false)}
        onOpen={(path) => {
          setOpening(false);
          dispatch({ type: 'destination', from: path });
        }}
      />
    </Stack>
  );
}

interface SetsProps {
  readonly wizard: Wizard;
  readonly view: DestinationView;
  onChoose(id: string): void;
  onRefresh(): void;
}

function Sets({ wizard, view, onChoose, onRefresh }: SetsProps) {
  const { standings } = wizard;
  const chosen = wizard.state.setId;
  const { t } = useTranslation('restore');
  const sets = useMemo(() => restorableOf(view.sets), [view.sets]);
  const failure = whyNotRead(view);
  if (failure)
    return (
      <FailureNotice
        failure={failure}
        action={
          <Button variant="default" onClick={onRefresh}>
            {t('moment.refresh')}
          </Button>
        }
      />
    );
  const left = view.sets.length - sets.length;
  const mixed = new Set(sets.map(({ cluster }) => cluster)).size > 1;
  // Where sets build on each other, the instants in between are what matters.
  const chained = sets.some(({ kind }) => kind !== undefined && kind !== 'full');
  return (
    <>
      {sets.length === 0 ? (
        <Text>{t('moment.none')}</Text>
      ) : (
        <div>
          {sets.length > 1 && (
            <Timeline sets={sets} standings={standings} chosen={chosen ?? undefined} onChoose={onChoose} />
          )}
          <SetTable
            sets={sets}
            standings={standings}
            chosen={chosen ?? undefined}
            mixed={mixed}
            compact
            short={chained}
            onChoose={onChoose}
          />
          <Chosen set={sets.find(({ id }) => id === chosen)} newest={sets[0]?.id === chosen} chained={chained} />
        </div>
      )}
      {left > 0 && (
        <Text size="sm" c="dimmed">
          {t('moment.left', { count: left })}
        </Text>
      )}
    </>
  );
}

interface ChosenProps {
  readonly set: SetSummary | undefined;
  readonly newest: boolean;
  /** Its moment is said below then, beside the instants of its chain. */
  readonly chained: boolean;
}

function Chosen({ set, newest, chained }: ChosenProps) {
  const { t } = useTranslation(['restore', 'common']);
  const { dateTime, relative } = useFormat();
  const now = useNow();
  const moment = set ? momentOf(set) : null;
  if (!set || moment === null) return null;
  const exceptions = set.exceptions ?? 0;
  const words = [
    ...(chained ? [] : [t('moment.chosen', { time: dateTime(moment), ago: relative(moment, now) })]),
    ...(newest && !chained ? [t('moment.newest')] : []),
    ...(exceptions > 0 ? [t('moment.exceptions', { count: exceptions })] : []),
  ];
  return words.length === 0 ? null : <Text mt="xs">{words.join(t('common:gap'))}</Text>;
}
