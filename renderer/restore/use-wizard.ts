import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Dispatch, useEffect, useMemo, useReducer } from 'react';
import type { ClusterProfile, DestinationView, SetDetails } from '../../shared/contract.ts';
import { restorableOf } from '../backups/chains.ts';
import { useClusters, useDestination, useRecentDestinations, useSetDetails } from '../queries.ts';
import { type Plan, planOf } from './place.ts';
import { type OutlineNode, outlineOf } from './scope.ts';
import { FIRST_STATE, reasons, type WizardAction, WizardState, wizardReducer } from './wizard-state.ts';

/** The answers live as long as the window does, so that a reload loses none. */
const KEY = 'shardkeep.restore';

/** The wizard's answers and everything that was asked of the host to work out what follows from them. */
export interface Wizard {
  readonly state: WizardState;
  readonly dispatch: Dispatch<WizardAction>;
  readonly recent: readonly string[] | undefined;
  readonly destination: ReturnType<typeof useDestination>;
  readonly details: ReturnType<typeof useSetDetails>;
  readonly clusters: readonly ClusterProfile[] | undefined;
  readonly outline: OutlineNode | null;
  /** Null until the set was read. */
  readonly plan: Plan | null;
}

/** Holds the wizard together: kept answers, what the address asks for, and sensible first choices. */
export function useWizard(): Wizard {
  const search = useSearch({ from: '/restore' });
  const [state, dispatch] = useReducer(wizardReducer, search, begin);
  useReasonOnce(search);
  useEffect(() => sessionStorage.setItem(KEY, JSON.stringify(state)), [state]);
  const recent = useRecentDestinations();
  const destination = useDestination(state.from ?? '');
  const details = useSetDetails(state.from ?? '', state.setId ?? '', state.from !== null && state.setId !== null);
  const clusters = useClusters();
  useFirstChoices(state, dispatch, recent.data, destination.data, clusters.data, search.cluster);
  const outline = useMemo(() => (details.data ? outlineOf(details.data) : null), [details.data]);
  const plan = useMemo(
    () =>
      outline && clusters.data && details.data
        ? planOf(state, outline, clusters.data, storedAccounts(details.data))
        : null,
    [state, outline, clusters.data, details.data],
  );
  return { state, dispatch, recent: recent.data, destination, details, clusters: clusters.data, outline, plan };
}

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

function readKept(): WizardState {
  try {
    return WizardState.parse(JSON.parse(sessionStorage.getItem(KEY) ?? ''));
  } catch {
    return FIRST_STATE; // nothing kept, or by another version
  }
}

/** Fills what nobody chose yet: the destination used last, and the newest backup on it. */
function useFirstChoices(
  { from, setId }: WizardState,
  dispatch: Dispatch<WizardAction>,
  recent: readonly string[] | undefined,
  view: DestinationView | undefined,
  clusters: readonly ClusterProfile[] | undefined,
  clusterId: string | undefined,
): void {
  const first = recent?.[0];
  useEffect(() => {
    if (from === null && first !== undefined) dispatch({ type: 'destination', from: first });
  }, [from, first, dispatch]);
  const newest = useMemo(
    () => newestOf(view, clusters?.find(({ id }) => id === clusterId)?.name),
    [view, clusters, clusterId],
  );
  useEffect(() => {
    if (setId === null && newest !== undefined) dispatch({ type: 'set', id: newest });
  }, [setId, newest, dispatch]);
}

function newestOf(view: DestinationView | undefined, cluster: string | undefined): string | undefined {
  const sets = restorableOf(view?.sets ?? []);
  return (sets.find((set) => set.cluster === cluster) ?? sets[0])?.id;
}
