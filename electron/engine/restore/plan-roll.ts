import { join } from 'node:path';
import type { LoggedStatement, MadeObject } from '../../../shared/binlog-range.ts';
import { assertNever } from '../../../shared/failure.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { ManifestShard } from '../../../shared/manifest.ts';
import { splitGtid } from '../../../shared/restore-point.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { microsAhead, microsOf } from '../binlog/instant-of.ts';
import type { StoredRange } from '../binlog/stored-range.ts';
import { rangesOf } from '../chain/choose-point.ts';
import { missingForReplay } from '../mysql/check-privileges.ts';
import { readZone } from '../mysql/system-zone.ts';
import { comparePositions } from '../replay/log-position.ts';
import type { StopRule } from '../replay/replay-options.ts';
import { areApart, type RollStart, rollStart } from '../replay/roll-start.ts';
import { SourceZone } from '../replay/source-zone.ts';
import { changedSettings } from '../replay/unlogged-settings.ts';
import { checkCascades } from './check-cascades.ts';
import { checkLogSettings } from './check-log-settings.ts';
import { checkSizes } from './check-sizes.ts';
import type { ShardHistory } from './decide-prepared.ts';
import { type DefinedBy, loggedDefiners } from './logged-definers.ts';
import { openTables } from './open-tables.ts';
import type { TargetState } from './preflight.ts';
import type { RollEnd } from './roll-end.ts';
import type { ShardScope } from './select-scope.ts';

/** How one shard comes from its snapshot to the instant that was asked for. */
export interface RollPlan {
  readonly ranges: readonly StoredRange[];
  /** Undefined: all tables are as they were where the log begins. */
  readonly start: RollStart | undefined;
  readonly stop: StopRule;
  /** What `SYSTEM` meant as a time zone on the source; undefined where the sets do not say, or not the same. */
  readonly zone: readonly string[] | undefined;
  /** Settings of the source that changed on the way, by name, and that the log does not have. */
  readonly changed: readonly string[];
  /** Source schema → target schema, also for schemas that came after the snapshot. */
  readonly schemas: ReadonlyMap<string, string>;
  /** What the log changes of definitions on the way, in its order, as far as it was chosen. */
  readonly made: readonly Pick<LoggedStatement, 'verb' | 'makes'>[];
  /** What it gives a definer, wherever the restore ends: clocks do not tell exactly what it comes to. */
  readonly defined: readonly DefinedBy[];
  /** All that it changes of definitions up to the end, whatever was chosen. */
  readonly logged: readonly LoggedStatement[];
  /** What the log creates on the way, under the source's names: it must not be there already. */
  readonly coming: readonly MadeObject[];
}

/**
 * What of the chain's binary logs a shard needs; undefined where nothing was logged behind its snapshot, and for a full
 * set whose shards have no common instant: those of its tables that are from before the snapshot are brought to it.
 */
