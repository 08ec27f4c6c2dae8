import { ActionIcon, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconFolderOpen, IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DestinationView } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { placeLabel, placeName } from '../jobs/describe-job.ts';

interface DestinationBarProps {
  readonly path: string;
  readonly recent: readonly string[];
  readonly view: DestinationView | undefined;
  readonly reading: boolean;
  onChoose(path: string): void;
  onOpenOther(): void;
  onRefresh(): void;
  onForget(): void;
}

/** Which destination is shown, how full it is, and the way to others. */
export function DestinationBar(props: DestinationBarProps) {
  const { path, recent, view, reading, onChoose, onOpenOther, onRefresh, onForget } = props;
  const { t } = useTranslation('backups');
  const { bytes, count } = useFormat();
  const paths = recent.includes(path) ? recent : [path, ...recent];
  const facts = [
    view?.state === 'ready' ? t('sets', { count: view.sets.length, shown: count(view.sets.length) }) : null,
    view === undefined || view.freeBytes === null || view.state === 'unusable'
      ? null
      : t('free', { size: bytes(view.freeBytes) }),
  ].filter((fact) => fact !== null);
  return (
    <Group gap="xs" mb="lg" align="flex-end">
      <Select
        label={t('destination')}
        flex="1 1 240px"
        maw={420}
        data={paths.map((one) => ({ value: one, label: placeLabel(one) }))}
        value={path}
        onChange={(value) => value !== null && onChoose(value)}
        allowDeselect={false}
        checkIconPosition="right"
        renderOption={({ option }) => (
          <div>
            <div>{placeName(option.value)}</div>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {option.value}
            </Text>
          </div>
        )}
      />
      <Button variant="default" leftSection={<IconFolderOpen size={18} aria-hidden />} onClick={onOpenOther}>
        {t('newDestination')}
      </Button>
      <Tooltip label={t('refresh')}>
        <ActionIcon variant="default" size={36} aria-label={t('refresh')} onClick={onRefresh} loading={reading}>
          <IconRefresh size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${t('forget')}. ${t('forgetHint')}`}>
        <ActionIcon variant="default" size={36} aria-label={t('forget')} onClick={onForget}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {facts.length > 0 && (
        <Text c="dimmed" className="numeric" ml="xs" lh="36px">
          {facts.join(' · ')}
        </Text>
      )}
    </Group>
  );
}
