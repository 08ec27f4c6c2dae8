import { useMemo } from 'react';
import type { DestinationView } from '../../shared/contract.ts';
import { type Standings, standingsOf, withRuns } from '../../shared/set-standing.ts';
import { useJobs } from '../jobs/job-store.ts';
import { beingWritten } from './set-facts.ts';

/** What each set of these destinations is, by what is kept beside it and by what runs here and has run. */
export function useStandings(views: readonly Pick<DestinationView, 'path' | 'sets'>[]): Standings {
  const { jobs } = useJobs();
  return useMemo(
    () =>
      new Map(
        views.flatMap(({ path, sets }) => [...standingsOf(withRuns(sets, jobs, path), beingWritten(sets, jobs, path))]),
      ),
    [views, jobs],
  );
}
