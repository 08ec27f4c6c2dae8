import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, SetSummary } from '../../shared/contract.ts';
import { Loading } from '../components/loading.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useJobs } from '../jobs/job-store.ts';
import { judgeProtection, type Protection, setsOf } from './judge-protection.ts';

interface ClusterCardProps {
  readonly cluster: ClusterProfile;
  /** Of all destinations that can be read. */
  readonly sets: readonly SetSummary[];
  readonly reading: boolean;
  /** Where the next backup would go. */
  readonly destination: string | undefined;
}

const SHOWN_SETS = 5;

/** A cluster in one glance: in words whether it is safe, its shards, its last sets, and the right next step. */
export function ClusterCard({ cluster, sets, reading, destination }: ClusterCardProps) {
  const { t } = useTranslation('overview');
  const { jobs } = useJobs();
  const now = useNow();
  const { dateTime, bytes } = useFormat();
  const own = setsOf(cluster.name, sets).filter(({ cutAt }) => cutAt !== undefined); // what is a backup
  const protection = judgeProtection(cluster.name, sets, jobs, now);
  return (
    <Paper withBorder p="lg" component="article" aria-label={cluster.name}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Stack gap="sm" miw={0}>
          <Title order={2} size="h3">
            {cluster.name}
          </Title>
          {reading ? <Loading lines={1} /> : <Sentence protection={protection} now={now} />}
          <Group gap="md">
            {cluster.shards.map((shard, index) => (
              <ShardGlyph key={shard.id} name={shard.name} index={index} />
            ))}
          </Group>
        </Stack>
        <Stack gap="xs">
          <Button
            variant={protection.state === 'protected' ? 'default' : 'filled'}
            renderRoot={(props) => (
              <Link
                to="/backup"
                search={{ cluster: cluster.id, ...(destination === undefined ? {} : { to: destination }) }}
                {...props}
              />
            )}
          >
            {t('backUp')}
          </Button>
          <Button
            variant="subtle"
            renderRoot={(props) => <Link to="/clusters/$id" params={{ id: cluster.id }} {...props} />}
          >
            {t('open')}
          </Button>
        </Stack>
      </Group>
      {own.length > 0 && (
        <Stack gap={4} mt="md">
          <Text fw={600} size="sm">
            {t('sets')}
          </Text>
          {own.slice(0, SHOWN_SETS).map((set) => (
            <Text key={set.path} size="sm" c="dimmed">
              {dateTime(set.cutAt ?? '')}
              {set.bytes === undefined ? '' : ` · ${bytes(set.bytes)}`}
              {set.method === undefined ? '' : ` · ${t(`method.${set.method}`, { ns: 'common' })}`}
            </Text>
          ))}
        </Stack>
      )}
    </Paper>
  );
}

function Sentence({ protection, now }: { readonly protection: Protection; readonly now: number }) {
  const { t } = useTranslation('overview');
  const { relative } = useFormat();
  if (protection.state === 'never') return <StatusWord status="attention">{t('never')}</StatusWord>;
  const { state, set, at, verifiedAt } = protection;
  const good = state === 'protected' && set.state === 'complete';
  return (
    <Stack gap={2}>
      <StatusWord status={good ? 'ok' : 'attention'}>{t(state, { ago: relative(at, now) })}</StatusWord>
      {set.state === 'complete-with-exceptions' && <Text size="sm">{t('exceptions')}</Text>}
      <Text size="sm" c="dimmed">
        {verifiedAt === null ? t('unverified') : t('verified', { ago: relative(verifiedAt, now) })}
      </Text>
    </Stack>
  );
}