export function planRoll(
  chain: readonly ReadableSet[],
  { source, schemas, only }: Pick<ShardScope, 'source' | 'schemas' | 'only'>,
  { at, stops }: RollEnd,
  rename: ReadonlyMap<string, string>,
): RollPlan | undefined {
  const [full] = chain;
  const start = rollStart(source);
  const toSnapshot = chain.length === 1 && full?.manifest.cut.kind === 'per-shard';
  if (toSnapshot && !start) return undefined;
  const ranges = rangesOf(chain, source.name);
  if (ranges.every(({ range }) => range.segments.length === 0)) return undefined;
  const tip = chain.at(-1)?.manifest;
  const own = stops?.get(source.name);
  const exact = own === undefined && (at === undefined || (tip !== undefined && microsOf(at) === microsOf(tip.cut.at)));
  const cut = tip?.shards.find(({ name }) => name === source.name)?.cut;
  const later = chain.flatMap(
    ({ manifest }) => manifest.shards.find(({ name }) => name === source.name)?.schemas ?? [],
  );
  const logged = ranges.flatMap(({ range }) =>
    range.segments.flatMap(({ file, statements }) =>
      statements
        .filter(({ position }) => !start || comparePositions({ file, position }, start.from) >= 0)
        .map((statement) => ({ file, statement })),
    ),
  );
  const isChosen = (schema: string, name: string) =>
    [full?.manifest.only, only].every((globs) => matchesObject(globs, schema, name));
  const made = logged
    .filter(({ statement }) => exact || at === undefined || microsOf(statement.at) <= microsOf(at) + ONE_SECOND)
    .map(({ statement: { verb, makes } }) => ({
      verb,
      makes: makes.filter(({ schema, name }) => isChosen(schema, name)),
    }));
  const stop: StopRule =
    own ??
    (toSnapshot && start
      ? { kind: 'position', ...start.from }
      : exact || at === undefined
        ? { kind: 'end' }
        : // What sets had whose instant is earlier is earlier, even where the server's clock was ahead then.
          { kind: 'time', micros: microsOf(at) + microsAhead(cut), sure: ranges.at(-1)?.range.from });
  return {
    ranges,
    start,
    made,
    defined: loggedDefiners(logged.map(({ statement }) => statement)).filter(({ names }) =>
      names.some(({ schema, name }) => isChosen(schema, name)),
    ),
    logged: upTo(stop, logged),
    coming: made.flatMap(({ makes }) => makes),
    stop,
    zone: zoneOf(chain, source.name),
    changed: changesOf(chain, source.name),
    schemas: new Map([...later.map((name) => [name, rename.get(name) ?? name] as const), ...schemas]),
  };
}

/** The statements that stand in front of the end. */
function upTo(
  stop: StopRule,
  logged: readonly { readonly file: string; readonly statement: LoggedStatement }[],
): LoggedStatement[] {
  const end = logged.findIndex(({ file, statement: { position, gtid, at } }) => {
    switch (stop.kind) {
      case 'end':
        return false;
      case 'position':
        return comparePositions({ file, position }, stop) >= 0;
      case 'gtid':
        return isBehind(gtid, stop.after);
      case 'before-gtid':
        return gtid === stop.gtid;
      case 'time': {
        const isSure = stop.sure !== undefined && comparePositions({ file, position }, stop.sure) < 0;
        return !isSure && microsOf(at) > stop.micros;
      }
      default:
        return assertNever(stop);
    }
  });
  return logged.slice(0, end < 0 ? undefined : end).map(({ statement }) => statement);
}

/** Known of transactions of one source, which numbers them. */
function isBehind(gtid: string, after: string): boolean {
  const [one, other] = [splitGtid(gtid), splitGtid(after)];
  return one !== undefined && one.source === other?.source && one.number > other.number;
}

/** What a shard's sets say of it, in their order. */
function shardIn(chain: readonly ReadableSet[], shard: string): ManifestShard[] {
  return chain.flatMap(({ manifest }) => manifest.shards.filter(({ name }) => name === shard));
}

/** Settings that no log has, and that were not the same at all sets of the chain: nobody knows when they changed. */
function changesOf(chain: readonly ReadableSet[], shard: string): string[] {
  const sets = shardIn(chain, shard);
  const zones = new Set(sets.map(({ systemZone }) => systemZone?.join()));
  return [...changedSettings(sets.map(({ variables }) => variables)), ...(zones.size > 1 ? ['system_time_zone'] : [])];
}

/** A machine whose zone was set anew between two sets meant two things by one name, and the log does not say when that was. */
function zoneOf(chain: readonly ReadableSet[], shard: string): readonly string[] | undefined {
  const zones = shardIn(chain, shard).map(({ systemZone }) => systemZone);
  const [first] = zones;
  return zones.every((zone) => zone?.join() === first?.join()) ? first : undefined;
}

/** What the chain holds of all shards' logs up to the instant, also of shards that are not restored. */
export function historiesOf(chain: readonly ReadableSet[], end: RollEnd): ShardHistory[] {
  const [full, tip] = [chain[0], chain.at(-1)];
  return (full?.manifest.shards ?? []).flatMap((source) => {
    const plan = planRoll(chain, { source, schemas: new Map(), only: undefined }, end, new Map());
    const cut = tip?.manifest.shards.find(({ name }) => name === source.name)?.cut;
    return plan ? [{ source, cut, ranges: plan.ranges, stop: plan.stop }] : [];
  });
}

