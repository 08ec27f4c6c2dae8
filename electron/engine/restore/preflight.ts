import type { Manifest, ObjectKind } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { accountFaults } from '../accounts/account-fault.ts';
import { type AccountsThere, accountFindings, accountOn } from '../accounts/accounts-there.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import type { ReadAccount } from '../accounts/read-accounts.ts';
import { EngineError } from '../engine-error.ts';
import { accountKey, accountName, type NamedAccount } from '../mysql/account-name.ts';
import { missingForAccounts, missingForRestore } from '../mysql/check-privileges.ts';
import type { Session } from '../mysql/connect.ts';
import type { Grants } from '../mysql/grants.ts';
import { parseVersion, type ServerInfo } from '../mysql/server-info.ts';
import { lowerName } from '../schema/lower-name.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { checkCrossing } from './check-crossing.ts';
import { checkDefiners } from './check-definers.ts';
import { checkDefinitions } from './check-definitions.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkSizes } from './check-sizes.ts';
import { printsAlike } from './compare-definitions.ts';
import type { ExistingObject } from './existing-objects.ts';
import { type CollationMap, collationFindings } from './map-collations.ts';
import { nameObjects } from './name-objects.ts';
import { checkPrograms } from './place-programs.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ReadObject } from './read-objects.ts';
import { type SpatialState, spatialFindings } from './restore-srs.ts';
import type { ShardScope } from './select-scope.ts';

/** One scope with what is known of its target. */
export interface TargetState {
  readonly scope: ShardScope;
  readonly session: Session;
  readonly info: ServerInfo;
  /**
   * The definitions of the scope, as they were read once and looked at (leave-unfit.ts), and no others: a drive may have
   * other ones when it is asked again. Nothing is created that is not among them.
   */
  readonly read: readonly ReadObject[];
  /** What is on the target already, in the schemas of the scope. */
  readonly existing: readonly ExistingObject[];
  /** Schemas that the log alone may come to, by their names there, that it has already. */
  readonly live: readonly string[];
  /** The same for all addresses of one server, and of no other. */
  readonly identity: string;
  /** What becomes of the collations that it does not know. */
  readonly collations: { readonly map: CollationMap; readonly unknown: readonly string[] };
  /** What the account may do, and its name for GRANT. */
  readonly grants: Grants;
  readonly account: string;
  /** What it lacks of the set's spatial reference systems. */
  readonly spatial: SpatialState;
  /** What it has of accounts; undefined where none are restored. */
  readonly accounts: AccountsThere | undefined;
}

export interface PreflightOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly replace: boolean;
  readonly definers: Definers;
  /** Nothing but the log is left to do. */
  readonly continues: boolean;
  /** By target; undefined where no log is applied. */
  readonly plans: readonly (RollPlan | undefined)[];
}

/** Looks at set and targets and tells what would change and what would fail, before a byte is written. */
export async function preflight(targets: readonly TargetState[], options: PreflightOptions): Promise<Finding[]> {
  const files = options.continues ? [] : await checkVolumes(options, targets);
  const found = await Promise.all(targets.map((target, i) => checkTarget(target, options.plans[i], options)));
  return [...files, ...found.flat()];
}

async function checkTarget(
  target: TargetState,
  plan: RollPlan | undefined,
  options: PreflightOptions,
): Promise<Finding[]> {
  const server = [...checkServer(target), ...checkPrivileges(target)];
  if (options.continues) return server;
  return [
    ...server,
    ...checkExisting(target, options),
    ...(await checkSchemas(target)),
    ...collationFindings(target.scope, target.collations),
    ...checkCrossing(target),
    ...checkComparable(target),
    ...spatialFindings(target),
    ...checkDefinitions(target),
    ...checkNames(target),
    ...checkPrimaryKeys(target),
    ...(await checkDefiners(target, options.definers, comingAccounts(target), plan)),
    ...(await checkAccounts(target, options.folder)),
    ...(await checkPrograms(target)),
  ];
}

/** Every volume that is needed, by its size; the hashes are checked while loading. */
async function checkVolumes(
  { folder, manifest }: PreflightOptions,
  targets: readonly TargetState[],
): Promise<Finding[]> {
  const needed = new Set(
    targets.flatMap(({ scope, accounts }) => [
      ...scope.objects.map((object) => object.place.volume),
      ...(accounts && scope.source.accounts ? [scope.source.accounts.place.volume] : []),
      ...scope.tables.flatMap((table) => table.chunks.flatMap((chunk) => chunk.parts.map((part) => part.place.volume))),
    ]),
  );
  return checkSizes(
    folder,
    manifest.volumes.filter(({ file }) => needed.has(file)),
  );
}

function checkServer({ scope, info }: TargetState): Finding[] {
  const { source } = scope;
  const target = scope.target.name;
  const note = { severity: 'note', target } as const;
  const versions = {
    source: { flavour: source.flavour, version: source.version },
    on: { flavour: info.flavour, version: info.version },
  };
  const findings: Finding[] = [];
  if (info.readOnly) findings.push({ severity: 'stop', target, code: 'read-only' });
  if (info.flavour !== source.flavour) findings.push({ ...note, code: 'other-flavour', ...versions });
  else if (info.versionNumber < parseVersion(source.version))
    findings.push({ ...note, code: 'older-version', ...versions });
  if (!info.localInfile) findings.push({ ...note, code: 'no-local-infile' });
  return findings;
}

