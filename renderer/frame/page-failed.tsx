import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Page } from './page.tsx';

/** A page that could not be drawn; the navigation beside it still works. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('frame');
  return (
    <Page>
      <FailureNotice
        failure={failureOf(error)}
        action={
          <Button variant="default" onClick={reset}>
            {t('openAgain')}
          </Button>
        }
      />
    </Page>
  );
}
