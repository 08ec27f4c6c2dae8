import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { useEarlierTimes } from '../backup/use-earlier-times.ts';
import { ConfirmTyped } from '../components/confirm-typed.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import { useClusterView, useRemoveCluster } from '../queries.ts';
import { HalfRestored } from '../restore/half-restored.tsx';
import { LogicalTables } from './logical-tables.tsx';
import { MissingPrivileges } from './missing-privileges.tsx';
import { ShardsTable } from './shards-table.tsx';

/** A dead network is one message per shard, and there may be 64. */
const FIRST_FAILURES = 3;

/** One cluster: its shards as they are now, what is spread over them, and what can be done with it. */
export function ClusterDetail({ cluster }: { readonly cluster: ClusterProfile }) {
  const { t } = useTranslation('clusters');
  const { bytes, list, paragraph } = useFormat();
  const times = useEarlierTimes(cluster.id);
  const navigate = useNavigate();
  const view = useClusterView(cluster.id);
  const remove = useRemoveCluster();
  const [asking, setAsking] = useState(false);
  const failed = view.data?.shards.flatMap(({ check }) => (check.state === 'failed' ? [check.failure] : [])) ?? [];
  const unread = view.data?.shards.flatMap(({ name, check }) => (check.state === 'failed' ? [name] : [])) ?? [];
  const unmatched = [
    ...new Set(
      view.data?.shards.flatMap(({ name, check }) => {
        if (check.state !== 'ok' || check.unmatched.globs.length === 0) return [];
        const { globs, available } = check.unmatched;
        const there = available.length === 0 ? [] : [t('available', { schemas: list(available) })];
        return [paragraph(`${name}: ${t('unmatched', { globs: list(globs) })}`, ...there)];
      }),
    ),
  ].slice(0, FIRST_FAILURES);
  const again = (
    <Button variant="default" loading={view.isFetching} onClick={() => void view.refetch()}>
      {t('refresh')}
    </Button>
  );
  return (
    <Stack gap="xl" miw={0}>
      <Group justify="space-between">
        <Title order={2}>{cluster.name}</Title>
        <Group gap="xs">
          <Button renderRoot={(props) => <Link to="/backup" search={{ cluster: cluster.id }} {...props} />}>
            {t('backUp')}
          </Button>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/clusters/$id/edit" params={{ id: cluster.id }} {...props} />}
          >
            {t('edit')}
          </Button>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('remove')}
          </Button>
        </Group>
      </Group>
      <HalfRestored clusterId={cluster.id} />
      {view.error && <FailureNotice failure={failureOf(view.error)} action={again} />}
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={3}>{t('shards')}</Title>
          <Button
            variant="subtle"
            size="compact-sm"
            loading={view.isFetching}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void view.refetch()}
          >
            {t('refresh')}
          </Button>
        </Group>
        <ShardsTable cluster={cluster} view={view.data} />
        {view.data && failed.length === 0 && (
          <Text c="dimmed" mt="xs">
            {paragraph(t('estimate', { size: bytes(view.data.bytes) }), ...times)}
          </Text>
        )}
        {unmatched.map((sentence) => (
          <Text key={sentence} component="div" mt="xs">
            <StatusWord status="attention">{sentence}</StatusWord>
          </Text>
        ))}
      </section>
      {failed.length > 0 && (
        <Stack gap="xs">
          <CappedList items={failed} first={FIRST_FAILURES}>
            {(few) =>
              few.map((failure) => (
                // The button above the table asks all of them; beside several notices it would only repeat itself.
                <FailureNotice
                  key={failure.message}
                  failure={failure}
                  {...(failed.length === 1 ? { action: again } : {})}
                />
              ))
            }
          </CappedList>
        </Stack>
      )}
      {view.isPending && <Loading lines={5} height={24} />}
      {view.data && <MissingPrivileges view={view.data} />}
      {view.data && <LogicalTables tables={view.data.logicalTables} cluster={cluster} unread={unread} />}
      <ConfirmTyped
        opened={asking}
        title={t('removeTitle', { name: cluster.name })}
        action={t('removeAction', { name: cluster.name })}
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ id: cluster.id }, { onSuccess: () => void navigate({ to: '/clusters' }) })}
      >
        <Text>{t('removeWhat')}</Text>
      </ConfirmTyped>
    </Stack>
  );
}
