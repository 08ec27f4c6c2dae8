import type { JobSnapshot, SetSummary } from './contract.ts';
import { chainsOf, isRestorable, lineageOf } from './set-chains.ts';
import type { SetCheck, SetProof } from './set-checks.ts';

/** Tables that cannot be restored whole, the first few by name. */
export interface Harm {
  /** Null where the set itself says so. */
  readonly at: string | null;
  /** The set that is damaged: this one, or one that it builds on. */
  readonly set: string;
  readonly tables: readonly string[];
  /** How many; 0 where it is not known which. */
  readonly count: number;
}

/** The share of a set that a restore has proven equal, and when. */
export type Proof = Pick<SetProof, 'at' | 'on' | 'proven' | 'of' | 'transactions'>;

/**
 * What a set is, in one word that is the same on every page and in the command line: nothing, damaged, or complete and how
 * far that was checked. What a set builds on must be as good as the set itself.
 */
export type SetStanding =
  | { readonly state: 'writing' }
  | { readonly state: 'unfinished' }
  /** Why is not known to be damage: another version, a disk that does not answer. */
  | { readonly state: 'unreadable' }
  /** It builds on a set that is missing or cannot be read. */
  | { readonly state: 'orphan'; readonly missing: string }
  | ({ readonly state: 'damaged' } & Harm)
  | ({ readonly state: 'complete' } & Checked)
  /** Every byte of it, and of what it builds on, was read again. */
  | ({ readonly state: 'verified' } & Checked & { readonly readAt: string })
  /** A restore compared a part of it. */
  | ({ readonly state: 'partly-proven' } & Checked & { readonly proof: Proof })
  /** A restore compared every table of it, and no log came behind. */
  | ({ readonly state: 'proven' } & Checked & { readonly proof: Proof });

/** What is known of a set that can be restored beside its word. */
interface Checked {
  /** Things that it names and does not hold. */
  readonly exceptions: number;
  /** When every byte of it and of what it builds on was read: the oldest of these; null where one never was. */
  readonly readAt: string | null;
  /** The restore that proved most of it; null where none compared anything. */
  readonly proof: Proof | null;
}

/** Standings by the path of the set: ids are not unique where a destination was copied. */
export type Standings = ReadonlyMap<string, SetStanding>;

/** The standing of each set of one destination; `writing`: ids of those that a run writes now. */
export function standingsOf(sets: readonly SetSummary[], writing: ReadonlySet<string> = new Set()): Standings {
  const byId = new Map(sets.map((set) => [set.id, set]));
  const { orphans } = chainsOf(sets);
  return new Map(sets.map((set) => [set.path, standingOf(set, byId, orphans, writing)]));
}

/**
 * Sets of a destination with what runs of this computer found that could not be kept beside them, as on a drive that nothing
 * may be written to. A restore's share is known to its own record only.
 */
export function withRuns(
  sets: readonly SetSummary[],
  jobs: readonly JobSnapshot[],
  destination: string,
): readonly SetSummary[] {
  const found = new Map<string, SetCheck>();
  for (const { request, state, outcome, endedAt, result } of jobs.toReversed()) {
    if (request.kind !== 'verify' || state !== 'done' || endedAt === undefined) continue;
    if (!samePath(request.from, destination)) continue;
    const tables = result?.kind === 'verify' ? result.tables : [];
    const look = { at: endedAt, on: '', tables, count: tables.length };
    found.set(request.id, { kind: 'read', ...look, damage: outcome === 'damage' ? 1 : 0 });
  }
  if (found.size === 0) return sets;
  return sets.map((set) => {
    const own = found.get(set.id);
    const kept = newest(set, 'read');
    // The run ends a moment behind its record.
    const known = own === undefined || (kept !== undefined && Date.parse(kept.at) > Date.parse(own.at) - RECORDED_MS);
    return known ? set : { ...set, checks: [...(set.checks ?? []), own] };
  });
}

const RECORDED_MS = 60_000;

/** True for two ways to write the path of one folder. */
export function samePath(one: string, other: string): boolean {
  const bare = (path: string) => path.replace(/[/\\]+$/, '');
  return bare(one) === bare(other);
}

function standingOf(
  set: SetSummary,
  byId: ReadonlyMap<string, SetSummary>,
  orphans: ReadonlyMap<string, string>,
  writing: ReadonlySet<string>,
): SetStanding {
  if (set.state === 'interrupted') return { state: writing.has(set.id) ? 'writing' : 'unfinished' };
  if (!isRestorable(set))
    return set.failure?.code === 'damaged'
      ? { state: 'damaged', at: null, set: set.id, tables: [], count: 0 }
      : { state: 'unreadable' };
  const missing = orphans.get(set.id);
  if (missing !== undefined) return { state: 'orphan', missing };
  const lineage = lineageOf(set, byId);
  const harm = knownHarm(lineage);
  if (harm) return { state: 'damaged', ...harm };
  return checkedOf(set, lineage);
}

