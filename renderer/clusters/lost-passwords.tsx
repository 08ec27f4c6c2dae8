import { Button, Group, PasswordInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface LostPasswordsProps {
  /** How many shards a reload took the password of. */
  readonly count: number;
  onUse(password: string): void;
}

/** After a reload: one password for all shards that lost theirs, since mostly it is the same and there may be sixty. */
export function LostPasswords({ count, onUse }: LostPasswordsProps) {
  const { t } = useTranslation('clusters');
  const [password, setPassword] = useState('');
  const use = () => {
    if (password !== '') onUse(password);
  };
  const useOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    use();
  };
  return (
    <Group align="flex-end">
      <PasswordInput
        label={t('lost', { count })}
        description={t('lostHint')}
        w={360}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        onKeyDown={useOnEnter}
      />
      <Button variant="default" disabled={password === ''} onClick={use}>
        {t('useForAll')}
      </Button>
    </Group>
  );
}
