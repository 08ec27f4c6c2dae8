import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useAppInfo, usePickFolder } from '../queries.ts';

interface OpenFolderProps {
  readonly opened: boolean;
  onClose(): void;
  onOpen(path: string): void;
}

/** Asks for a folder that holds backups: the system's dialog where there is one, a path everywhere. */
export function OpenFolder({ opened, onClose, onOpen }: OpenFolderProps) {
  const { t } = useTranslation(['backups', 'common']);
  const [path, setPath] = useState('');
  const picksFolders = useAppInfo().data?.picksFolders ?? false;
  const pick = usePickFolder();
  const open = (chosen: string) => {
    setPath('');
    onOpen(chosen);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('openTitle')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') open(path.trim());
        }}
      >
        <Stack>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              label={t('openLabel')}
              description={t('openHint')}
              value={path}
              onChange={(event) => setPath(event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
              data-autofocus
            />
            {picksFolders && (
              <Button
                variant="default"
                leftSection={<IconFolder size={18} aria-hidden />}
                onClick={() => pick.mutate(undefined, { onSuccess: (chosen) => chosen !== null && open(chosen) })}
              >
                {t('common:choose')}
              </Button>
            )}
          </Group>
          {pick.error && <FailureNotice failure={pick.error.failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" disabled={path.trim() === ''}>
              {t('open')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
