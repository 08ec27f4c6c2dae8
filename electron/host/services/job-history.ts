import { mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JobResult, JobSnapshot } from '../../../shared/contract.ts';
import { leavesHalf } from '../../../shared/half-restored.ts';
import { abandonedFailure } from './crash-words.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Jobs on disk, one file each: `<folder>/jobs/<start>-<id>.json`, and beside it `….result` with a result that is large: two
 * hundred of those would hold up the start of the host. Snapshots hold no secrets, so neither do the files.
 */
export interface JobHistory {
  /** Newest first, those of earlier starts without large results. Jobs that ran when the app was ended are failed jobs now. */
  readonly jobs: JobSnapshot[];
  /** Writes the job's file anew; never rejects, since a full disk must not stop a backup. */
  save(job: JobSnapshot): Promise<void>;
  /** The job with its result, wherever that is. */
  whole(job: JobSnapshot): Promise<JobSnapshot>;
}

const KEPT = 200;
/** A result longer than this has a file of its own. */
export const LARGE_RESULT_CHARS = 64 * 1024;

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
    rmSync(join(home, resultOf(name)), { force: true });
    return [];
  });
  let writing = Promise.resolve();
  const save = (job: JobSnapshot) => {
    // Now, not when its turn comes.
    const { result, ...rest } = job;
    const text = result && JSON.stringify(result);
    // What is half restored is told by the result.
    const isLarge = text !== undefined && text.length > LARGE_RESULT_CHARS && !leavesHalf(job);
    const short = JSON.stringify(isLarge ? rest : job);
    const path = join(home, fileName(job));
    writing = writing
      .then(() => (isLarge ? replaceFile(resultOf(path), text) : undefined))
      .then(() => replaceFile(path, short))
      .catch(() => {});
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
      for (const old of over.filter((one) => !leavesHalf(one))) {
        const path = join(home, fileName(old));
        await Promise.all([path, resultOf(path)].map((file) => rm(file, { force: true }).catch(() => {})));
      }
    },
    whole: async (job) => {
      if (job.result !== undefined) return job;
      try {
        const text = await readFile(join(home, resultOf(fileName(job))), 'utf8');
        return { ...job, result: JobResult.parse(JSON.parse(text)) };
      } catch {
        return job; // it had none, or its file is gone
      }
    },
  };
}

/** The file of a large result, by that of its job. */
function resultOf(file: string): string {
  return file.replace(/json$/, 'result');
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
