import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useCancelJob } from '../queries.ts';

const MEANING = { backup: 'cancelBackup', verify: 'cancelVerify', restore: 'cancelRestore' } as const;

/** Stops a run, after saying what that means. */
export function CancelButton({ job }: { readonly job: JobSnapshot }) {
  const { t } = useTranslation(['jobs', 'common']);
  const [asking, setAsking] = useState(false);
  const cancel = useCancelJob();
  const { kind } = job.request;
  const stopping = job.state === 'cancelling' || cancel.isPending;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} disabled={stopping}>
        {t(stopping ? 'cancelling' : 'cancelRun')}
      </Button>
      <Modal
        opened={asking && !stopping}
        onClose={() => setAsking(false)}
        title={t('cancelTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <div>{t(MEANING[kind])}</div>
          {cancel.error && <FailureNotice failure={cancel.error.failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t('cancelNo')}
            </Button>
            <Button color="red" onClick={() => cancel.mutate({ id: job.id }, { onSuccess: () => setAsking(false) })}>
              {t(`cancelYes.${kind}`)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
