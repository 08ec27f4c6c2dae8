import { Button, Group } from '@mantine/core';
import { IconFolder, IconRestore, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetDetails } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useAppInfo, useShowFolder, useStartJob } from '../queries.ts';
import { cutOfSet } from './describe-job.ts';
import { Figures } from './facts.tsx';
import { Headline } from './headline.tsx';
import { Section } from './section.tsx';
import { Sentences } from './sentences.tsx';
import { ShardTable } from './shard-table.tsx';
import { useTaken } from './use-taken.ts';

interface BackupResultProps {
  readonly job: JobSnapshot;
  readonly set: SetDetails;
  readonly to: string;
}

/** What a backup came to: words first, then what is missing, then numbers, then what to do with it. */
export function BackupResult({ job, set, to }: BackupResultProps) {
  const { t } = useTranslation(['jobs', 'common']);
  const { bytes, count, rate, betweenShort, duration, paragraph } = useFormat();
  const sayTaken = useTaken();
  const facts = useFacts();
  const { summary, exceptions, warnings, takenOver } = set;
  const cut = cutOfSet(set);
  const seconds = job.endedAt === undefined ? 0 : (Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1000;
  const ofLog = summary.kind !== undefined && summary.kind !== 'full';
  const size = (ofLog ? summary.logBytes : summary.bytes) ?? 0;
  const written = bytes(summary.storedBytes ?? 0);
  const transactions = summary.transactions ?? 0;
  return (
    <>
      <Headline
        status={exceptions.length === 0 ? 'ok' : 'attention'}
        word={exceptions.length === 0 ? t('result.complete') : t('result.withExceptions', { count: exceptions.length })}
        more={cut === null ? undefined : t(cut.key, { duration: duration(cut.seconds) })}
      >
        {!ofLog
          ? t('result.written', { read: bytes(size), written })
          : transactions === 0
            ? t('result.nothingLogged')
            : paragraph(
                t('result.logWritten', {
                  transactions: t('common:transactions', { count: transactions, shown: count(transactions) }),
                  read: bytes(size - (takenOver?.bytes ?? 0)),
                  written: bytes((summary.storedBytes ?? 0) - (takenOver?.storedBytes ?? 0)),
                }),
                ...sayTaken(set),
              )}
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
            ...(ofLog
              ? [{ label: t('result.transactions'), value: count(transactions) }]
              : [
                  { label: t('result.tables'), value: count(summary.tables ?? 0) },
                  { label: t('result.rows'), value: count(summary.rows ?? 0) },
                ]),
            { label: t(ofLog ? 'result.log' : 'result.size'), value: bytes(size) },
            { label: t('result.stored'), value: written },
            ...(job.endedAt === undefined
              ? []
              : [
                  { label: t('result.took'), value: betweenShort(job.startedAt, job.endedAt) },
                  // Most of the time for a log goes into everything but reading it.
                  ...(ofLog ? [] : [{ label: t('result.speed'), value: rate(size / Math.max(seconds, 0.001)) }]),
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
