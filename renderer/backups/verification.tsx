import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetSummary } from '../../shared/contract.ts';
import type { SetStanding } from '../../shared/set-standing.ts';
import { StatusWord } from '../components/status-word.tsx';
import { isRunning } from '../jobs/job-list.ts';
import { verificationOf } from './set-facts.ts';
import classes from './set-panel.module.css';

interface VerificationProps {
  readonly set: SetSummary;
  readonly standing: SetStanding;
  readonly jobs: readonly JobSnapshot[];
}

/** The run that verified a set here, or that nobody has; the set's own word says what was found. */
export function Verification({ set, standing, jobs }: VerificationProps) {
  const { t } = useTranslation('backups');
  const job = verificationOf(set, jobs);
  if (!job)
    return 'readAt' in standing && standing.readAt === null && standing.proof === null ? (
      <Text size="sm" c="dimmed" span>
        {t('panel.neverVerified')}
      </Text>
    ) : null;
  const running = isRunning(job);
  return (
    <>
      {running && (
        <StatusWord status="busy" size="sm">
          {t('panel.verifying')}
        </StatusWord>
      )}
      <Link to="/jobs/$id" params={{ id: job.id }} className={classes.link}>
        {t(running ? 'panel.showRun' : 'panel.showResult')}
      </Link>
    </>
  );
}
