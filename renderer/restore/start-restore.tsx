import { Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { RestoreRequest } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { addCounts } from '../facts/group-findings.ts';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useStartJob } from '../queries.ts';
import type { Replacement } from './sort-findings.ts';
import type { Wizard } from './use-wizard.ts';

/** As many shards as a button names. */
const NAMED = 3;

interface StartRestoreProps {
  readonly wizard: Wizard;
  readonly request: RestoreRequest;
  /** What would be replaced; then the target's name must be typed. */
  readonly replaces: readonly Replacement[];
  /** By what the sets are known again of which the page shows what was found. */
  readonly looked: readonly string[];
}

/** Starts the restore. Where something is replaced, only for those who type the name of the target. */
export function StartRestore({
  wizard: { state, plan, details, dispatch },
  request,
  replaces,
  looked,
}: StartRestoreProps) {
  const { t } = useTranslation('restore');
  const { list, instant } = useFormat();
  const facts = useFacts();
  const navigate = useNavigate();
  const start = useStartJob();
  const [typed, setTyped] = useState('');
  const risky = replaces.length > 0;
  const moment = state.at ?? details.data?.summary.cutAt;
  const name = plan?.cluster?.name ?? '';
  const label = () => {
    if (!risky) return t(state.reason === 'practice' ? 'ready.practise' : 'ready.start');
    const objects = facts.counted(addCounts(replaces.map((one) => one.objects.counts)));
    const targets = replaces.map(({ target }) => target);
    return targets.length <= NAMED
      ? t('ready.replaceOn', { objects, shards: list(targets) })
      : t('ready.replaceAll', { objects, count: targets.length });
  };
  const submit = () =>
    start.mutate(
      // What nobody confirmed is not allowed to replace anything, whatever has come up on the target since.
      { ...request, replace: risky, looked },
      {
        onSuccess: ({ id }) => {
          dispatch({ type: 'started' });
          void navigate({ to: '/jobs/$id', params: { id } });
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!risky || typed === name) submit();
      }}
    >
      <Stack gap="sm" align="flex-start">
        {risky && (
          <>
            {moment !== undefined && <Text>{t('ready.confirmAt', { time: instant(moment) })}</Text>}
            <Text>{t('ready.confirmWhy')}</Text>
            <TextInput
              w={360}
              maw="100%"
              label={<Trans t={t} i18nKey="ready.confirm" values={{ name }} components={{ b: <Code /> }} />}
              value={typed}
              error={!name.startsWith(typed) && t('ready.notName')}
              onChange={(event) => setTyped(event.currentTarget.value)}
              spellCheck={false}
              autoComplete="off"
            />
          </>
        )}
        <Button
          type="submit"
          size="md"
          loading={start.isPending}
          disabled={risky && typed !== name}
          {...(risky ? { color: 'red' } : {})}
        >
          {label()}
        </Button>
        {start.error && <FailureNotice failure={start.error.failure} />}
      </Stack>
    </form>
  );
}
