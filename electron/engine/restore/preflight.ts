import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { missingForRestore } from '../mysql/check-privileges.ts';
import type { Session } from '../mysql/connect.ts';
import { type Grants, readAccount, readGrants } from '../mysql/grants.ts';
import { quoteText } from '../mysql/quote.ts';
import { parseVersion, type ServerInfo } from '../mysql/server-info.ts';
import type { ExistingObject } from './existing-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** One scope with what is known of its target. */
export interface TargetState {
  readonly scope: ShardScope;
  readonly session: Session;
  readonly info: ServerInfo;
  /** What is on the target already, in the schemas of the scope. */
  readonly existing: readonly ExistingObject[];
  /** The same for all addresses of one server, and of no other. */
  readonly identity: string;
}

export interface PreflightOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly only: readonly string[] | undefined;
  readonly replace: boolean;
}

/** Looks at set and targets and tells what would change and what would fail, before a byte is written. */
export async function preflight(targets: readonly TargetState[], options: PreflightOptions): Promise<Finding[]> {
  const files = await checkVolumes(options, targets);
  const found = await Promise.all(targets.map((target) => checkTarget(target, options)));
  return [...files, ...found.flat()];
}

async function checkTarget(target: TargetState, options: PreflightOptions): Promise<Finding[]> {
  const grants = await readGrants(target.session);
  return [
    ...checkServer(target),
    ...checkExisting(target, options),
    ...(await checkPrivileges(target, grants)),
    ...(await checkCollations(target)),
    ...checkNames(target),
    ...checkPrimaryKeys(target),
    ...checkEvents(target),
  ];
}

/** Every volume that is needed, by its size; the hashes are checked while loading. */
async function checkVolumes(
  { folder, manifest }: PreflightOptions,
  targets: readonly TargetState[],
): Promise<Finding[]> {
  const needed = new Set(
    targets.flatMap(({ scope }) => [
      ...scope.objects.map((object) => object.place.volume),
      ...scope.tables.flatMap((table) => table.chunks.flatMap((chunk) => chunk.parts.map((part) => part.place.volume))),
    ]),
  );
  const findings: Finding[] = [];
  for (const volume of manifest.volumes) {
    if (!needed.has(volume.file)) continue;
    const size = await stat(join(folder, volume.file)).then(
      (s) => s.size,
      () => null,
    );
    if (size === volume.bytes) continue;
    findings.push({
      severity: 'stop',
      code: 'damaged',
      target: '',
      what:
        size === null
          ? `The volume ${volume.file} is missing.`
          : `The volume ${volume.file} has ${size} bytes where ${volume.bytes} were written.`,
      remedy:
        'Run verify to see which tables are concerned; take the file from another copy, or leave those tables out with --only.',
    });
  }
  return findings;
}

function checkServer({ scope, info }: TargetState): Finding[] {
  const { source, target } = scope;
  const note = (what: string, remedy?: string): Finding => ({
    severity: 'note',
    target: target.name,
    what,
    ...(remedy === undefined ? {} : { remedy }),
  });
  const findings: Finding[] = [];
  if (info.readOnly)
    findings.push({
      severity: 'stop',
      code: 'bad-input',
      target: target.name,
      what: `${target.name} is read-only.`,
      remedy: 'SET GLOBAL read_only = OFF, if this server may be written to.',
    });
  if (info.flavour !== source.flavour)
    findings.push(
      note(
        `The set was taken from ${source.flavour} ${source.version}, the target is ${info.flavour} ${info.version}: what it does not understand will be named.`,
      ),
    );
  else if (info.versionNumber < parseVersion(source.version))
    findings.push(
      note(
        `The target (${info.version}) is older than the source (${source.version}): what it does not understand will be named.`,
      ),
    );
  if (!info.localInfile)
    findings.push(
      note(
        'The server refuses LOAD DATA LOCAL; rows go in by INSERT, which is slower.',
        'SET GLOBAL local_infile = ON makes it faster.',
      ),
    );
  return findings;
}

