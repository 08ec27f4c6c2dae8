import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShardCheck } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { StatusWord } from '../components/status-word.tsx';
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
  type ShardInput,
  type ShardsAction,
  toClusterDraft,
  toShardDraft,
} from './draft.ts';
import { LostPasswords } from './lost-passwords.tsx';
import { PasteList } from './paste-list.tsx';
import { ShardFields } from './shard-fields.tsx';

interface ClusterFormProps {
  readonly start: DraftState;
  onSaved(id: string): void;
}

/** What a test of a shard found, or that it runs. */
export type TestState = ShardCheck | 'testing';

/** A result counts for the shard as it was tested: what is typed since may be right or wrong. */
interface Test {
  readonly of: ShardInput;
  readonly state: TestState;
}

/** A cluster while it is entered: pasted or typed, tested, and saved when the user says so. */
export function ClusterForm({ start, onSaved }: ClusterFormProps) {
  const { t } = useTranslation('clusters');
  const key = `shardkeep-cluster-${start.id ?? 'new'}`;
  const [draft, setDraft] = useState(() => keptDraft(key) ?? start);
  const [checked, setChecked] = useState(false);
  const [tests, setTests] = useState<Readonly<Record<string, Test>>>({});
  const form = useRef<HTMLFormElement>(null);
  const test = useTestShard();
  const save = useSaveCluster();
  useEffect(() => keepDraft(key, draft), [key, draft]);
  const mistakes = checked ? findMistakes(draft) : {};
  const lost = draft.shards.filter(({ passwordLost }) => passwordLost).length;
  const wrong = Object.keys(mistakes).length;
  const dispatch = useCallback(
    (action: ShardsAction) => setDraft((now) => ({ ...now, shards: changeShards(now.shards, action) })),
    [],
  );
  const set = (of: ShardInput, state: TestState) => setTests((all) => ({ ...all, [of.id]: { of, state } }));
  const testOf = (shard: ShardInput) => (tests[shard.id]?.of === shard ? tests[shard.id]?.state : undefined);

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
      set(shard, 'testing');
      test
        .mutateAsync({ ...(draft.id === null ? {} : { clusterId: draft.id }), shard: toShardDraft(shard) })
        .then((result) => set(shard, result))
        .catch((error: unknown) => set(shard, { state: 'failed', failure: failureOf(error) }));
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
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        saveAll();
      }}
    >
      <Stack gap="xl">
        <TextInput
          label={t('name')}
          description={t('nameHint')}
          maw={360}
          value={draft.name}
          error={mistakes.name && t(mistakes.name)}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <PasteList
          text={draft.pasted}
          mistake={mistakes.pasted && t(mistakes.pasted)}
          onText={(pasted) => setDraft({ ...draft, pasted })}
          onTake={(parsed, password) =>
            setDraft({ ...draft, pasted: '', shards: [...draft.shards, ...fromParsed(parsed, draft.shards, password)] })
          }
        />
        <Stack gap="md">
          {lost > 1 && <LostPasswords count={lost} onUse={(password) => dispatch({ type: 'password', password })} />}
          {draft.shards.map((shard, index) => (
            <ShardFields
              key={shard.id}
              shard={shard}
              index={index}
              mistakes={mistakes}
              test={testOf(shard)}
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
        <div className={classes.actions}>
          {save.error && <FailureNotice failure={save.error.failure} />}
          <Group>
            <Button variant="default" onClick={testAll}>
              {t('test')}
            </Button>
            {/* While there is nothing to save, what is above is the next step. */}
            <Button
              type="submit"
              variant={draft.shards.length > 0 && draft.pasted.trim() === '' ? 'filled' : 'default'}
              loading={save.isPending}
            >
              {t('save')}
            </Button>
            {JSON.stringify(draft) !== JSON.stringify(start) && (
              <Button variant="subtle" onClick={discard}>
                {t('discard')}
              </Button>
            )}
            {wrong > 0 ? (
              <Text c="var(--mantine-color-error)" role="status">
                {t('wrong', { count: wrong })}
              </Text>
            ) : (
              <TestSummary tests={draft.shards.map(testOf)} />
            )}
          </Group>
        </div>
      </Stack>
    </form>
  );
}

/** What the tests came to, beside the button that began them: of sixty shards most are out of sight. */
function TestSummary({ tests }: { readonly tests: readonly (TestState | undefined)[] }) {
  const { t } = useTranslation('clusters');
  const known = tests.filter((test) => test !== undefined);
  if (known.length === 0) return null;
  const running = known.filter((test) => test === 'testing').length;
  if (running > 0) return <StatusWord status="busy">{t('testing', { count: running, all: known.length })}</StatusWord>;
  const bad = known.filter((test) => test !== 'testing' && test.state === 'failed').length;
  const empty = known.filter(
    (test) => test !== 'testing' && test.state === 'ok' && test.unmatched.globs.length > 0,
  ).length;
  const [status, words] =
    bad > 0
      ? (['attention', t('someFail', { bad, count: known.length })] as const)
      : empty > 0
        ? (['attention', t('someEmpty', { empty, count: empty })] as const)
        : (['ok', t('allWork', { count: known.length })] as const);
  return (
    <div role="status">
      <StatusWord status={status}>{words}</StatusWord>
    </div>
  );
}
