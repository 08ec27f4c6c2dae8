import { type HalfRestore, halfRestored } from '../../shared/half-restored.ts';
import { withRestoresBeside } from '../../shared/restores-beside.ts';
import { useJobs } from '../jobs/job-store.ts';
import { useClusters, useDestinations, useRecentDestinations } from '../queries.ts';

/** What is half restored on a cluster, by whatever was begun here, on the command line or on another computer. */
export function useHalfRestored(): (clusterId: string) => HalfRestore | undefined {
  const { jobs } = useJobs();
  const clusters = useClusters();
  const recent = useRecentDestinations();
  const destinations = useDestinations(recent.data ?? []);
  const views = destinations.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const all = withRestoresBeside(jobs, views, clusters.data ?? []);
  return (clusterId) => halfRestored(clusterId, all);
}
