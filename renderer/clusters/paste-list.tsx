import { Button, Group, PasswordInput, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ListMistake, type ParsedShard, parseDsnList } from '../../shared/parse-dsn-list.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import classes from './clusters-page.module.css';

interface PasteListProps {
  readonly text: string;
  /** Said when somebody goes on without having taken the list over. */
  readonly mistake: string | undefined;
  onText(text: string): void;
  onTake(shards: readonly ParsedShard[], password: string): void;
}

const EXAMPLE = 'mysql://user@db{0..3}.lan:3306/shop_{0..3}';
/** Enough to see that it was understood. */
const SHOWN = 8;
/** Enough to see what kind of line is not. */
const WRONG_SHOWN = 4;

/** A pasted list of servers: what was understood is shown before anything of it is taken over. */
export function PasteList({ text, mistake, onText, onTake }: PasteListProps) {
  const { t } = useTranslation('clusters');
  const [user, setUser] = useState('root');
  const [password, setPassword] = useState('');
  const { shards, mistakes } = parseDsnList(text, { user, port: 3306 });
  const take = () => {
    if (shards.length > 0) onTake(shards, password);
  };
  const takeOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    take();
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t('paste')}
        description={t('pasteHint')}
        placeholder={EXAMPLE}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        value={text}
        error={mistakes.length > 0 ? <Wrong mistakes={mistakes} /> : mistake}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {text.trim() !== '' && (
        <>
          <Group align="flex-end">
            <TextInput
              label={t('pasteUser')}
              w={208}
              value={user}
              onChange={(event) => setUser(event.currentTarget.value)}
              onKeyDown={takeOnEnter}
            />
            <PasswordInput
              label={t('pastePassword')}
              w={240}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              onKeyDown={takeOnEnter}
            />
            <Button disabled={shards.length === 0} onClick={take}>
              {t('takeOver', { count: shards.length })}
            </Button>
          </Group>
          {shards.length > 0 && <Understood shards={shards} />}
        </>
      )}
    </Stack>
  );
}

/** The lines that were not understood, each with its reason. */
function Wrong({ mistakes }: { readonly mistakes: readonly ListMistake[] }) {
  const { t } = useTranslation('clusters');
  const more = mistakes.length - WRONG_SHOWN;
  return [
    ...mistakes.slice(0, WRONG_SHOWN).map(({ line, why }) => t(`mistake.${why}`, { line })),
    ...(more > 0 ? [t('moreMistakes', { count: more })] : []),
  ].map((sentence) => (
    <span key={sentence} className={classes.wrong}>
      {sentence}
    </span>
  ));
}

/** What the list would add. */
function Understood({ shards }: { readonly shards: readonly ParsedShard[] }) {
  const { t } = useTranslation('clusters');
  return (
    <div>
      <Text size="sm" fw={600} role="status">
        {t('understood', { count: shards.length })}
      </Text>
      <CappedList items={shards} first={SHOWN}>
        {(few) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                {(['shardName', 'server', 'user', 'schemas'] as const).map((column) => (
                  <Table.Th key={column}>{t(column)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {few.map((one) => (
                <Table.Tr key={`${one.name} ${one.host}:${one.port}`}>
                  <Table.Td>{one.name}</Table.Td>
                  <Table.Td>{`${one.host}:${one.port}`}</Table.Td>
                  <Table.Td>{one.user}</Table.Td>
                  <Table.Td>{one.schemas?.join(', ') ?? t('schemasHint')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </CappedList>
    </div>
  );
}
