import type { LineState } from './cluster.ts';
import type { JobSnapshot, ShardCheck } from './contract.ts';
import type { Failure, FailureCode } from './failure.ts';

/**
 * What a shard's server is, in one word that is the same on every page and in the command line. Whether it answers is what
 * the newest look at it says, be it a question of a page or a run that it failed.
 */
export type ShardStanding =
  /** Nobody has asked it. */
  | { readonly state: 'unknown' }
  /** A run works on it. */
  | { readonly state: 'busy' }
  /** No answer · the account is not let in · something else is in the way, such as a certificate that is missing here. */
  | { readonly state: 'offline' | 'refused' | 'unusable'; readonly at: string }
  /** A run lost it, and nobody has asked it since. */
  | { readonly state: 'lost'; readonly at: string; readonly job: string }
  /** It answers, and some of the filter finds no schema. */
  | { readonly state: 'unmatched'; readonly at: string; readonly globs: readonly string[] }
  /** It answers over a line that everybody on the way can read. */
  | { readonly state: 'open'; readonly at: string }
  | { readonly state: 'online'; readonly at: string };

/** What one look at a server found. */
export interface ShardLook {
  readonly at: string;
  readonly failure?: Pick<Failure, 'code'>;
  /** Where the look was closer than a login. */
  readonly line?: LineState;
  readonly unmatched?: readonly string[];
}

/** A look that came as the test of a shard. */
export function lookOf(check: ShardCheck, at: string): ShardLook {
  return check.state === 'failed'
    ? { at, failure: check.failure }
    : { at, line: check.line, unmatched: check.unmatched.globs };
}

/** Judges one shard from the looks at it and the runs on its cluster, newest first. */
export function standingOfShard(
  name: string,
  looks: readonly ShardLook[],
  runs: readonly JobSnapshot[] = [],
): ShardStanding {
  if (runs.some((run) => worksOn(run, name))) return { state: 'busy' };
  const newest = looks.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const [last] = newest;
  const lost = runs.find((run) => lostIn(run, name));
  if (lost?.endedAt !== undefined && (last === undefined || Date.parse(last.at) < Date.parse(lost.endedAt)))
    return { state: 'lost', at: lost.endedAt, job: lost.id };
  if (last === undefined) return { state: 'unknown' };
  const { at, failure } = last;
  if (failure) return { state: stateOf(failure.code), at };
  const closer = newest.find(({ line }) => line !== undefined);
  const globs = closer?.unmatched ?? [];
  if (globs.length > 0) return { state: 'unmatched', at, globs };
  return { state: closer?.line === 'open' ? 'open' : 'online', at };
}

function stateOf(code: FailureCode): 'offline' | 'refused' | 'unusable' {
  if (code === 'access-denied') return 'refused';
  return code === 'unreachable' || code === 'connection-lost' ? 'offline' : 'unusable';
}

/** How a standing looks, wherever it is shown. */
export function statusOfShard({ state }: ShardStanding): 'ok' | 'busy' | 'attention' | 'off' {
  switch (state) {
    case 'unknown':
      return 'off';
    case 'busy':
      return 'busy';
    case 'online':
      return 'ok';
    default:
      return 'attention';
  }
}

/** True where the newest look says that nobody can work with it. */
export function isOut({ state }: ShardStanding): boolean {
  return state === 'offline' || state === 'refused' || state === 'unusable' || state === 'lost';
}

/** Failures that say of a server that it does not answer. */
const OUT: ReadonlySet<FailureCode> = new Set(['unreachable', 'access-denied', 'connection-lost']);

function lostIn({ state, failure }: JobSnapshot, name: string): boolean {
  return state === 'failed' && failure?.where.shard === name && OUT.has(failure.code);
}

/** A restore names the shards of its set. */
function worksOn({ state, progress, request }: JobSnapshot, name: string): boolean {
  if (state !== 'running' && state !== 'cancelling') return false;
  const map = request.kind === 'restore' ? request.map : {};
  return progress?.shards.some((shard) => (map[shard.name] ?? shard.name) === name && shard.phase !== 'done') ?? false;
}
