import { Button, Code, Group, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParsedShard, parseDsnList } from '../../shared/parse-dsn-list.ts';

interface PasteListProps {
  onTake(shards: readonly ParsedShard[], password: string): void;
}

const EXAMPLE = 'mysql://user@db{0..3}.lan:3306/shop_{0..3}';
/** Enough to see that it was understood. */
const SHOWN = 8;

/** A pasted list of servers: what was understood is shown before anything of it is taken over. */
export function PasteList({ onTake }: PasteListProps) {
  const { t } = useTranslation('clusters');
  const [text, setText] = useState('');
  const [user, setUser] = useState('root');
  const [password, setPassword] = useState('');
  const { shards, mistakes } = parseDsnList(text, { user, port: 3306 });
  return (
    <Stack gap="xs">
      <Textarea
        label={t('paste')}
        description={t('pasteHint')}
        placeholder={EXAMPLE}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        error={
          mistakes.length > 0 ? mistakes.map(({ line, why }) => t(`mistake.${why}`, { line })).join(' ') : undefined
        }
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() !== '' && (
        <>
          <Group align="flex-end">
            <TextInput label={t('pasteUser')} value={user} onChange={(event) => setUser(event.currentTarget.value)} />
            <PasswordInput
              label={t('pastePassword')}
              w={260}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button
              disabled={shards.length === 0}
              onClick={() => {
                onTake(shards, password);
                setText('');
              }}
            >
              {t('takeOver', { count: shards.length })}
            </Button>
          </Group>
          <Text size="sm">{t('understood', { count: shards.length })}</Text>
          <Code block>
            {shards
              .slice(0, SHOWN)
              .map(
                (one) =>
                  `${one.name}  ${one.user}@${one.host}:${one.port}${one.schemas ? `/${one.schemas.join(',')}` : ''}`,
              )
              .concat(shards.length > SHOWN ? ['…'] : [])
              .join('\n')}
          </Code>
        </>
      )}
    </Stack>
  );
}
