import {
  type QueryClient,
  queryOptions,
  type UseMutationResult,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Input, JobSnapshot, MethodName, Output, RestoreRequest, Settings } from '../shared/contract.ts';
import { type FailureError, invoke, onEvent } from './api.ts';
import { bridge } from './bridge.ts';

/** Answers from servers and disks are asked for again when a page that shows them opens after this. */
const STALE_MS = 30_000;

const keys = {
  app: ['app.info'],
  settings: ['settings.get'],
  clusters: ['clusters.list'],
  clusterViews: ['clusters.view'],
  reach: ['clusters.reach'],
  recent: ['destinations.recent'],
  destinations: ['destinations.view'],
  sets: ['sets.details'],
  points: ['sets.points'],
} as const;

// ---------------------------------------------------------------------------------------------- what is asked

/** About the host: version, system language, where secrets are kept. Never changes while the page is open. */
export const useAppInfo = () =>
  useQuery({ queryKey: keys.app, queryFn: () => invoke('app.info'), staleTime: Number.POSITIVE_INFINITY });

/** Language and theme. */
export const useSettings = () => useQuery({ queryKey: keys.settings, queryFn: () => invoke('settings.get') });

/** All clusters as they are kept. */
export const useClusters = () => useQuery({ queryKey: keys.clusters, queryFn: () => invoke('clusters.list') });

/** A cluster as its servers are now; asks every server, so it is kept for a while. */
export const useClusterView = (id: string, enabled = true) =>
  useQuery({
    queryKey: [...keys.clusterViews, id],
    queryFn: () => invoke('clusters.view', { id }),
    staleTime: STALE_MS,
    enabled,
  });

/** Whether each shard of a cluster lets the account in; asked again every minute while a page shows it. */
export const useClusterReach = (id: string, enabled = true) =>
  useQuery({
    queryKey: [...keys.reach, id],
    queryFn: () => invoke('clusters.reach', { id }),
    staleTime: STALE_MS,
    refetchInterval: 60_000,
    enabled,
  });

/** Paths of destinations used before, newest first. */
export const useRecentDestinations = () =>
  useQuery({ queryKey: keys.recent, queryFn: () => invoke('destinations.recent') });

const destination = (path: string) =>
  queryOptions({
    queryKey: [...keys.destinations, path],
    queryFn: () => invoke('destinations.view', { path }),
    staleTime: STALE_MS,
    enabled: path !== '',
  });

/** What is in one destination, read from the disk itself; an empty path asks nothing. */
export const useDestination = (path: string) => useQuery(destination(path));

/** Several destinations at once, in the order of the paths. */
export const useDestinations = (paths: readonly string[]) => useQueries({ queries: paths.map(destination) });

/** Everything about one set. */
export const useSetDetails = (path: string, id: string, enabled = true) =>
  useQuery({
    queryKey: [...keys.sets, path, id],
    queryFn: () => invoke('sets.details', { path, id }),
    staleTime: STALE_MS,
    enabled,
  });

/** Marks, changes of definitions and large deletes in a set's chain. A set never changes; marks are few. */
export const useSetPoints = (path: string, id: string) =>
  useQuery({
    queryKey: [...keys.points, path, id],
    queryFn: () => invoke('sets.points', { path, id }),
    staleTime: STALE_MS,
  });

/** What a restore would change or run into; asked anew whenever the request changes. */
export const useRestorePreview = (request: RestoreRequest, enabled = true) =>
  useQuery({
    queryKey: ['restore.preview', request],
    queryFn: () => invoke('restore.preview', request),
    staleTime: 0,
    gcTime: 0,
    enabled,
  });

// ---------------------------------------------------------------------------------------------- what is done

/** Calls a method once; what it changes is told by `after`. */
function useCall<M extends MethodName>(
  call: (input: Input<M>) => Promise<Output<M>>,
  after?: (client: QueryClient, input: Input<M>, output: Output<M>) => unknown,
): UseMutationResult<Output<M>, FailureError, Input<M>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (output, input) => {
      after?.(client, input, output);
    },
  });
}

export const useSaveSettings = () =>
  useCall<'settings.save'>(
    (input) => invoke('settings.save', input),
    (client, _, settings) => client.setQueryData<Settings>(keys.settings, settings),
  );

export const useSaveCluster = () =>
  useCall<'clusters.save'>(
    (input) => invoke('clusters.save', input),
    async (client, _, { id }) => {
      await client.invalidateQueries({ queryKey: keys.clusters });
      await client.invalidateQueries({ queryKey: [...keys.clusterViews, id] });
    },
  );

export const useRemoveCluster = () =>
  useCall<'clusters.remove'>(
    (input) => invoke('clusters.remove', input),
    (client) => client.invalidateQueries({ queryKey: keys.clusters }),
  );

/** A test of one shard as it is entered; call it for all shards at once. */
export const useTestShard = () => useCall<'clusters.testShard'>((input) => invoke('clusters.testShard', input));

/** Opens the folder dialog; null when it was closed. Only where `AppInfo.picksFolders`. */
export const usePickFolder = () => useCall<'destinations.pick'>(() => invoke('destinations.pick'));

export const useForgetDestination = () =>
  useCall<'destinations.forget'>(
    (input) => invoke('destinations.forget', input),
    (client) => client.invalidateQueries({ queryKey: keys.recent }),
  );

export const useShowFolder = () => useCall<'shell.showFolder'>((input) => invoke('shell.showFolder', input));

export const useStartJob = () => useCall<'jobs.start'>((input) => invoke('jobs.start', input));

export const useSettleJob = () =>
  useCall<'jobs.settle'>(
    (input) => invoke('jobs.settle', input),
    (client) => client.invalidateQueries({ queryKey: keys.destinations }),
  );

export const useCancelJob = () => useCall<'jobs.cancel'>((input) => invoke('jobs.cancel', input));

// ---------------------------------------------------------------------------------------------- what changed

/** Keeps answers true: events replace or outdate them, and everything is asked again after a lost connection. Call once. */
export function useKeepAnswersFresh(): void {
  const client = useQueryClient();
  useEffect(() => {
    const outdate = (queryKey: readonly string[]) => void client.invalidateQueries({ queryKey });
    const seen = new Set<string>();
    const ends = [
      onEvent('clusters.changed', (clusters) => {
        client.setQueryData(keys.clusters, clusters);
        outdate(keys.clusterViews);
        outdate(keys.reach);
      }),
      onEvent('settings.changed', (settings) => client.setQueryData(keys.settings, settings)),
      onEvent('job.changed', (job) => {
        const moment = `${job.id} ${isRunning(job)}`;
        if (seen.has(moment)) return;
        seen.add(moment);
        // A run makes its destination a recent one when it begins, and changes sets and tables until it ends.
        for (const key of [keys.recent, keys.destinations, keys.sets]) outdate(key);
        if (job.request.kind === 'restore' && !isRunning(job)) outdate(keys.clusterViews);
        // What was known of the servers is in doubt when a run fails, because of one of them for all that is known.
        if (job.state === 'failed') for (const key of [keys.reach, keys.clusterViews]) outdate(key);
      }),
      whenBack(() => void client.invalidateQueries()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client]);
}

function isRunning({ state }: JobSnapshot): boolean {
  return state === 'running' || state === 'cancelling';
}

function whenBack(listener: () => void): () => void {
  let lost = false;
  return bridge.onConnection((state) => {
    if (state === 'open' && lost) listener();
    lost = state === 'lost' || (lost && state !== 'open');
  });
}
