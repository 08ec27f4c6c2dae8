import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShardCheck } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useSaveCluster, useTestShard } from '../queries.ts';
import classes from './cluster-form.module.css';
import {
  changeShards,
  type DraftState,
  emptyShard,
  findMistakes,
  fromParsed,
  keepDraft,
  keptDraft,
  type ShardsAction,
  toClusterDraft,
  toShardDraft,
} from './draft.ts';
import { PasteList } from './paste-list.tsx';
import { ShardFields } from './shard-fields.tsx';

interface ClusterFormProps {
  readonly start: DraftState;
  onSaved(id: string): void;
}

/** What a test of a shard found, or that it runs. */
export type TestState = ShardCheck | 'testing';

/** A cluster while it is entered: pasted or typed, tested, and saved when the user says so. */
export function ClusterForm({ start, onSaved }: ClusterFormProps) {
  const { t } = useTranslation('clusters');
  const key = `shardkeep-cluster-${start.id ?? 'new'}`;
  const [draft, setDraft] = useState(() => keptDraft(key) ?? start);
  const [checked, setChecked] = useState(false);
  const [tests, setTests] = useState<Readonly<Record<string, TestState>>>({});
  const form = useRef<HTMLDivElement>(null);
  const test = useTestShard();
  const save = useSaveCluster();
  useEffect(() => keepDraft(key, draft), [key, draft]);
  const mistakes = checked ? findMistakes(draft) : {};
  const wrong = Object.keys(mistakes).length;
  const dispatch = useCallback(
    (action: ShardsAction) => setDraft((now) => ({ ...now, shards: changeShards(now.shards, action) })),
    [],
  );
  const set = (id: string, result: TestState) => setTests((all) => ({ ...all, [id]: result }));

  const isRight = () => {
    setChecked(true);
    const right = Object.keys(findMistakes(draft)).length === 0;
    // Among sixty shards the field with the mistake may be far above the button.
    if (!right) setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return right;
  };
  const discard = () => {
    setDraft(start);
    setChecked(false);
    setTests({});
  };
  const testAll = () => {
    if (!isRight()) return;
    for (const shard of draft.shards) {
      set(shard.id, 'testing');
      test
        .mutateAsync({ ...(draft.id === null ? {} : { clusterId: draft.id }), shard: toShardDraft(shard) })
        .then((result) => set(shard.id, result))
        .catch((error: unknown) => set(shard.id, { state: 'failed', failure: failureOf(error) }));
    }
  };
  const saveAll = () => {
    if (!isRight()) return;
    save.mutate(toClusterDraft(draft), {
      onSuccess: ({ id }) => {
        sessionStorage.removeItem(key);
        onSaved(id);
      },
    });
  };

  return (
    <Stack gap="xl" ref={form}>
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        maw={360}
        value={draft.name}
        error={mistakes.name && t(mistakes.name)}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <PasteList
        onTake={(parsed, password) => dispatch({ type: 'add', shards: fromParsed(parsed, draft.shards, password) })}
      />
      <Stack gap="md">
        {draft.shards.map((shard, index) => (
          <ShardFields
            key={shard.id}
            shard={shard}
            index={index}
            mistakes={mistakes}
            test={tests[shard.id]}
            dispatch={dispatch}
          />
        ))}
        {mistakes.shards && <Text c="red">{t(mistakes.shards)}</Text>}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => dispatch({ type: 'add', shards: [{ ...emptyShard(), name: `s${draft.shards.length}` }] })}
          >
            {t('addShard')}
          </Button>
        </Group>
      </Stack>
      {save.error && <FailureNotice failure={save.error.failure} />}
      <Group className={classes.actions}>
        <Button variant="default" onClick={testAll}>
          {t('test')}
        </Button>
        <Button onClick={saveAll} loading={save.isPending}>
          {t('save')}
        </Button>
        {JSON.stringify(draft) !== JSON.stringify(start) && (
          <Button variant="subtle" onClick={discard}>
            {t('discard')}
          </Button>
        )}
        {wrong > 0 && (
          <Text c="var(--mantine-color-error)" role="status">
            {t('wrong', { count: wrong })}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
