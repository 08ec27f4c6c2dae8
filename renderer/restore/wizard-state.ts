import { z } from 'zod';
import { EVERYTHING, NOTHING, type Scope } from './scope.ts';

/** The questions of the wizard, in order. */
export const steps = ['why', 'moment', 'what', 'where', 'ready'] as const;
export type Step = (typeof steps)[number];

/** What happened; sets the defaults of all further questions. */
export const reasons = ['everything', 'shard', 'tables', 'practice'] as const;
export type Reason = (typeof reasons)[number];

/** Answers so far. What nobody chose is not here: names and places that follow from others are derived when asked for. */
export const WizardState = z.object({
  step: z.enum(steps),
  reason: z.enum(reasons).nullable(),
  /** Folder of the destination; null while nobody chose one: the one used last then. */
  from: z.string().nullable(),
  /** Name of the cluster whose backups are meant; null while nobody said: that of the newest one then. */
  source: z.string().nullable(),
  /** Null while nobody chose a set: the newest sound one then, whichever that is when it is asked for. */
  setId: z.string().nullable(),
  /** An instant of the set's chain; null for the set's own cut. */
  at: z.string().nullable(),
  /** What stands in the field for the instant while it is none of the chain; null while the field shows `at`. */
  typedAt: z.string().nullable(),
  /** Name of the restore mark that `at` is the instant of. */
  mark: z.string().nullable(),
  scope: z.array(z.string()).readonly(),
  clusterId: z.string().nullable(),
  /** Set shard → target shard, where it is not the one that is taken by itself. */
  map: z.record(z.string(), z.string()),
  /** beside: schemas get other names, so that nothing existing is in the way. */
  naming: z.enum(['same', 'beside']),
  /** Set schema → target schema, where it is not the one that is taken by itself. */
  rename: z.record(z.string(), z.string()),
  /** What to do where something of the same name exists. */
  existing: z.enum(['stop', 'replace']),
  /** Read everything again afterwards and compare it. */
  verify: z.boolean(),
  /** Views and programs run as on the source; else as the account that restores. */
  keepDefiners: z.boolean(),
  /** Create the accounts of the set that the targets do not have; without effect where the set has none. */
  accounts: z.boolean(),
  /** Create tables that put files elsewhere or read from other servers too. */
  allowOutside: z.boolean(),
});
export type WizardState = z.infer<typeof WizardState>;

export const FIRST_STATE: WizardState = {
  step: 'why',
  reason: null,
  from: null,
  source: null,
  setId: null,
  at: null,
  typedAt: null,
  mark: null,
  scope: NOTHING,
  clusterId: null,
  map: {},
  naming: 'same',
  rename: {},
  existing: 'stop',
  verify: true,
  keepDefiners: true,
  accounts: false,
  allowOutside: false,
};

export type WizardAction =
  | { readonly type: 'reason'; readonly reason: Reason }
  | { readonly type: 'destination'; readonly from: string }
  | { readonly type: 'source'; readonly name: string }
  | { readonly type: 'set'; readonly id: string }
  /** An answer was given that is about the set that is shown: from now on it is that one, whatever comes. */
  | { readonly type: 'pin'; readonly from: string; readonly setId: string }
  | { readonly type: 'instant'; readonly at: string | null; readonly mark: string | null }
  | { readonly type: 'typed-instant'; readonly text: string }
  | { readonly type: 'scope'; readonly scope: Scope }
  | { readonly type: 'cluster'; readonly id: string }
  | { readonly type: 'map'; readonly shard: string; readonly target: string }
  | { readonly type: 'naming'; readonly naming: WizardState['naming'] }
  | { readonly type: 'rename'; readonly schema: string; readonly to: string }
  | { readonly type: 'existing'; readonly existing: WizardState['existing'] }
  | { readonly type: 'verify'; readonly verify: boolean }
  | { readonly type: 'definers'; readonly keep: boolean }
  | { readonly type: 'accounts'; readonly create: boolean }
  | { readonly type: 'outside'; readonly allow: boolean }
  | { readonly type: 'go'; readonly step: Step }
  /** The run began; who comes back finds the answers but the set, at the first question. */
  | { readonly type: 'started' }
  /** Begins anew, with a set that was chosen elsewhere. */
  | { readonly type: 'start'; readonly from: string | null; readonly setId: string | null };

/** The next state; an answer that changes what others meant takes those back to their defaults. */
export function wizardReducer(state: WizardState, action: WizardAction): WizardState {
  switch (action.type) {
    case 'reason':
      return action.reason === state.reason ? state : { ...state, ...defaultsFor(action.reason) };
    case 'destination':
      return action.from === state.from
        ? state
        : { ...state, from: action.from, source: null, setId: null, ...withoutSet(state) };
    case 'source':
      return action.name === state.source
        ? state
        : { ...state, source: action.name, setId: null, clusterId: null, ...withoutSet(state) };
    case 'set':
      return action.id === state.setId ? state : { ...state, setId: action.id, ...withoutSet(state) };
    case 'pin':
      return { ...state, from: state.from ?? action.from, setId: state.setId ?? action.setId };
    case 'instant':
      return { ...state, at: action.at, typedAt: null, mark: action.mark, existing: 'stop' };
    case 'typed-instant':
      return { ...state, typedAt: action.text, existing: 'stop' };
    case 'scope':
      return { ...state, scope: action.scope };
    case 'cluster':
      return action.id === state.clusterId ? state : { ...state, clusterId: action.id, map: {}, existing: 'stop' };
    case 'map':
      return { ...state, map: { ...state.map, [action.shard]: action.target }, existing: 'stop' };
    case 'naming':
      return { ...state, naming: action.naming, rename: {}, existing: 'stop' };
    case 'rename':
      return { ...state, rename: { ...state.rename, [action.schema]: action.to }, existing: 'stop' };
    case 'existing':
      return { ...state, existing: action.existing };
    case 'verify':
      return { ...state, verify: action.verify };
    case 'definers':
      return { ...state, keepDefiners: action.keep };
    case 'accounts':
      return { ...state, accounts: action.create };
    case 'outside':
      return { ...state, allowOutside: action.allow };
    case 'go':
      return { ...state, step: action.step };
    case 'started':
      // The next walk begins with the newest backup again.
      return { ...state, step: 'why', existing: 'stop', setId: null, at: null, typedAt: null, mark: null };
    case 'start':
      return { ...FIRST_STATE, from: action.from, setId: action.setId };
  }
}

/** Only who lost everything or a shard wants the old names; everybody else is better off beside what exists. */
function defaultsFor(reason: Reason) {
  return {
    reason,
    scope: scopeFor(reason),
    naming: reason === 'everything' || reason === 'shard' ? ('same' as const) : ('beside' as const),
    rename: {},
    map: {},
    existing: 'stop' as const,
    verify: true,
    keepDefiners: true,
    // New servers have none of them; on others nobody should get a way in by a restore without having asked for it.
    accounts: reason === 'everything',
    allowOutside: false,
  };
}

function scopeFor(reason: Reason | null): Scope {
  return reason === 'shard' || reason === 'tables' ? NOTHING : EVERYTHING;
}

/** Answers that only made sense with the set that was chosen before. */
function withoutSet({ reason }: WizardState) {
  return {
    at: null,
    typedAt: null,
    mark: null,
    scope: scopeFor(reason),
    map: {},
    rename: {},
    existing: 'stop' as const,
  };
}
