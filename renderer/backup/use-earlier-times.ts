import { useTranslation } from 'react-i18next';
import { earlierRuns } from '../../shared/earlier-runs.ts';
import { useFormat } from '../format/use-format.ts';
import { useJobs } from '../jobs/job-store.ts';

/** What earlier full backups of a cluster took, as a sentence; none where there was none. */
export function useEarlierTimes(clusterId: string): string[] {
  const { t } = useTranslation('backup');
  const { roughly } = useFormat();
  const { jobs } = useJobs();
  const earlier = earlierRuns(clusterId, jobs);
  if (earlier === null) return [];
  const [from, to] = [roughly(earlier.least), roughly(earlier.most)];
  return [from === to ? t('took', { duration: to }) : t('tookRange', { count: earlier.count, from, to })];
}
