import { ActionIcon, Group, NativeSelect, Paper, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { type Dispatch, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNotice } from '../components/failure-notice.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import type { TestState } from './cluster-form.tsx';
import {
  type CheckedField,
  type DrawnShard,
  isDrawnAlike,
  mistakeIn,
  type ShardInput,
  type ShardsAction,
} from './draft.ts';
import classes from './shard-fields.module.css';
import { TlsFiles } from './tls-files.tsx';

interface ShardFieldsProps extends DrawnShard {
  readonly test: TestState | undefined;
  /** The same function for as long as the form lives. */
  readonly dispatch: Dispatch<ShardsAction>;
}

/** One shard as a row of fields, with what its test found underneath; drawn anew only when something of it changes. */
export const ShardFields = memo(Fields, isDrawnAlike);

function Fields(props: ShardFieldsProps) {
  const { shard, index, test, dispatch } = props;
  const { t } = useTranslation('clusters');
  const onChange = (next: ShardInput) => dispatch({ type: 'change', shard: next });
  const field = (name: CheckedField) => {
    const mistake = mistakeIn(props, name);
    return {
      value: shard[name],
      error: mistake && t(mistake),
      onChange: (event: { currentTarget: { value: string } }) =>
        onChange({
          ...shard,
          [name]: event.currentTarget.value,
          ...(name === 'password' ? { passwordLost: false } : {}),
        }),
    };
  };
  return (
    <Paper
      withBorder
      p="md"
      m={0}
      miw={0}
      component="fieldset"
      className={classes.root}
      aria-label={shard.name || t('addShard')}
    >
      <Stack gap="sm">
        <Group justify="space-between">
          <ShardGlyph name={shard.name} index={index} />
          <Group gap={4}>
            <ActionIcon
              variant="subtle"
              aria-label={t('duplicate', { name: shard.name })}
              onClick={() => dispatch({ type: 'duplicate', shard })}
            >
              <IconCopy size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              aria-label={t('removeShard', { name: shard.name })}
              onClick={() => dispatch({ type: 'remove', id: shard.id })}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
        <div className={classes.fields}>
          <TextInput label={t('shardName')} {...field('name')} />
          <TextInput label={t('host')} {...field('host')} />
          <TextInput label={t('port')} inputMode="numeric" {...field('port')} />
          <TextInput label={t('user')} autoComplete="off" {...field('user')} />
          <PasswordInput
            label={t('password')}
            autoComplete="new-password"
            placeholder={shard.hasPassword ? t('kept') : ''}
            {...field('password')}
          />
          <TextInput label={t('schemas')} placeholder={t('schemasHint')} {...field('schemas')} />
          <NativeSelect
            label={t('tls')}
            value={shard.tls}
            data={(['preferred', 'required', 'verify', 'off'] as const).map((mode) => ({
              value: mode,
              label: t(`tlsMode.${mode}`),
            }))}
            onChange={(event) => onChange({ ...shard, tls: event.currentTarget.value as ShardInput['tls'] })}
          />
        </div>
        <TlsFiles shard={shard} onChange={onChange} />
        {test !== undefined && <TestResult test={test} />}
      </Stack>
    </Paper>
  );
}

function TestResult({ test }: { readonly test: TestState }) {
  const { t } = useTranslation('clusters');
  const { bytes, list, paragraph } = useFormat();
  const sayAvailable = (names: readonly string[]) =>
    names.length === 0 ? [] : [t('available', { schemas: list(names) })];
  if (test === 'testing') return <StatusWord status="busy">{t('asking')}</StatusWord>;
  if (test.state === 'failed') return <FailureNotice failure={test.failure} />;
  const size = bytes(test.schemas.reduce((sum, schema) => sum + schema.bytes, 0));
  const works = t(`line.${test.line}`);
  if (test.unmatched.globs.length > 0)
    return (
      <StatusWord status="attention">
        {paragraph(
          works,
          t('unmatched', { globs: list(test.unmatched.globs) }),
          ...sayAvailable(test.unmatched.available),
        )}
      </StatusWord>
    );
  return (
    <StatusWord status={test.line === 'open' ? 'attention' : 'ok'}>
      {t('tested', { works, count: test.schemas.length, size })}
    </StatusWord>
  );
}
