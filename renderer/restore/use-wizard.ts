import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Dispatch, useCallback, useEffect, useMemo, useReducer } from 'react';
import type { ClusterProfile, JobSnapshot, SetDetails, SetSummary } from '../../shared/contract.ts';
import { restorableOf } from '../../shared/set-chains.ts';
import { newestSound, olderSound, type SetStanding, type Standings } from '../../shared/set-standing.ts';
import { useStandings } from '../backups/use-standings.ts';
import { useJobs } from '../jobs/job-store.ts';
import { useClusters, useClusterView, useDestination, useRecentDestinations, useSetDetails } from '../queries.ts';
import { type Plan, planOf, targetOf } from './place.ts';
import { type OutlineNode, outlineOf } from './scope.ts';
import { FIRST_STATE, reasons, type WizardAction, WizardState, wizardReducer } from './wizard-state.ts';

/** The answers live as long as the window does, so that a reload loses none. */
const KEY = 'shardkeep.restore';
const NO_SETS: readonly SetSummary[] = [];

/** The wizard's answers and everything that was asked of the host to work out what follows from them. */
export interface Wizard {
  readonly state: WizardState;
  readonly dispatch: Dispatch<WizardAction>;
  readonly recent: readonly string[] | undefined;
  readonly destination: ReturnType<typeof useDestination>;
  readonly standings: Standings;
  /** The clusters of which there are backups here. */
  readonly sources: readonly Source[];
  /** Whose backup is restored. */
  readonly source: string | undefined;
  /** Of the set that is restored. */
  readonly standing: SetStanding | undefined;
  /** The newest set in front of it of which nothing bad is known. */
  readonly older: SetSummary | undefined;
  /** A sound set of the same cluster that is newer than the one that is restored. */
  readonly newer: SetSummary | undefined;
  readonly details: ReturnType<typeof useSetDetails>;
  readonly clusters: readonly ClusterProfile[] | undefined;
  readonly outline: OutlineNode | null;
  /** Null until the set was read. */
  readonly plan: Plan | null;
}

/** Holds the wizard together: kept answers, what the address asks for, and sensible first choices. */
export function useWizard(): Wizard {
  const search = useSearch({ from: '/restore' });
  const [kept, send] = useReducer(wizardReducer, search, begin);
  useReasonOnce(search);
  useEffect(() => keepAnswers(kept), [kept]);
  const recent = useRecentDestinations();
  const from = kept.from ?? recent.data?.[0] ?? null;
  const destination = useDestination(from ?? '');
  const clusters = useClusters();
  const views = useMemo(() => (destination.data ? [destination.data] : []), [destination.data]);
  const standings = useStandings(views);
  const sets = destination.data?.sets ?? NO_SETS;
  const asked = clusters.data?.find(({ id }) => id === search.cluster)?.name;
  const sources = useMemo(() => sourcesOf(sets, standings), [sets, standings]);
  const source = kept.source ?? asked;
  const own = sources.some(({ name }) => name === source) ? sets.filter((set) => set.cluster === source) : sets;
  const first = newestSound(own, standings, source);
  const setId = kept.setId ?? first?.id ?? null;
  const state = useMemo(() => ({ ...kept, from, setId }), [kept, from, setId]);
  const dispatch = useCallback(
    (action: WizardAction) => {
      if (ABOUT_THE_SET.has(action.type) && from !== null && setId !== null) send({ type: 'pin', from, setId });
      send(action);
    },
    [from, setId],
  );
  const chosen = sets.find(({ id }) => id === setId);
  const newest = chosen && newestSound(sets, standings, chosen.cluster);
  const details = useSetDetails(state.from ?? '', state.setId ?? '', state.from !== null && state.setId !== null);
  const outline = useMemo(() => (details.data ? outlineOf(details.data) : null), [details.data]);
  const { jobs } = useJobs();
  const spares = useMemo(() => sparesOf(jobs), [jobs]);
  const target = outline && clusters.data ? targetOf(state, outline, clusters.data, spares) : undefined;
  const there = useClusterView(target?.id ?? '', target !== undefined && NAMING.has(state.step));
  const taken = useMemo(
    () =>
      new Set(
        there.data?.shards.flatMap(({ check }) => (check.state === 'ok' ? check.schemas.map(({ name }) => name) : [])),
      ),
    [there.data],
  );
  const plan = useMemo(
    () =>
      outline && clusters.data && details.data
        ? planOf(state, outline, clusters.data, storedAccounts(details.data), { spares, taken })
        : null,
    [state, outline, clusters.data, details.data, spares, taken],
  );
  return {
    state,
    dispatch,
    recent: recent.data,
    destination,
    standings,
    sources,
    source: chosen?.cluster,
    standing: chosen && standings.get(chosen.path),
    older: chosen && olderSound(chosen, sets, standings),
    newer: newest && chosen && newest.cluster === chosen.cluster && newest.id > chosen.id ? newest : undefined,
    details,
    clusters: clusters.data,
    outline,
    plan,
  };
}

