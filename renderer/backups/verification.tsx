import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetSummary } from '../../shared/contract.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { isRunning } from '../jobs/job-list.ts';
import { verificationOf } from './set-facts.ts';
import classes from './set-panel.module.css';

interface VerificationProps {
  readonly set: SetSummary;
  readonly jobs: readonly JobSnapshot[];
}

/** When a set was verified on this computer, and what that found. */
export function Verification({ set, jobs }: VerificationProps) {
  const { t } = useTranslation('backups');
  const { relative } = useFormat();
  const now = useNow();
  const job = verificationOf(set, jobs);
  if (!job)
    return (
      <Text size="sm" c="dimmed" span>
        {t('panel.neverVerified')}
      </Text>
    );
  const running = isRunning(job);
  const when = relative(job.endedAt ?? job.startedAt, now);
  return (
    <>
      <StatusWord status={running ? 'busy' : job.outcome === 'damage' ? 'danger' : 'ok'} size="sm">
        {running
          ? t('panel.verifying')
          : t(job.outcome === 'damage' ? 'panel.verifiedDamaged' : 'panel.verified', { when })}
      </StatusWord>
      <Link to="/jobs/$id" params={{ id: job.id }} className={classes.link}>
        {t(running ? 'panel.showRun' : 'panel.showResult')}
      </Link>
    </>
  );
}
