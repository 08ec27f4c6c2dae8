import { Button, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import { placeName } from '../jobs/describe-job.ts';
import { StartButton } from '../jobs/start-button.tsx';
import { useDestination } from '../queries.ts';
import type { NextStep } from './next-step.ts';

interface NextStepButtonProps {
  readonly step: NextStep;
  readonly clusterId: string;
  /** Where the next backup would go. */
  readonly destination: string | undefined;
  /** All is well: the step is possible, not needed. */
  readonly calm: boolean;
}

/** The right next step as a button; all others of a card are links. */
export function NextStepButton({ step, clusterId, destination, calm }: NextStepButtonProps) {
  const { t } = useTranslation('overview');
  const look: ButtonProps = { variant: calm ? 'default' : 'filled' };
  switch (step.kind) {
    case 'watch':
    case 'explain':
      return (
        <Button {...look} renderRoot={(props) => <Link to="/jobs/$id" params={{ id: step.job }} {...props} />}>
          {t(`step.${step.kind}`)}
        </Button>
      );
    case 'look':
      return (
        <Button {...look} renderRoot={(props) => <Link to="/clusters/$id" params={{ id: clusterId }} {...props} />}>
          {t('step.look')}
        </Button>
      );
    case 'seek':
      return <SeekButton path={step.destination} />;
    case 'backup':
      return (
        <Button
          {...look}
          renderRoot={(props) => (
            <Link
              to="/backup"
              search={{ cluster: clusterId, ...(destination === undefined ? {} : { to: destination }) }}
              {...props}
            />
          )}
        >
          {t('backUp')}
        </Button>
      );
    case 'incremental':
      return (
        <Button
          {...look}
          renderRoot={(props) => (
            <Link to="/backup" search={{ cluster: clusterId, to: step.destination, kind: 'incremental' }} {...props} />
          )}
        >
          {t('step.incremental')}
        </Button>
      );
    case 'verify':
      return (
        <StartButton request={{ kind: 'verify', from: step.destination, id: step.set }} label={t('step.verify')} />
      );
    case 'exceptions':
      return (
        <Button
          {...look}
          renderRoot={(props) => <Link to="/backups" search={{ path: step.destination, set: step.set }} {...props} />}
        >
          {t('step.exceptions')}
        </Button>
      );
    case 'prove':
      return (
        <Button
          {...look}
          renderRoot={(props) => (
            <Link to="/restore" search={{ path: step.destination, set: step.set, reason: 'practice' }} {...props} />
          )}
        >
          {t('step.prove')}
        </Button>
      );
    default:
      return assertNever(step);
  }
}

function SeekButton({ path }: { readonly path: string }) {
  const { t } = useTranslation('overview');
  const destination = useDestination(path);
  return (
    <Button loading={destination.isFetching} onClick={() => void destination.refetch()}>
      {t('step.seek', { place: placeName(path) })}
    </Button>
  );
}
