import { Button, Group, Select, Stack, Tooltip } from '@mantine/core';
import { IconArchive, IconFolderPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationView, LostCluster } from '../../shared/contract.ts';
import { failureFrom } from '../../shared/failure.ts';
import { olderSound } from '../../shared/set-standing.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { useJobs } from '../jobs/job-store.ts';
import { whyNotRead } from './set-facts.ts';
import { SetPanel } from './set-panel.tsx';
import { SetTable } from './set-table.tsx';
import { Timeline } from './timeline.tsx';
import { useStandings } from './use-standings.ts';

interface DestinationSetsProps {
  readonly view: DestinationView;
  readonly cluster: string | undefined;
  readonly chosen: string | undefined;
  onCluster(cluster: string | null): void;
  onChoose(set: string | null): void;
  onRefresh(): void;
  onForget(): void;
}

/** The sets of one destination: timeline, table, and the details of the chosen one. */
export function DestinationSets(props: DestinationSetsProps) {
  const { view, cluster, chosen, onCluster, onChoose, onRefresh, onForget } = props;
  const { t } = useTranslation('backups');
  const { jobs } = useJobs();
  const views = useMemo(() => [view], [view]);
  const standings = useStandings(views);
  const clusters = useMemo(() => [...new Set(view.sets.map((set) => set.cluster))].toSorted(), [view.sets]);
  const sets = useMemo(
    () => (cluster === undefined ? view.sets : view.sets.filter((set) => set.cluster === cluster)),
    [view.sets, cluster],
  );
  const failure = whyNotRead(view);
  if (failure)
    return (
      <FailureNotice
        failure={failure}
        action={
          <Group gap="xs">
            <Button variant="default" onClick={onRefresh}>
              {t('refresh')}
            </Button>
            {view.remembered && (
              <Tooltip label={t('forgetHint')}>
                <Button variant="default" onClick={onForget}>
                  {t('forget')}
                </Button>
              </Tooltip>
            )}
          </Group>
        }
      />
    );
  const lost = (view.lost ?? []).filter((one) => cluster === undefined || one.cluster === cluster);
  if (view.sets.length === 0)
    return (
      <>
        <LostClusters lost={lost} />
        {lost.length === 0 && <NoSets view={view} />}
      </>
    );
  const set = sets.find(({ id }) => id === chosen);
  return (
    <>
      <LostClusters lost={lost} />
      {clusters.length > 1 && (
        <Select
          w={240}
          mb="md"
          aria-label={t('cluster')}
          placeholder={t('allClusters')}
          data={clusters}
          value={cluster ?? null}
          onChange={onCluster}
          clearable
          clearButtonProps={{ 'aria-label': t('allClusters') }}
        />
      )}
      <Timeline sets={sets} standings={standings} chosen={chosen} onChoose={onChoose} />
      <SetTable
        sets={sets}
        standings={standings}
        chosen={chosen}
        mixed={clusters.length > 1 && cluster === undefined}
        onChoose={onChoose}
      />
      <SetPanel
        set={set}
        standing={set && standings.get(set.path)}
        older={set && olderSound(set, view.sets, standings)}
        destination={view.path}
        jobs={jobs}
        onClose={() => onChoose(null)}
        onChoose={onChoose}
      />
    </>
  );
}

/** What this destination once held and holds no more: an empty list would look as if it had never been there. */
function LostClusters({ lost }: { readonly lost: readonly LostCluster[] }) {
  return (
    lost.length > 0 && (
      <Stack gap="sm" mb="lg">
        {lost.map(({ cluster, set, file }) => (
          <FailureNotice key={cluster} failure={failureFrom('cluster-lost', { cluster, id: set, file })} />
        ))}
      </Stack>
    )
  );
}

function NoSets({ view }: { readonly view: DestinationView }) {
  const { t } = useTranslation('backups');
  const isNew = view.state === 'new';
  return (
    <EmptyState
      icon={isNew ? IconFolderPlus : IconArchive}
      title={t(isNew ? 'newTitle' : 'emptyTitle')}
      action={
        <Button renderRoot={(props) => <Link to="/backup" search={{ to: view.path }} {...props} />}>
          {t('backUpHere')}
        </Button>
      }
    >
      {t(isNew ? 'newHint' : 'empty')}
    </EmptyState>
  );
}
