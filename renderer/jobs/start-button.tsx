import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { JobRequest } from '../../shared/contract.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useStartJob } from '../queries.ts';

interface StartButtonProps {
  readonly request: JobRequest;
  readonly label: string;
  readonly icon?: ReactNode;
}

/** Starts a run with one press, since nothing about it has to be chosen, and opens its page. */
export function StartButton({ request, label, icon }: StartButtonProps) {
  const navigate = useNavigate();
  const start = useStartJob();
  return (
    <>
      <Button
        leftSection={icon}
        loading={start.isPending}
        onClick={() =>
          start.mutate(request, { onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }) })
        }
      >
        {label}
      </Button>
      {start.error && <FailureNotice failure={start.error.failure} />}
    </>
  );
}
