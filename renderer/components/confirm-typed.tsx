import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';

interface ConfirmTypedProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen, and what stays. */
  readonly children: ReactNode;
  /** What must be typed before the button works; without it a click is enough. */
  readonly name?: string;
  /** What the button does: "Replace 12 tables on prod-s1", never "OK". */
  readonly action: string;
  readonly busy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something is taken away; with `name`, only for those who type it. */
export function ConfirmTyped({
  opened,
  title,
  children,
  name,
  action,
  busy = false,
  onConfirm,
  onClose,
}: ConfirmTypedProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const ready = name === undefined || typed === name;
  const close = () => {
    setTyped('');
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onConfirm();
        }}
      >
        <Stack>
          <div>{children}</div>
          {name !== undefined && (
            <TextInput
              label={<Trans t={t} i18nKey="typeToConfirm" values={{ name }} components={[<strong key="name" />]} />}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="red" disabled={!ready} loading={busy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