/** Definitions can be compared only where both servers print one alike. */
function checkComparable(target: TargetState): Finding[] {
  if (printsAlike(target)) return [];
  const { scope, info } = target;
  return [
    {
      severity: 'note',
      target: scope.target.name,
      code: 'definitions-unproven',
      source: { flavour: scope.source.flavour, version: scope.source.version },
      on: { flavour: info.flavour, version: info.version },
    },
  ];
}

/** Names that are taken: a stop unless they may be replaced, a list of what goes then. */
function checkExisting({ scope, existing }: TargetState, { replace }: PreflightOptions): Finding[] {
  const target = scope.target.name;
  const inTheWay = existing.filter((object) => object.inSet);
  if (!replace) {
    const conflict = scope.only === undefined ? existing : inTheWay;
    if (conflict.length === 0) return [];
    return [{ severity: 'stop', target, code: 'names-taken', objects: nameObjects(conflict) }];
  }
  const emptied = existing.filter((object) => object.losesRows);
  const findings: Finding[] =
    emptied.length === 0 ? [] : [{ severity: 'stop', target, code: 'rows-lost', objects: nameObjects(emptied) }];
  const tell = (code: 'replaces' | 'drops-triggers' | 'keeps', objects: readonly ExistingObject[]) => {
    if (objects.length > 0) findings.push({ severity: 'note', target, code, objects: nameObjects(objects) });
  };
  tell('replaces', inTheWay);
  tell(
    'drops-triggers',
    existing.filter((object) => object.goesWithTable),
  );
  tell(
    'keeps',
    existing.filter((object) => !object.inSet && !object.goesWithTable),
  );
  return findings;
}

function checkPrivileges({ scope, info, grants, account }: TargetState): Finding[] {
  const { name: target, user } = scope.target;
  const missing = missingForRestore(info, grants, account, [...scope.schemas.values()]);
  return missing.map(({ needed, ...lacked }) => {
    const severity = needed === 'required' ? 'stop' : 'note';
    return { severity, target, code: 'lacks-privilege', user, ...lacked };
  });
}

function comingAccounts({ scope, info, accounts }: TargetState): NamedAccount[] {
  if (accounts === undefined) return [];
  return (scope.source.accounts?.list ?? []).map((account) => accountOn(account, info.flavour));
}

async function checkAccounts(
  { scope, info, grants, account, accounts }: TargetState,
  folder: string,
): Promise<Finding[]> {
  if (accounts === undefined) return [];
  const { name: target, user } = scope.target;
  const lacked = missingForAccounts(info, grants, account, 'write');
  const { source } = scope;
  const faulty = await unfitAccounts(folder, source);
  const names = faulty.map(accountName);
  const unfitKeys = new Set(faulty.map(accountKey));
  const unfit: Finding[] =
    names.length === 0
      ? []
      : [{ severity: 'note', target, code: 'accounts-unfit', accounts: names.slice(0, NAMED), count: names.length }];
  return [
    ...unfit,
    ...lacked.map(
      ({ needed: _, ...one }): Finding => ({ severity: 'stop', target, code: 'lacks-privilege', user, ...one }),
    ),
    ...accountFindings(
      target,
      (source.accounts?.list ?? []).filter((one) => !unfitKeys.has(accountKey(one))),
      {
        source: source.flavour,
        flavour: info.flavour,
        there: accounts,
      },
    ),
  ];
}

/** As many accounts as a sentence bears. */
const NAMED = 5;

/** Accounts whose statements in the set are not theirs; what is wrong with the volumes is said when they are restored. */
async function unfitAccounts(folder: string, source: ShardScope['source']): Promise<ReadAccount[]> {
  try {
    return [...accountFaults(await openAccounts(folder, source)).keys()];
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}

const SHARING_NAMES: ReadonlySet<ObjectKind> = new Set(['database', 'table', 'view', 'sequence']);

/** Names that differ only by case, on a server that does not tell them apart. */
function checkNames({ scope, info }: TargetState): Finding[] {
  if (info.lowerCaseTableNames === 0) return [];
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { kind, schema, name } of scope.objects) {
    if (!SHARING_NAMES.has(kind)) continue;
    const target = scope.schemas.get(schema) ?? schema;
    const full = kind === 'database' ? target : `${target}.${name}`;
    const other = seen.get(lowerName(full));
    if (other !== undefined) {
      const [first = '', second = ''] = [other, full].toSorted(); // servers list them in any order
      findings.push({ severity: 'stop', target: scope.target.name, code: 'same-name', one: first, other: second });
    }
    seen.set(lowerName(full), full);
  }
  return findings;
}

function checkPrimaryKeys({ scope, info }: TargetState): Finding[] {
  const keyless = info.sqlRequirePrimaryKey ? scope.tables.filter((table) => table.keyIndex !== 'PRIMARY') : [];
  if (keyless.length === 0) return [];
  return [{ severity: 'note', target: scope.target.name, code: 'primary-key-required', tables: keyless.length }];
}
