import { Button, Drawer, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, SetSummary } from '../../shared/contract.ts';
import { isRestorable } from '../../shared/set-chains.ts';
import type { SetStanding } from '../../shared/set-standing.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useSetDetails } from '../queries.ts';
import { FinishSet } from './finish-set.tsx';
import { SetActions } from './set-actions.tsx';
import { SetContents } from './set-contents.tsx';
import { momentOf, writerOf } from './set-facts.ts';
import classes from './set-panel.module.css';
import { SetPath } from './set-path.tsx';
import { SetStateWord } from './set-state-word.tsx';
import { useKindWords } from './use-kind-words.ts';
import { Verification } from './verification.tsx';

interface SetPanelProps {
  readonly set: SetSummary | undefined;
  readonly standing: SetStanding | undefined;
  /** The newest set in front of it of which nothing bad is known. */
  readonly older: SetSummary | undefined;
  readonly destination: string;
  readonly jobs: readonly JobSnapshot[];
  onClose(): void;
  onChoose(id: string): void;
}

/** Everything about one set, beside the list. */
export function SetPanel({ set, standing, onClose, ...props }: SetPanelProps) {
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
      {set && standing && <PanelBody set={set} standing={standing} {...props} />}
    </Drawer>
  );
}

interface PanelBodyProps extends Omit<SetPanelProps, 'set' | 'standing' | 'onClose'> {
  readonly set: SetSummary;
  readonly standing: SetStanding;
}

function PanelBody({ set, standing, older, destination, jobs, onChoose }: PanelBodyProps) {
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
          <SetStateWord standing={standing} aged />
          {isRestorable(set) && <Verification set={set} standing={standing} jobs={jobs} />}
        </div>
        <ProofWords standing={standing} />
      </div>
      {standing.state === 'damaged' && isRestorable(set) ? (
        <>
          <Damaged set={set} standing={standing} older={older} onChoose={onChoose} />
          <SetActions set={set} standing={standing} destination={destination} />
          <Details set={set} destination={destination} />
        </>
      ) : standing.state === 'orphan' ? (
        <Orphan set={set} standing={standing} destination={destination} />
      ) : isRestorable(set) ? (
        <>
          <SetActions set={set} standing={standing} destination={destination} />
          <Details set={set} destination={destination} />
        </>
      ) : (
        <NotABackup set={set} standing={standing} destination={destination} writer={writer} />
      )}
    </div>
  );
}

/** What a proof compared, where that is not everything. */
function ProofWords({ standing }: { readonly standing: SetStanding }) {
  const { t } = useTranslation('backups');
  const { count, relative, paragraph } = useFormat();
  const now = useNow();
  const proof = 'proof' in standing ? standing.proof : null;
  if (proof === null) return null;
  const { proven, of, transactions, at } = proof;
  const shares = {
    proven: count(proven.tables),
    tables: count(of.tables),
    rows: count(proven.rows),
    all: count(of.rows),
  };
  return (
    <Text size="sm" c="dimmed">
      {paragraph(
        t('panel.proof', { ...shares, when: relative(at, now) }),
        ...(transactions > 0 ? [t('panel.proofLog', { count: transactions, shown: count(transactions) })] : []),
      )}
    </Text>
  );
}

/** As many tables as are named. */
const NAMED = 6;

interface DamagedProps extends Pick<PanelBodyProps, 'set' | 'older' | 'onChoose'> {
  readonly standing: Extract<SetStanding, { state: 'damaged' }>;
}

/** What cannot be restored from a damaged set, and which set to take instead. */
function Damaged({ set, standing, older, onChoose }: DamagedProps) {
  const { t } = useTranslation('backups');
  const { dateTime, list, paragraph } = useFormat();
  const names = standing.tables.slice(0, NAMED);
  const rest = standing.count - names.length;
  const moment = older && momentOf(older);
  return (
    <>
      <Text>
        {paragraph(
          ...(standing.set === set.id ? [] : [t('panel.damagedBase', { set: standing.set })]),
          names.length === 0
            ? t('panel.damagedSomewhere')
            : t('panel.damagedTables', {
                tables: list([...names, ...(rest > 0 ? [t('panel.damagedMore', { count: rest })] : [])]),
              }),
        )}
      </Text>
      {older && moment && (
        <div>
          <Button onClick={() => onChoose(older.id)}>{t('panel.damagedOlder', { time: dateTime(moment) })}</Button>
        </div>
      )}
    </>
  );
}

/** An incremental or differential set whose chain is broken. */
function Orphan({
  set,
  standing,
  destination,
}: Pick<PanelBodyProps, 'set' | 'destination'> & { readonly standing: Extract<SetStanding, { state: 'orphan' }> }) {
  const { t } = useTranslation('backups');
  return (
    <>
      <Text>{t('panel.orphan')}</Text>
      <Text>{t('panel.orphanNext', { missing: standing.missing })}</Text>
      <SetActions set={set} standing={standing} destination={destination} />
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
  standing,
  destination,
  writer,
}: Pick<PanelBodyProps, 'set' | 'standing' | 'destination'> & { readonly writer: JobSnapshot | undefined }) {
  const { t } = useTranslation('backups');
  const { paragraph } = useFormat();
  const nextOf = ({ unfinished }: SetSummary) =>
    unfinished === undefined
      ? t('panel.interruptedNext')
      : unfinished.whole === undefined
        ? t('panel.unfinishedNext')
        : t(unfinished.whole === 0 ? 'panel.unfinishedNone' : 'panel.unfinishedOf', { count: unfinished.whole });
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
          <Text>{paragraph(t('panel.interrupted'), nextOf(set))}</Text>
          <FinishSet set={set} destination={destination} />
        </>
      )}
      <SetActions set={set} standing={standing} destination={destination} />
      <SetPath set={set} />
    </>
  );
}
