import { Button, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useClusters, useStartJob } from '../queries.ts';
import classes from './set-panel.module.css';

interface FinishSetProps {
  readonly set: SetSummary;
  readonly destination: string;
}

/** The way on from a full backup that was interrupted: what is read already stays, and only the rest is read. */
export function FinishSet({ set, destination }: FinishSetProps) {
  const { t } = useTranslation('backups');
  const navigate = useNavigate();
  const clusters = useClusters();
  const start = useStartJob();
  const { unfinished } = set;
  if (!unfinished || !clusters.data) return null;
  const cluster = clusters.data.find(({ name }) => name === set.cluster);
  if (!cluster)
    return (
      <Text>
        {t('finish.noCluster', { cluster: set.cluster })}{' '}
        <Link to="/clusters" className={classes.link}>
          {t('finish.toClusters')}
        </Link>
      </Text>
    );
  const request = { clusterId: cluster.id, to: destination, method: unfinished.method, resume: set.id };
  return (
    <>
      <Button
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        loading={start.isPending}
        onClick={() =>
          start.mutate(
            { kind: 'backup', ...request },
            { onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }) },
          )
        }
      >
        {t('finish.button')}
      </Button>
      {start.error && <FailureNotice failure={start.error.failure} />}
    </>
  );
}
