import { Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { StartButton } from '../jobs/start-button.tsx';
import { useClusters } from '../queries.ts';
import classes from './set-panel.module.css';

interface FinishSetProps {
  readonly set: SetSummary;
  readonly destination: string;
}

/** The way on from a full backup that was interrupted: what is read already stays, and only the rest is read. */
export function FinishSet({ set, destination }: FinishSetProps) {
  const { t } = useTranslation('backups');
  const clusters = useClusters();
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
  const { method, accounts, only, withoutAccountStatements } = unfinished;
  const request = {
    ...{ clusterId: cluster.id, to: destination, method, resume: set.id },
    ...(accounts && { accounts }),
    ...(only && { only }),
    ...(withoutAccountStatements && { withoutAccountStatements }),
  };
  return (
    <Stack gap="xs" align="flex-start">
      {/* The drive says how it was begun, and whoever presses the button asks for it. */}
      <Text>
        {[
          t(`finish.method.${method}`),
          only ? t('finish.only', { patterns: only.join(', ') }) : t('finish.all'),
          t(accounts ? 'finish.accounts' : 'finish.noAccounts'),
          ...(withoutAccountStatements ? [t('finish.withoutStatements')] : []),
        ].join(' ')}
      </Text>
      <StartButton
        request={{ kind: 'backup', ...request }}
        label={t('finish.button')}
        icon={<IconPlayerPlay size={18} aria-hidden />}
      />
    </Stack>
  );
}