/** MariaDB's log is not more exact. */
const ONE_SECOND = 1_000_000n;

/** What there is to say about the logs, and whether they are applied. */
export interface RollCheck {
  readonly findings: readonly Finding[];
  readonly rolls: boolean;
}

/**
 * What would keep the logs from being applied. Where the instant needs them that stops the restore, and where tables of one
 * shard were read at different ones; a full set alone can do without: its shards then all stay at their own snapshots,
 * since a few of them at another instant would help nobody.
 */
export async function checkRoll(
  chain: readonly ReadableSet[],
  targets: readonly { readonly state: TargetState; readonly plan: RollPlan | undefined }[],
): Promise<RollCheck> {
  const needed = chain.length > 1 || targets.some(({ state }) => areApart(state.scope.tables));
  const found = targets.flatMap(({ state, plan }) => (plan === undefined ? [] : checkTarget(state, needed)));
  const open = targets.flatMap(({ state, plan }) => (plan === undefined ? [] : openTables(state.scope, plan)));
  const changed = targets.flatMap(({ state: { scope }, plan }): Finding[] =>
    plan === undefined || plan.changed.length === 0
      ? []
      : [{ severity: 'note', target: scope.target.name, code: 'log-settings-changed', settings: plan.changed }],
  );
  const left = targets.flatMap(({ state, plan }) => (plan === undefined ? [] : withoutAccounts(state.scope, plan)));
  const cascades = await Promise.all(
    targets.map(({ state, plan }) => (plan === undefined ? [] : checkCascades(state, plan))),
  );
  const zones = await Promise.all(targets.map(({ state, plan }) => (plan === undefined ? [] : checkZone(state, plan))));
  const findings = [
    ...(await missingVolumes(chain.slice(1))),
    ...[...found, ...open, ...left, ...changed, ...cascades.flat(), ...zones.flat()],
  ];
  return { findings, rolls: needed || found.length === 0 };
}

function checkTarget({ scope, info, grants, account }: TargetState, needed: boolean): Finding[] {
  const { name: target, user } = scope.target;
  const severity = needed ? 'stop' : 'note';
  if (info.flavour !== scope.source.flavour)
    return [
      needed
        ? { severity: 'stop', target, code: 'log-other-flavour' }
        : { severity: 'note', target, code: 'log-left-out' },
    ];
  const missing = missingForReplay(info, grants, account);
  return [
    ...missing.map(
      ({ needed: _, ...lacked }): Finding => ({ severity, target, code: 'lacks-privilege', user, ...lacked }),
    ),
    ...checkLogSettings(scope, info),
  ];
}

/** Definitions are run in the zone that SYSTEM was on the source; which of them ask for it is in the log. */
async function checkZone({ scope, session, info }: TargetState, { zone, made }: RollPlan): Promise<Finding[]> {
  if (made.length === 0 || zone === undefined || info.flavour !== scope.source.flavour) return [];
  const { between } = (await SourceZone.open(session, readZone(zone), undefined)).at(Date.now() / 1000);
  return between === undefined ? [] : [{ severity: 'note', target: scope.target.name, code: 'log-zone' }];
}

/** A restore repeats no statements about accounts; here it cannot even list them. */
function withoutAccounts({ target }: ShardScope, { ranges }: RollPlan): Finding[] {
  const segments = ranges.flatMap(({ range }) => range.segments);
  const count = segments.reduce((sum, { accounts }) => sum + (accounts?.leftOut ?? 0), 0);
  return count === 0 ? [] : [{ severity: 'note', target: target.name, code: 'log-without-accounts', count }];
}

/** Volumes of the sets behind the full one, by their size; events are checked while they are applied. */
async function missingVolumes(sets: readonly ReadableSet[]): Promise<Finding[]> {
  const found = await Promise.all(
    sets.map(({ folder, manifest }) => checkSizes(folder, manifest.volumes, (file) => join(manifest.id, file))),
  );
  return found.flat();
}
