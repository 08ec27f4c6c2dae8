import { Autocomplete, Button, Group, Text } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DestinationView } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { describeFailure } from '../components/describe-failure.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useAppInfo, useDestination, usePickFolder, useRecentDestinations } from '../queries.ts';
import classes from './backup-page.module.css';
import type { LookedAt } from './use-looked-at.ts';

interface DestinationFieldProps {
  /** As it is typed. */
  readonly path: string;
  /** What was typed before the pause. */
  readonly settled: string;
  readonly looked: LookedAt;
  /** What the backup would read, by the servers' estimate; null while it is not known. */
  readonly needed: number | null;
  /** What the last such backup needed; null where there was none. */
  readonly last: number | null;
  /** Said beside the field when Start was pressed without a folder. */
  readonly asked: boolean;
  onChange(path: string): void;
}

/** Where the backup goes: a folder, what is there, and whether it fits. */
export function DestinationField({ path, settled, looked, needed, last, asked, onChange }: DestinationFieldProps) {
  const { t } = useTranslation(['backup', 'common']);
  const { language } = useFormat();
  const facts = useFacts();
  const picksFolders = useAppInfo().data?.picksFolders ?? false;
  const recent = useRecentDestinations();
  const destination = useDestination(looked.path);
  const pick = usePickFolder();
  const failure =
    destination.data?.failure ??
    (destination.error ? failureOf(destination.error) : null) ??
    (pick.error ? pick.error.failure : null);
  const current = path.trim() === settled;
  return (
    <div className={classes.field}>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Autocomplete
          flex={1}
          maw={560}
          label={t('path')}
          description={t(picksFolders ? 'pathHint' : 'pathHintWeb')}
          placeholder="/media/backup"
          data={recent.data ?? []}
          // All of them, whatever is typed: there are few, and the field mostly holds one of them already.
          filter={({ options }) => options}
          value={path}
          onChange={onChange}
          error={
            path.trim() === '' ? (
              asked && t('pathNeeded')
            ) : current && failure ? (
              <Why {...describeFailure(failure, language, facts)} />
            ) : undefined
          }
          // Within the page's landmarks, as everything else that is read aloud.
          comboboxProps={{ withinPortal: false }}
          spellCheck={false}
        />
        {picksFolders && (
          <Button
            variant="default"
            leftSection={<IconFolder size={18} aria-hidden />}
            onClick={() => pick.mutate(undefined, { onSuccess: (chosen) => chosen !== null && onChange(chosen) })}
          >
            {t('common:choose')}
          </Button>
        )}
      </Group>
      {current && looked.host !== undefined && (
        <Group gap="xs">
          <Text c="dimmed">{t('otherComputer', { host: looked.host })}</Text>
          <Button variant="default" size="compact-md" onClick={looked.look}>
            {t('lookThere')}
          </Button>
        </Group>
      )}
      {path.trim() !== '' && looked.host === undefined && (!current || destination.isPending) && (
        <Text c="dimmed" role="status">
          {t('checking')}
        </Text>
      )}
      {current && destination.data && !destination.data.failure && (
        <Room view={destination.data} needed={needed} last={last} />
      )}
    </div>
  );
}

function Why({ headline, next }: { readonly headline: string; readonly next: string }) {
  const { t } = useTranslation();
  return [headline, next].join(t('gap'));
}

/** What is there already, and whether the backup fits. */
function Room({
  view,
  needed,
  last,
}: Pick<DestinationFieldProps, 'needed' | 'last'> & { readonly view: DestinationView }) {
  const { t } = useTranslation(['backup', 'common']);
  const { bytes, count } = useFormat();
  const { state, sets, freeBytes } = view;
  const free = freeBytes === null ? null : bytes(freeBytes);
  const what =
    state === 'ready'
      ? free === null
        ? t('readyUnknown', { count: sets.length, shown: count(sets.length) })
        : t('ready', { count: sets.length, shown: count(sets.length), free })
      : free === null
        ? t('newUnknown')
        : t('new', { free });
  // What compression saves is known where there was a backup before.
  const tight = needed !== null && freeBytes !== null && (last ?? needed) > freeBytes;
  if (tight)
    return (
      <StatusWord status="attention">{[what, t('tight', { size: bytes(needed) })].join(t('common:gap'))}</StatusWord>
    );
  return (
    <StatusWord status="ok">
      {last === null ? what : [what, t('fits', { size: bytes(last) })].join(t('common:gap'))}
    </StatusWord>
  );
}
