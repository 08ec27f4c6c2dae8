import { Button, Group, Table } from '@mantine/core';
import { IconFolder, IconRestore, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetDetails } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { NumberCell } from '../components/number-cell.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useAppInfo, useShowFolder, useStartJob } from '../queries.ts';
import { CappedList } from './capped-list.tsx';
import { cutOfSet } from './describe-job.ts';
import { Figures } from './facts.tsx';
import { Headline } from './headline.tsx';
import { Section } from './section.tsx';
import { Sentences } from './sentences.tsx';

interface BackupResultProps {
  readonly job: JobSnapshot;
  readonly set: SetDetails;
  readonly to: string;
}

/** What a backup came to: words first, then what is missing, then numbers, then what to do with it. */
export function BackupResult({ job, set, to }: BackupResultProps) {
  const { t } = useTranslation('jobs');
  const { bytes, count, rate, between, duration } = useFormat();
  const facts = useFacts();
  const { summary, exceptions, warnings } = set;
  const cut = cutOfSet(set);
  const seconds = job.endedAt === undefined ? 0 : (Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1000;
  const size = summary.bytes ?? 0;
  return (
    <>
      <Headline
        status={exceptions.length === 0 ? 'ok' : 'attention'}
        word={exceptions.length === 0 ? t('result.complete') : t('result.withExceptions', { count: exceptions.length })}
        more={cut === null ? undefined : t(cut.key, { duration: duration(cut.seconds) })}
      >
        {t('result.written', { read: bytes(size), written: bytes(summary.storedBytes ?? 0) })}
      </Headline>
      <NextSteps set={set} to={to} />
      {exceptions.length > 0 && (
        <Section title={t('result.exceptions')} hint={t('result.exceptionsWhy')}>
          <Sentences sentences={exceptions.map(facts.exception)} />
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={t('result.warnings')}>
          <Sentences sentences={warnings.map(facts.warning)} />
        </Section>
      )}
      <Section title={t('shards')}>
        <Figures
          facts={[
            { label: t('result.tables'), value: count(summary.tables ?? 0) },
            { label: t('result.rows'), value: count(summary.rows ?? 0) },
            { label: t('result.size'), value: bytes(size) },
            { label: t('result.stored'), value: bytes(summary.storedBytes ?? 0) },
            ...(job.endedAt === undefined
              ? []
              : [
                  { label: t('result.took'), value: between(job.startedAt, job.endedAt) },
                  { label: t('result.speed'), value: rate(size / Math.max(seconds, 0.001)) },
                ]),
          ]}
        />
        <ShardTable set={set} />
      </Section>
    </>
  );
}

function NextSteps({ set: { summary }, to }: { readonly set: SetDetails; readonly to: string }) {
  const { t } = useTranslation('jobs');
  const navigate = useNavigate();
  const host = useAppInfo().data?.host;
  const start = useStartJob();
  const show = useShowFolder();
  const verify = () =>
    start.mutate(
      { kind: 'verify', from: to, id: summary.id },
      { onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }) },
    );
  const failure = start.error?.failure ?? show.error?.failure;
  return (
    <>
      <Group mt="md" gap="xs">
        <Button leftSection={<IconShieldCheck size={18} aria-hidden />} onClick={verify} loading={start.isPending}>
          {t('result.verify')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconRestore size={18} aria-hidden />}
          renderRoot={(props) => (
            <Link to="/restore" search={{ path: to, set: summary.id, reason: 'practice' }} {...props} />
          )}
        >
          {t('result.practise')}
        </Button>
        {host === 'electron' && (
          <Button
            variant="default"
            leftSection={<IconFolder size={18} aria-hidden />}
            onClick={() => show.mutate({ path: summary.path })}
          >
            {t('result.showFolder')}
          </Button>
        )}
        <Button
          variant="subtle"
          renderRoot={(props) => <Link to="/backups" search={{ path: to, set: summary.id }} {...props} />}
        >
          {t('result.openBackups')}
        </Button>
      </Group>
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}

/** The shards of a set: what each of them gave, and for how long it was locked. */
export function ShardTable({ set }: { readonly set: SetDetails }) {
  const { t } = useTranslation('jobs');
  const { bytes, count, duration } = useFormat();
  return (
    <CappedList items={set.shards}>
      {(shown) => (
        <Table.ScrollContainer minWidth={560} mt="md">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('result.shard')}</Table.Th>
                <Table.Th>{t('result.server')}</Table.Th>
                <NumberCell heading>{t('result.tables')}</NumberCell>
                <NumberCell heading>{t('result.rows')}</NumberCell>
                <NumberCell heading>{t('result.size')}</NumberCell>
                <NumberCell heading>{t('result.lock')}</NumberCell>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ name, server, tables, lockMs }, index) => (
                <Table.Tr key={name}>
                  <Table.Td>
                    <ShardGlyph name={name} index={index} />
                  </Table.Td>
                  <Table.Td>{server}</Table.Td>
                  <NumberCell>{count(tables.length)}</NumberCell>
                  <NumberCell>{count(tables.reduce((sum, table) => sum + table.rows, 0))}</NumberCell>
                  <NumberCell>{bytes(tables.reduce((sum, table) => sum + table.bytes, 0))}</NumberCell>
                  <NumberCell>{lockMs === 0 ? t('result.noLock') : duration(lockMs / 1000)}</NumberCell>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </CappedList>
  );
}
