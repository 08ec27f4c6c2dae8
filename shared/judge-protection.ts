import type { ClusterProfile, DestinationView, JobSnapshot, SetSummary } from './contract.ts';
import { halfRestored } from './half-restored.ts';
import { withRestoresBeside } from './restores-beside.ts';
import { chainsOf } from './set-chains.ts';
import type { Proof, SetStanding, Standings } from './set-standing.ts';

/** A set and the destination it was found on. */
export interface PlacedSet {
  readonly set: SetSummary;
  readonly destination: string;
}

/** Why a cluster is not simply safe. */
export type Reason =
  /** A restore to it was left half done. */
  | { readonly code: 'half'; readonly at: string }
  | { readonly code: 'damaged'; readonly at: string | null }
  | { readonly code: 'old'; readonly at: string }
  | { readonly code: 'shards'; readonly names: readonly string[] }
  /** A destination held backups of it and holds none any more; `set` was the newest of them. */
  | { readonly code: 'lost'; readonly destination: string; readonly set: string }
  /** The newest backup is where nobody can look now; `seenAt` is null where it was never seen by this app. */
  | { readonly code: 'unseen'; readonly destination: string; readonly at: string; readonly seenAt: string | null }
  | { readonly code: 'failed'; readonly job: string; readonly at: string }
  /** Of the full set that the newest backup is or builds on. */
  | { readonly code: 'exceptions'; readonly count: number; readonly set: string };

/** How safe a cluster is, by what its destinations hold and what was run. */
export interface Protection {
  /** none: no backup · risk: there may be none to use · attention: there is one, and something to see to. */
  readonly level: 'protected' | 'attention' | 'risk' | 'none';
  /** Worst first. */
  readonly reasons: readonly Reason[];
  /** The newest backup that can be read. */
  readonly last: PlacedSet | null;
  readonly at: string | null;
  /** The instants that the newest chain covers; null where that is one set only. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** What is known of it beside that it is there. */
  readonly proof:
    | { readonly how: 'verified'; readonly at: string }
    | { readonly how: 'proven' | 'partly'; readonly at: string; readonly proof: Proof }
    | null;
}

/** A backup older than this no longer is what people think they have; a drive not seen for longer may be lost. */
const OLD_MS = 7 * 24 * 3600 * 1000;

/** Judges one cluster from the destinations as they are, what their sets are, and the jobs remembered, newest first. */
export function judgeProtection(
  cluster: ClusterProfile,
  destinations: readonly DestinationView[],
  standings: Standings,
  jobs: readonly JobSnapshot[],
  now: number,
): Protection {
  const chains = new Map(destinations.map(({ path, sets }) => [path, chainsOf(sets)]));
  const chainOf = ({ set, destination }: PlacedSet) => chains.get(destination)?.of.get(set.id);
  const [last = null] = setsOf(cluster.name, destinations).filter((one) => chainOf(one) !== undefined);
  const chain = last === null ? undefined : chainOf(last);
  const at = last === null ? null : (last.set.finishedAt ?? last.set.cutAt ?? null);
  const own = jobs.filter((job) => job.cluster === cluster.name);
  const standing = last === null ? undefined : standings.get(last.set.path);
  const missing = cluster.shards.map(({ name }) => name).filter((name) => last?.set.shards?.includes(name) === false);
  const unseen = findUnseen(own, destinations, at);
  const failed = own.find(({ request, endedAt }) => request.kind === 'backup' && endedAt !== undefined);
  const half = halfRestored(cluster.id, withRestoresBeside(jobs, destinations, [cluster]));
  const lost = destinations.flatMap(({ path, lost: gone = [] }) =>
    gone
      .filter((one) => one.cluster === cluster.name)
      .map((one) => ({ code: 'lost' as const, destination: path, set: one.set })),
  );
  const reasons: Reason[] = [
    ...(half === undefined ? [] : [{ code: 'half' as const, at: half.endedAt ?? half.startedAt }]),
    ...(standing?.state === 'damaged' ? [{ code: 'damaged' as const, at: standing.at }] : []),
    ...lost,
    ...(missing.length > 0 ? [{ code: 'shards' as const, names: missing }] : []),
    ...(at !== null && now - Date.parse(at) > OLD_MS ? [{ code: 'old' as const, at }] : []),
    ...(unseen === null ? [] : [unseen]),
    ...(failed?.state === 'failed' ? [{ code: 'failed' as const, job: failed.id, at: failed.endedAt ?? '' }] : []),
    ...(chain?.full.state === 'complete-with-exceptions'
      ? [{ code: 'exceptions' as const, count: chain.full.exceptions ?? 0, set: chain.full.id }]
      : []),
  ];
  const level =
    last === null && unseen === null && half === undefined && lost.length === 0
      ? 'none'
      : reasons.some((reason) => isRisk(reason, last !== null, now))
        ? 'risk'
        : reasons.length > 0
          ? 'attention'
          : 'protected';
  return {
    level,
    reasons,
    last,
    at,
    window: chain === undefined || chain.sets.length === 1 ? null : { from: chain.from, to: chain.to },
    proof: proofOf(standing),
  };
}

function isRisk(reason: Reason, hasOther: boolean, now: number): boolean {
  switch (reason.code) {
    case 'half':
    case 'damaged':
    case 'old':
    case 'shards':
      return true;
    case 'lost':
      return !hasOther;
    case 'unseen':
      // A drive is unplugged on purpose after a backup; one that nobody has seen for a week is another matter.
      return !hasOther && now - Date.parse(reason.seenAt ?? reason.at) > OLD_MS;
    case 'failed':
    case 'exceptions':
      return false;
  }
}

/** The destination of the newest finished backup, if it cannot be read and nothing as new can be. */
function findUnseen(own: readonly JobSnapshot[], destinations: readonly DestinationView[], at: string | null) {
  const newest = own.find(({ request, state }) => request.kind === 'backup' && state === 'done');
  if (!newest?.endedAt || (at !== null && Date.parse(at) >= Date.parse(newest.startedAt))) return null;
  const path = newest.request.kind === 'backup' ? newest.request.to : newest.request.from;
  const view = destinations.find((one) => one.path === path);
  if (view?.state !== 'unusable') return null;
  return { code: 'unseen' as const, destination: path, at: newest.endedAt, seenAt: view.seenAt ?? null };
}

function proofOf(standing: SetStanding | undefined): Protection['proof'] {
  switch (standing?.state) {
    case 'verified':
      return { how: 'verified', at: standing.readAt };
    case 'proven':
    case 'partly-proven':
      return { how: standing.state === 'proven' ? 'proven' : 'partly', at: standing.proof.at, proof: standing.proof };
    default:
      return null;
  }
}

/** A cluster's sets on all destinations, newest first, whatever state they are in. */
export function setsOf(cluster: string, destinations: readonly DestinationView[]): PlacedSet[] {
  return destinations
    .flatMap(({ path, sets }) => sets.map((set) => ({ set, destination: path })))
    .filter(({ set }) => set.cluster === cluster)
    .toSorted((a, b) => (a.set.id < b.set.id ? 1 : -1));
}
