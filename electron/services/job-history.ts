import { mkdirSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { JobSnapshot } from '../../shared/contract.ts';
import { leavesHalf } from '../../shared/half-restored.ts';
import { abandonedFailure } from './crash-words.ts';
import { replaceFile } from './replace-file.ts';

/** Jobs on disk, one file each: `<folder>/jobs/<start>-<id>.json`. Snapshots hold no secrets, so neither do the files. */
export interface JobHistory {
  /** Newest first. Jobs that ran when the app was ended are failed jobs now. */
  readonly jobs: JobSnapshot[];
  /** Writes the job's file anew; never rejects, since a full disk must not stop a backup. */
  save(job: JobSnapshot): Promise<void>;
}

const KEPT = 200;

/** Reads the history; files that cannot be understood are left alone and left out. */
export function openJobHistory(folder: string): JobHistory {
  const home = join(folder, 'jobs');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const names = readdirSync(home).filter((name) => name.endsWith('.json'));
  const newest = names.toSorted().reverse();
  const jobs = newest.flatMap((name, index) => {
    const job = read(join(home, name));
    if (index < KEPT || (job && leavesHalf(job))) return job ? [job] : [];
    unlinkSync(join(home, name));
    return [];
  });
  let writing = Promise.resolve();
  const save = (job: JobSnapshot) => {
    const text = JSON.stringify(job); // now, not when its turn comes
    writing = writing.then(() => replaceFile(join(home, fileName(job)), text)).catch(() => {});
    return writing;
  };
  for (const [i, job] of jobs.entries()) {
    if (job.state !== 'running' && job.state !== 'cancelling') continue;
    const failure = abandonedFailure(job.request.kind);
    const failed = { ...job, seq: job.seq + 1, state: 'failed' as const, endedAt: new Date().toISOString(), failure };
    jobs[i] = failed;
    void save(failed);
  }
  return {
    jobs,
    save: async (job) => {
      const known = jobs.findIndex((one) => one.id === job.id);
      if (known === -1) jobs.unshift(job);
      else jobs[known] = job;
      await save(job);
      const over = jobs.splice(KEPT);
      jobs.push(...over.filter(leavesHalf)); // a cluster that is half restored stays known, however many runs come behind
      for (const old of over.filter((one) => !leavesHalf(one))) await unlink(join(home, fileName(old))).catch(() => {});
    },
  };
}

/** Sorts by time. */
function fileName({ startedAt, id }: JobSnapshot): string {
  return `${startedAt.replace(/\D/g, '')}-${id}.json`;
}

function read(path: string): JobSnapshot | undefined {
  try {
    return JobSnapshot.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
