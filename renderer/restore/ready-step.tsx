import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RestoreRequest } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { FindingBox } from '../facts/finding-list.tsx';
import { useRestorePreview } from '../queries.ts';
import { ChoiceWarning } from './choice-warning.tsx';
import { requestOf } from './place.ts';
import { replacementsIn, sortFindings } from './sort-findings.ts';
import { StartRestore } from './start-restore.tsx';
import { SummarySentence } from './summary.tsx';
import type { Wizard } from './use-wizard.ts';

/** Ready? What would change and what is in the way, each with its remedy; then the button that says what it does. */
export function ReadyStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const request = requestOf(wizard.state, wizard.plan);
  return (
    <Stack gap="md">
      <Text size="lg" component="div">
        <SummarySentence wizard={wizard} />
      </Text>
      <ChoiceWarning wizard={wizard} />
      {request === null ? <Text c="dimmed">{t('ready.notReady')}</Text> : <Look wizard={wizard} request={request} />}
    </Stack>
  );
}

/** Looks twice, so that what replacing would change is known before anybody chooses it. */
function Look({ wizard, request }: { readonly wizard: Wizard; readonly request: RestoreRequest }) {
  const { t } = useTranslation('restore');
  const careful = useRestorePreview({ ...request, replace: false });
  const replacing = useRestorePreview({ ...request, replace: true });
  const again = () => void Promise.all([careful.refetch(), replacing.refetch()]);
  const error = careful.error ?? replacing.error;
  if (careful.isFetching || replacing.isFetching)
    return (
      <>
        <Text c="dimmed" role="status">
          {t('ready.looking')}
        </Text>
        <Loading lines={4} height={20} />
      </>
    );
  if (error)
    return (
      <FailureNotice
        failure={failureOf(error)}
        action={
          <Group gap="xs">
            <Button onClick={again}>{t('ready.again')}</Button>
            <Button variant="default" onClick={() => wizard.dispatch({ type: 'go', step: 'where' })}>
              {t('ready.back')}
            </Button>
          </Group>
        }
      />
    );
  if (!careful.data || !replacing.data) return null;
  const found = sortFindings(careful.data.findings, replacing.data.findings);
  const { stops, conflicts, replaced, kept, notes } = found;
  const replace = request.replace;
  return (
    <>
      {stops.length + conflicts.length === 0 && wizard.standing?.state !== 'damaged' && (
        <StatusWord status="ok">{t('ready.fine')}</StatusWord>
      )}
      <FindingBox title={t('ready.stops')} status="attention" findings={stops} />
      {replace ? (
        <FindingBox title={t('ready.replaced')} status="danger" findings={replaced} />
      ) : (
        <FindingBox title={t('ready.conflicts')} status="attention" findings={conflicts} remedies={false} />
      )}
      {conflicts.length > 0 && <ConflictChoices wizard={wizard} />}
      <FindingBox title={t('ready.notes')} status="off" findings={replace ? [...kept, ...notes] : notes} />
      {stops.length > 0 || (conflicts.length > 0 && !replace) ? (
        <div>
          <Button variant="default" onClick={again}>
            {t('ready.again')}
          </Button>
        </div>
      ) : (
        <StartRestore
          wizard={wizard}
          request={request}
          replaces={replace ? replacementsIn(replaced) : []}
          looked={[careful.data, replacing.data].flatMap(({ sets }) => sets ?? [])}
        />
      )}
    </>
  );
}

/** The ways out where names are taken. */
function ConflictChoices({ wizard: { state, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const replace = state.existing === 'replace';
  return (
    <div>
      {!replace && <Text mb="xs">{t('ready.conflictsNext')}</Text>}
      <Group gap="xs">
        {state.naming === 'same' && (
          <Button
            variant={replace ? 'default' : 'filled'}
            onClick={() => dispatch({ type: 'naming', naming: 'beside' })}
          >
            {t('ready.beside')}
          </Button>
        )}
        {state.naming === 'beside' && !replace && (
          <Button onClick={() => dispatch({ type: 'go', step: 'where' })}>{t('ready.back')}</Button>
        )}
        <Button
          variant="default"
          onClick={() => dispatch({ type: 'existing', existing: replace ? 'stop' : 'replace' })}
        >
          {t(replace ? 'ready.keep' : 'ready.replace')}
        </Button>
      </Group>
    </div>
  );
}