function checkedOf(set: SetSummary, lineage: readonly SetSummary[]): SetStanding {
  const readings = lineage.map((one) => newest(one, 'read')?.at ?? null);
  const readAt = readings.reduce((oldest, at) => (oldest === null || at === null ? null : at < oldest ? at : oldest));
  const proof = bestProof(set) ?? null;
  // An incremental set says again what its full one lacks.
  const exceptions = Math.max(...lineage.map((one) => one.exceptions ?? 0));
  const known = { exceptions, readAt, proof };
  if (proof !== null && isWhole(proof)) return { state: 'proven', ...known, proof };
  if (readAt !== null) return { state: 'verified', ...known, readAt };
  return proof === null ? { state: 'complete', ...known } : { state: 'partly-proven', ...known, proof };
}

/** Harm that a look found. */
export type KnownHarm = Harm & { readonly at: string };

/** What was found damaged in a set or in what it builds on, in the order of `lineage`; null where nothing was. */
export function knownHarm(lineage: readonly Pick<SetSummary, 'id' | 'checks'>[]): KnownHarm | null {
  return lineage.map(harmOf).find((one) => one !== null) ?? null;
}

/** Damage that was found and not refuted since: of what was written only reading every byte again can do that. */
function harmOf(set: Pick<SetSummary, 'id' | 'checks'>): KnownHarm | null {
  const isBehind = (one: SetCheck, other: SetCheck | undefined) =>
    other === undefined || (set.checks ?? []).indexOf(one) > (set.checks ?? []).indexOf(other);
  const chain = newest(set, 'chain', ({ count }) => count > 0);
  // No reading of the log refutes what it made of the rows, nor does a proof of some of the tables.
  const refuted = newest(set, 'chain', ({ whole, proven, of }) => whole && proven.tables >= of.tables);
  if (chain !== undefined && isBehind(chain, refuted))
    return { at: chain.at, set: set.id, tables: chain.tables, count: chain.count };
  const reading = newest(set, 'read');
  const harm = newest(set, 'harm');
  if (harm !== undefined && isBehind(harm, reading))
    return { at: harm.at, set: set.id, tables: harm.tables, count: harm.count };
  if (reading === undefined || reading.damage === 0) return null;
  return { at: reading.at, set: set.id, tables: reading.tables, count: reading.count };
}

/** By a restore of the set, or by the full set behind its chain. */
type AnyProof = Proof & { readonly whole: boolean };

/** The proof that says most; of equal ones the newest. */
function bestProof({ checks = [] }: SetSummary): AnyProof | undefined {
  const proofs = checks
    .filter((check) => check.kind === 'restored' || check.kind === 'chain')
    .filter(({ proven }) => proven.tables > 0);
  return proofs.toSorted(
    (a, b) => Number(isWhole(b)) - Number(isWhole(a)) || b.proven.tables - a.proven.tables || compare(b.at, a.at),
  )[0];
}

function isWhole({ proven, of, transactions, whole }: AnyProof): boolean {
  return whole && transactions === 0 && proven.tables >= of.tables;
}

/**
 * The last that was written down, whatever its time says: a computer whose clock was ahead, or somebody who wrote a time to
 * come, must not outlive what is found out later.
 */
function newest<K extends SetCheck['kind']>(
  { checks = [] }: Pick<SetSummary, 'checks'>,
  kind: K,
  counts: (check: Extract<SetCheck, { kind: K }>) => boolean = () => true,
) {
  return checks.filter((check): check is Extract<SetCheck, { kind: K }> => check.kind === kind).findLast(counts);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How a standing looks, wherever it is shown. */
export function statusOfStanding(standing: SetStanding): 'ok' | 'busy' | 'attention' | 'danger' | 'off' {
  switch (standing.state) {
    case 'writing':
      return 'busy';
    case 'unfinished':
      return 'off';
    case 'unreadable':
    case 'orphan':
    case 'damaged':
      return 'danger';
    default:
      return standing.exceptions > 0 ? 'attention' : 'ok';
  }
}

/** True for a set that may be a default: it can be restored, and nothing is known against it. */
export function isSound(standing: SetStanding | undefined): boolean {
  return standing !== undefined && ['complete', 'verified', 'partly-proven', 'proven'].includes(standing.state);
}

/** The newest set that may be a default, of sets that are newest first: of the cluster asked for where it has one. */
export function newestSound(
  sets: readonly SetSummary[],
  standings: Standings,
  cluster: string | undefined,
): SetSummary | undefined {
  const sound = sets.filter(({ path }) => isSound(standings.get(path)));
  return sound.find((set) => set.cluster === cluster) ?? sound[0];
}

/** The newest sound set of the same cluster in front of this one; undefined where there is none. */
export function olderSound(set: SetSummary, sets: readonly SetSummary[], standings: Standings): SetSummary | undefined {
  return sets
    .filter(({ cluster, id }) => cluster === set.cluster && id < set.id)
    .toSorted((a, b) => compare(b.id, a.id))
    .find(({ path }) => isSound(standings.get(path)));
}