/** A cluster that has backups on the destination. */
export interface Source {
  readonly name: string;
  /** The newest of which nothing bad is known. */
  readonly newest: SetSummary | undefined;
}

function sourcesOf(sets: readonly SetSummary[], standings: Standings): Source[] {
  const names = [...new Set(restorableOf(sets).map(({ cluster }) => cluster))].toSorted();
  return names.map((name) => ({
    name,
    newest: newestSound(
      sets.filter((set) => set.cluster === name),
      standings,
      name,
    ),
  }));
}

/** Clusters that were restored to and never backed up: places to restore to, as far as anybody can tell. */
function sparesOf(jobs: readonly JobSnapshot[]): ReadonlySet<string> {
  const idsOf = (kind: 'backup' | 'restore') =>
    new Set(jobs.flatMap(({ request }) => (request.kind === kind ? [request.clusterId] : [])));
  const backedUp = idsOf('backup');
  return new Set([...idsOf('restore')].filter((id) => !backedUp.has(id)));
}

/** Steps that show the names on the target. */
const NAMING: ReadonlySet<WizardState['step']> = new Set(['where', 'ready']);

function storedAccounts({ shards }: SetDetails): ReadonlyMap<string, number> {
  return new Map(shards.flatMap(({ name, accounts }) => (accounts === undefined ? [] : [[name, accounts]])));
}

/** What happened is taken from the address once: a reload must not undo another answer. */
function useReasonOnce({ reason, ...rest }: Asked): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (reason !== undefined) void navigate({ to: '/restore', search: rest, replace: true });
  });
}

interface Asked {
  readonly path?: string;
  readonly set?: string;
  readonly cluster?: string;
  /** What happened, where the link knows it. */
  readonly reason?: string;
}

/** The answers kept from before the reload, unless the address asks for another set or knows what happened. */
function begin({ path, set, reason }: Asked): WizardState {
  const kept = readKept();
  const same = path === undefined || (path === kept.from && (set === undefined || set === kept.setId));
  const state = same ? kept : wizardReducer(kept, { type: 'start', from: path, setId: set ?? null });
  const known = reasons.find((one) => one === reason);
  return known === undefined ? state : wizardReducer(state, { type: 'reason', reason: known });
}

/** Keeps answers for the wizard as it is opened next. */
export function keepAnswers(state: WizardState): void {
  sessionStorage.setItem(KEY, JSON.stringify(state));
}

function readKept(): WizardState {
  try {
    return WizardState.parse(JSON.parse(sessionStorage.getItem(KEY) ?? ''));
  } catch {
    return FIRST_STATE; // nothing kept, or by another version
  }
}

/** Which answers are about the set that is shown. */
const ABOUT_THE_SET: ReadonlySet<WizardAction['type']> = new Set([
  'set',
  'instant',
  'typed-instant',
  'scope',
  'existing',
]);
