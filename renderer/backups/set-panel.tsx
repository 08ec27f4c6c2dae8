import { Drawer, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetSummary } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFormat } from '../format/use-format.ts';
import { useSetDetails } from '../queries.ts';
import { FinishSet } from './finish-set.tsx';
import { SetActions } from './set-actions.tsx';
import { SetContents } from './set-contents.tsx';
import { isRestorable, momentOf, writerOf } from './set-facts.ts';
import classes from './set-panel.module.css';
import { SetPath } from './set-path.tsx';
import { SetStateWord } from './set-state-word.tsx';
import { useKindWords } from './use-kind-words.ts';
import { Verification } from './verification.tsx';

interface SetPanelProps {
  readonly set: SetSummary | undefined;
  /** The set that it builds on where that one is missing or cannot be read. */
  readonly missing: string | undefined;
  readonly destination: string;
  readonly jobs: readonly JobSnapshot[];
  onClose(): void;
}

/** Everything about one set, beside the list. */
export function SetPanel({ set, missing, destination, jobs, onClose }: SetPanelProps) {
  const { t } = useTranslation(['backups', 'common']);
  return (
    <Drawer
      opened={set !== undefined}
      onClose={onClose}
      position="right"
      size={600}
      padding="lg"
      overlayProps={{ backgroundOpacity: 0.15 }}
      transitionProps={{ duration: 140 }}
      title={set === undefined ? '' : t('panel.title', { cluster: set.cluster })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
      classNames={{ title: classes.title }}
    >
      {set && <PanelBody set={set} missing={missing} destination={destination} jobs={jobs} />}
    </Drawer>
  );
}

interface PanelBodyProps {
  readonly set: SetSummary;
  readonly missing: string | undefined;
  readonly destination: string;
  readonly jobs: readonly JobSnapshot[];
}

function PanelBody({ set, missing, destination, jobs }: PanelBodyProps) {
  const { dateTime } = useFormat();
  const kindWords = useKindWords();
  const moment = momentOf(set);
  const writer = writerOf(set, jobs, destination);
  return (
    <div className={classes.body}>
      <div>
        <Text size="lg" fw={600}>
          {[moment === null ? set.id : dateTime(moment), kindWords(set)].filter((part) => part !== '').join(' · ')}
        </Text>
        <div className={classes.states}>
          <SetStateWord set={set} orphan={missing !== undefined} writing={writer !== undefined} />
          {isRestorable(set) && <Verification set={set} jobs={jobs} />}
        </div>
      </div>
      {missing !== undefined ? (
        <Orphan set={set} missing={missing} destination={destination} />
      ) : isRestorable(set) ? (
        <>
          <SetActions set={set} destination={destination} />
          <Details set={set} destination={destination} />
        </>
      ) : (
        <NotABackup set={set} destination={destination} writer={writer} />
      )}
    </div>
  );
}

/** An incremental or differential set whose chain is broken. */
function Orphan({
  set,
  missing,
  destination,
}: Pick<PanelBodyProps, 'set' | 'destination'> & { readonly missing: string }) {
  const { t } = useTranslation('backups');
  return (
    <>
      <Text>{t('panel.orphan')}</Text>
      <Text>{t('panel.orphanNext', { missing })}</Text>
      <SetActions set={set} orphan destination={destination} />
      <SetPath set={set} />
    </>
  );
}

function Details({ set, destination }: Pick<PanelBodyProps, 'set' | 'destination'>) {
  const details = useSetDetails(destination, set.id);
  if (details.error) return <FailureNotice failure={failureOf(details.error)} />;
  return details.data ? <SetContents details={details.data} /> : <Loading lines={6} height={20} />;
}

/** A folder that is no backup: why, and what to do with it. */
function NotABackup({
  set,
  destination,
  writer,
}: Pick<PanelBodyProps, 'set' | 'destination'> & { readonly writer: JobSnapshot | undefined }) {
  const { t } = useTranslation('backups');
  const { paragraph } = useFormat();
  if (writer)
    return (
      <>
        <Text>{t('panel.writing')}</Text>
        <Link to="/jobs/$id" params={{ id: writer.id }} className={classes.link}>
          {t('panel.showRun')}
        </Link>
      </>
    );
  return (
    <>
      {set.failure ? (
        <>
          <FailureNotice failure={set.failure} />
          <Text>{t('panel.unreadableNext')}</Text>
        </>
      ) : (
        <>
          <Text>
            {paragraph(t('panel.interrupted'), t(set.unfinished ? 'panel.unfinishedNext' : 'panel.interruptedNext'))}
          </Text>
          <FinishSet set={set} destination={destination} />
        </>
      )}
      <SetActions set={set} destination={destination} />
      <SetPath set={set} />
    </>
  );
}