/** Names that are taken: a stop without --replace, a list of what goes with it. */
function checkExisting({ scope, existing }: TargetState, { only, replace }: PreflightOptions): Finding[] {
  const { target } = scope;
  const inTheWay = existing.filter((object) => object.inSet);
  const lost = existing.filter((object) => object.goesWithTable);
  const others = existing.filter((object) => !object.inSet && !object.goesWithTable);
  const emptied = existing.filter((object) => object.losesRows);
  const list = (objects: readonly ExistingObject[]) =>
    objects
      .slice(0, 5)
      .map((o) => `${o.schema}.${o.name}`)
      .join(', ') + (objects.length > 5 ? ` and ${objects.length - 5} more` : '');
  if (!replace) {
    const conflict = only === undefined ? existing : inTheWay;
    if (conflict.length === 0) return [];
    return [
      {
        severity: 'stop',
        code: 'target-not-empty',
        target: target.name,
        what: `${target.name} already has ${list(conflict)}.`,
        remedy:
          'Restore under another name with --rename, to another server with --map, or replace what is there with --replace.',
      },
    ];
  }
  return [
    ...(emptied.length === 0
      ? []
      : [
          {
            severity: 'stop' as const,
            code: 'target-not-empty' as const,
            target: target.name,
            what: `${target.name} has ${list(emptied)}, of which the set holds the definition but no rows: replacing would leave nothing of what is there.`,
            remedy: `Restore the other tables with --only, or drop ${emptied.length === 1 ? 'it' : 'them'} first if the rows are not needed.`,
          },
        ]),
    ...(inTheWay.length === 0
      ? []
      : [
          {
            severity: 'note' as const,
            target: target.name,
            what: `${inTheWay.length === 1 ? 'One object' : `${inTheWay.length} objects`} on ${target.name} will be replaced: ${list(inTheWay)}.`,
          },
        ]),
    ...(lost.length === 0
      ? []
      : [
          {
            severity: 'note' as const,
            target: target.name,
            what: `The set does not hold ${list(lost)}: triggers that go with the tables they are on.`,
            remedy: 'Keep their definitions (SHOW CREATE TRIGGER) if they are still needed.',
          },
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            severity: 'note' as const,
            target: target.name,
            what: `${target.name} also has ${list(others)}, which the set does not hold; ${others.length === 1 ? 'it stays as it is' : 'they stay as they are'}.`,
          },
        ]),
  ];
}

const STOP_FOR_PRIVILEGE = { severity: 'stop', code: 'missing-privilege' } as const;
const NOTE = { severity: 'note' } as const;

async function checkPrivileges({ scope, session, info }: TargetState, grants: Grants): Promise<Finding[]> {
  const missing = missingForRestore(info, grants, await readAccount(session), [...scope.schemas.values()]);
  return missing.map(({ needed, privilege, scope: on, why, grant }) => ({
    ...(needed === 'required' ? STOP_FOR_PRIVILEGE : NOTE),
    target: scope.target.name,
    what: `The account "${scope.target.user}" lacks ${privilege} on ${on}: it ${why}.`,
    remedy: grant,
  }));
}

/** Collations the definitions name that the target does not know. */
async function checkCollations({ scope, session }: TargetState): Promise<Finding[]> {
  const used = new Set(
    scope.objects
      .flatMap(({ context }) => (context ? [context.collationConnection, context.databaseCollation] : []))
      .filter(Boolean),
  );
  if (used.size === 0) return [];
  const rows = await session.texts(
    `SELECT collation_name AS name FROM information_schema.collations WHERE collation_name IN (${[...used].map(quoteText).join(',')})`,
  );
  const known = new Set(rows.map((row) => row.name));
  return [...used]
    .filter((name) => !known.has(name))
    .map((name) => ({
      severity: 'note',
      target: scope.target.name,
      what: `${scope.target.name} does not know the collation ${name}; objects that use it will be named.`,
    }));
}

/** Names that differ only by case, on a server that does not tell them apart. */
function checkNames({ scope, info }: TargetState): Finding[] {
  if (info.lowerCaseTableNames === 0) return [];
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { schema, name } of scope.tables) {
    const full = `${scope.schemas.get(schema) ?? schema}.${name}`;
    const other = seen.get(full.toLowerCase());
    if (other !== undefined)
      findings.push({
        severity: 'stop',
        code: 'bad-input',
        target: scope.target.name,
        what: `${other} and ${full} are one name on ${scope.target.name}, which does not tell upper from lower case.`,
        remedy: 'Use a target with lower_case_table_names=0, or restore them one at a time with --only.',
      });
    seen.set(full.toLowerCase(), full);
  }
  return findings;
}

function checkPrimaryKeys({ scope, info }: TargetState): Finding[] {
  const keyless = info.sqlRequirePrimaryKey ? scope.tables.filter((table) => table.keyIndex !== 'PRIMARY') : [];
  if (keyless.length === 0) return [];
  return [
    {
      severity: 'note',
      target: scope.target.name,
      what: `${scope.target.name} has sql_require_primary_key=ON, and ${keyless.length} tables have no primary key; it is switched off for this restore if the account may.`,
    },
  ];
}

function checkEvents({ scope }: TargetState): Finding[] {
  const events = scope.objects.filter((object) => object.kind === 'event');
  if (events.length === 0) return [];
  return [
    {
      severity: 'note',
      target: scope.target.name,
      what: `${events.length === 1 ? 'The event is' : `${events.length} events are`} restored disabled, so that nothing runs by itself on ${scope.target.name}.`,
      remedy: `Enable one with: ALTER EVENT ${events[0]?.name ?? ''} ENABLE`,
    },
  ];
}
