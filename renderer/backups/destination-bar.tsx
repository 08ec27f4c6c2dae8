import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconFolderOpen, IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DestinationView } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { DestinationSelect } from './destination-select.tsx';

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
      <DestinationSelect label={t('destination')} paths={paths} value={path} onChoose={onChoose} />
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
        <Text c="dimmed" className="numeric" lh="36px">
          {facts.join(' · ')}
        </Text>
      )}
    </Group>
  );
}
