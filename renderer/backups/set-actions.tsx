import { Button, Group } from '@mantine/core';
import { IconFolder, IconRestore, IconShieldCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { isRestorable } from '../../shared/set-chains.ts';
import { isSound, type SetStanding } from '../../shared/set-standing.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useAppInfo, useDestination, useShowFolder, useStartJob } from '../queries.ts';

interface SetActionsProps {
  readonly set: SetSummary;
  readonly standing: SetStanding;
  readonly destination: string;
}

/** What can be done with a set, whatever state it is in. */
export function SetActions({ set, standing, destination }: SetActionsProps) {
  const { t } = useTranslation('backups');
  const navigate = useNavigate();
  const host = useAppInfo().data?.host;
  const start = useStartJob();
  const show = useShowFolder();
  const list = useDestination(destination);
  const failure = start.error?.failure ?? show.error?.failure;
  const restorable = isRestorable(set) && standing.state !== 'orphan';
  return (
    <>
      <Group gap="xs">
        {restorable && (
          <Button
            variant={isSound(standing) ? 'filled' : 'default'}
            leftSection={<IconRestore size={18} aria-hidden />}
            renderRoot={(props) => <Link to="/restore" search={{ path: destination, set: set.id }} {...props} />}
          >
            {t('panel.restore')}
          </Button>
        )}
        {set.state !== 'interrupted' && (
          <Button
            variant="default"
            leftSection={<IconShieldCheck size={18} aria-hidden />}
            loading={start.isPending}
            onClick={() =>
              start.mutate(
                { kind: 'verify', from: destination, id: set.id },
                {
                  onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }),
                  // What the list shows is no longer there, or not as it was.
                  onError: () => void list.refetch(),
                },
              )
            }
          >
            {t('panel.verify')}
          </Button>
        )}
        {host === 'electron' && (
          <Button
            variant="default"
            leftSection={<IconFolder size={18} aria-hidden />}
            onClick={() => show.mutate({ path: set.path })}
          >
            {t('panel.showFolder')}
          </Button>
        )}
      </Group>
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}
