import { assertNever } from '../../shared/failure.ts';
import { isAboutLog } from '../../shared/log-finding.ts';
import type { Finding, NamedObjects } from '../../shared/restore-report.ts';
import { faultWords, firstOf, sayUse } from '../../shared/set-words.ts';
import { featureWords, interruptedWords, lostWords } from './finding-words.ts';
import { sayLogFinding } from './say-log-finding.ts';

/** A finding for people at a command line; remedies name its options. */
export interface FindingInWords {
  readonly what: string;
  readonly remedy?: string;
  readonly statements?: readonly string[]; // SQL of the remedy, each to be copied by itself
}

/** The remedy with its statements, each on a line of its own behind `indent`; empty where there is nothing to do. */
export function renderRemedy({ remedy = '', statements = [] }: FindingInWords, indent: string): string {
  return [remedy, ...statements.map((sql) => `\n${indent}${sql}`)].join('');
}

/** Says what was found and what can be done about it. */
export function sayFinding(finding: Finding): FindingInWords {
  if (isAboutLog(finding)) return sayLogFinding(finding);
  const on = finding.target;
  switch (finding.code) {
    case 'volume-missing':
      return { what: `The volume ${finding.file} is missing.`, remedy: ANOTHER_COPY };
    case 'volume-size':
      return {
        what: `The volume ${finding.file} has ${finding.bytes} bytes where ${finding.written} were written.`,
        remedy: ANOTHER_COPY,
      };
    case 'read-only':
      return {
        what: `${on} is read-only.`,
        remedy: 'SET GLOBAL read_only = OFF, if this server may be written to.',
      };
    case 'names-taken':
      return {
        what: `${on} already has ${list(finding.objects)}.`,
        remedy:
          'Restore under another name with --rename, to another server with --map, or replace what is there with --replace.',
      };
    case 'rows-lost':
      return {
        what: `${on} has ${list(finding.objects)}, of which the set holds the definition but no rows: replacing would leave nothing of what is there.`,
        remedy: `Restore the other tables with --only, or drop ${pick(finding.objects, 'it', 'them')} first if the rows are not needed.`,
      };
    case 'lacks-privilege':
      return {
        what: `The account "${finding.user}" lacks ${finding.privilege} on ${finding.scope}: it ${sayUse(finding)}.`,
        remedy: 'Give it what it lacks:',
        statements: [finding.grant],
      };
    case 'same-name':
      return {
        what: `${finding.one} and ${finding.other} are one name on ${on}, which does not tell upper from lower case.`,
        remedy: 'Use a target with lower_case_table_names=0, or restore them one at a time with --only.',
      };
    case 'schema-unmade':
      return {
        what: `The set holds no statement that makes ${firstOf(finding.schemas, finding.count)}, or one that is not run, and ${on} has no such schema.`,
        remedy: 'Create it there with the charset and collation that it is to have, then restore again:',
        statements: finding.create,
      };
    case 'newer-set': {
      const why =
        finding.cause === null
          ? 'has no manifest: it was interrupted, or is being written.'
          : `cannot be used: ${finding.cause}`;
      return {
        what: `The set ${finding.newer} is newer than ${finding.set}, which is restored, but ${why}`,
        remedy: `See its state with: shardkeep verify --id ${finding.newer}`,
      };
    }
    case 'manifest-mended':
      return {
        what: `${finding.file} of the set ${finding.set} is missing or damaged; what was written beside it stands in for it.`,
        remedy: `See what else is damaged with: shardkeep verify --id ${finding.set}`,
      };
    case 'known-damaged':
      return {
        what: `${fromDamaged(finding)} damaged, found ${finding.at}: ${damagedTables(finding)}.`,
        remedy:
          finding.severity === 'stop'
            ? `Nothing is replaced by it. Leave out what is damaged with --only, or choose another set with --id; if the files were mended since, run: shardkeep verify --id ${finding.harmed}`
            : 'Everything else is restored. Choose another set with --id where these are needed.',
      };
    case 'passed-damaged':
      return {
        what: `The set ${finding.newer} is newer than ${finding.set}, which is restored, but is known to be damaged (found ${finding.at}): ${damagedTables(finding)}.`,
        remedy: `To restore what is whole of it instead: --id ${finding.newer}`,
      };
    case 'restore-continues':
      return {
        what: `${on} holds an interrupted restore of ${finding.set} to ${finding.at}: all its rows are there${finding.verified ? ' and were proven' : ''}. It goes on with the binary log ${finding.after ? `behind ${finding.after.file}:${finding.after.position}` : 'from its beginning'}.`,
        remedy: 'To restore everything anew instead: --replace.',
      };
    case 'restore-interrupted':
      return {
        what: `${on} holds an interrupted restore of ${finding.set} to ${finding.at}, which this one cannot continue: ${interruptedWords[finding.why]}${finding.why === 'rows-missing' ? ` (${finding.loaded} of ${finding.shards} shards have all of them)` : ''}.`,
        remedy: finding.why.startsWith('other-')
          ? 'Run that restore again to continue it, or restore this one with --replace.'
          : 'Restore everything anew with --replace.',
      };
    case 'other-flavour':
      return {
        what: `The set was taken from ${server(finding.source)}, the target is ${server(finding.on)}: what it does not understand will be named.`,
      };
    case 'older-version':
      return {
        what: `The target (${finding.on.version}) is older than the source (${finding.source.version}): what it does not understand will be named.`,
      };
    case 'cascades-outside':
      return {
        what: `${list(finding.objects)} on ${on} ${pick(finding.objects, 'is', 'are')} not restored, and ${pick(finding.objects, 'has', 'have')} foreign keys to what is (ON DELETE or ON UPDATE CASCADE, SET NULL): what the binary log deletes or changes there would be deleted or changed in ${pick(finding.objects, 'it', 'them')} too.`,
        remedy:
          'Drop these foreign keys and add them again after the restore, or restore under another name with --rename or to another server with --map.',
      };
    case 'no-local-infile':
      return {
        what: 'The server refuses LOAD DATA LOCAL; rows go in by INSERT, which is slower.',
        remedy: 'SET GLOBAL local_infile = ON makes it faster.',
      };
    case 'replaces':
      return {
        what: `${pick(finding.objects, 'One object', `${countOf(finding.objects)} objects`)} on ${on} will be replaced: ${list(finding.objects)}.`,
      };
    case 'drops-triggers':
      return {
        what: `The set does not hold ${list(finding.objects)}: triggers that go with the tables they are on.`,
        remedy: 'Keep their definitions (SHOW CREATE TRIGGER) if they are still needed.',
      };
    case 'keeps':
      return {
        what: `${on} also has ${list(finding.objects)}, not part of this restore; ${pick(finding.objects, 'it stays as it is', 'they stay as they are')}.`,
      };
    case 'unknown-collation':
      return { what: `${on} does not know the collation ${finding.collation}; objects that use it will be named.` };
    case 'collation-replaced':
      return {
        what: `${on} does not know the collation ${finding.from}; ${list(finding.objects)} ${pick(finding.objects, 'gets', 'get')} ${finding.to} instead. Values stay as they are; their order, and what counts as equal in a unique key, may differ.`,
      };
    case 'cannot-cross':
      return {
        what: `${on} has no ${featureWords[finding.feature]}${finding.detail === '' ? '' : ` ${finding.detail}`}: ${list(finding.objects)} cannot be restored there.`,
        remedy: 'Restore to a server of the flavour of the backup, and not of an older version, where that is needed.',
      };
    case 'crosses-without':
      return {
        what: `${on} has no ${lostWords[finding.feature]}; ${list(finding.objects)} ${pick(finding.objects, 'is', 'are')} restored without.`,
      };
    case 'definitions-unproven':
      return {
        what: `${on} is a server of another flavour or series, which prints the same definition in other words: rows are compared after the restore, definitions are not.`,
      };
    case 'computes-anew':
      return {
        what: `${list(finding.objects)} ${pick(finding.objects, 'has', 'have')} stored generated columns that depend on the session (its time zone, sql_mode and the like). ${on} computes them anew; where they come out otherwise than in the set, the comparison after the restore names the columns.`,
      };
    case 'ties-outside':
      return {
        what: `${list(finding.objects)} ${pick(finding.objects, 'refers', 'refer')} to tables or sequences that are not restored, by foreign keys, defaults or as MERGE tables. Where ${on} has them, they are tied to what is restored: rows that are referred to cannot be deleted there, and what is written to a MERGE table or taken from a sequence changes them.`,
      };
    case 'spreads-anew':
      return {
        what: `${list(finding.objects)} ${pick(finding.objects, 'keeps', 'keep')} history in partitions by its number of rows (PARTITION BY SYSTEM_TIME LIMIT). All of it comes back, and ${on} chooses the partition of each version anew: the report names where other partitions have them.`,
      };
    case 'places':
      return {
        what: `${list(finding.objects)} ${pick(finding.objects, 'is', 'are')} in places of the source (${firstOf(finding.options, finding.count)}). Where ${on} has no such place or refuses it, they are restored where it puts all tables, and named.`,
        remedy: 'To keep the places, create the tablespaces and folders there first (MySQL: with innodb_directories).',
      };
    case 'srs-created':
      return {
        what: `${on} does not have the spatial reference system${finding.count === 1 ? '' : 's'} ${firstOf(finding.systems, finding.count)}, without which rows cannot be loaded: created there for the whole server.`,
      };
    case 'srs-differs':
      return {
        what: `${on} has ${firstOf(finding.systems, finding.count)} under the same number${finding.count === 1 ? '' : 's'} with another definition: it stays. Coordinates keep their bytes and mean something else there.`,
        remedy: 'Compare information_schema.ST_SPATIAL_REFERENCE_SYSTEMS of both servers before you rely on distances.',
      };
    case 'primary-key-required':
      return {
        what: `${on} has sql_require_primary_key=ON, and ${finding.tables === 1 ? 'one table has' : `${finding.tables} tables have`} no primary key; it is switched off for this restore if the account may.`,
      };
    case 'unfit-statements':
      return {
        what: `${list(finding.objects)} will not be restored on ${on}: the statement in the set ${faultWords[finding.fault]}.`,
        remedy:
          'Somebody may have changed the set, or the server that it is from. Where files or connections elsewhere are meant, restore with --allow-outside.',
      };
    case 'outside-allowed':
      return {
        what: `${list(finding.objects)} will be restored on ${on} although the statement in the set ${faultWords[finding.fault]}, as --allow-outside says.`,
        remedy: 'Look in the set’s schema files where it leads.',
      };
    case 'definers-admin':
      return {
        what: `${list(finding.objects)} will run on ${on} as ${firstOf(finding.accounts, finding.count)}, who can change accounts or all data there.`,
        remedy: 'Look at them before they are used, or restore with --definers strip.',
      };
    case 'definers-missing':
      return {
        what: `${on} does not have the account${finding.count === 1 ? '' : 's'} ${firstOf(finding.accounts, finding.count)}, as which ${list(finding.objects)} ${pick(finding.objects, 'runs', 'run')}: restored all the same, but of no use until ${finding.count === 1 ? 'it exists' : 'they exist'}.`,
        remedy:
          'Create what is missing, name another account with --definer old=new, or do without with --definers strip.',
      };
    case 'accounts-created':
      return {
        what: `${finding.count === 1 ? 'The account' : `${finding.count} accounts:`} ${firstOf(finding.accounts, finding.count)} ${finding.count === 1 ? 'is' : 'are'} created on ${on}, with ${finding.count === 1 ? 'its password and grants' : 'their passwords and grants'}.`,
      };
    case 'accounts-kept':
      return {
        what: `${on} has ${finding.count === 1 ? 'the account' : `${finding.count} accounts`} ${firstOf(finding.accounts, finding.count)} already: ${finding.count === 1 ? 'it stays' : 'they stay'} as ${finding.count === 1 ? 'it is' : 'they are'}, password and grants included.`,
      };
    case 'accounts-unfit':
      return {
        what: `${firstOf(finding.accounts, finding.count)} will not be created on ${on}: the statements in the set do something else than create ${finding.count === 1 ? 'this account and give to it' : 'these accounts and give to them'}.`,
        remedy: 'Somebody may have changed the set, or the server that it is from.',
      };
    case 'accounts-locked':
      return {
        what: `${on} cannot use the password hash${finding.count === 1 ? '' : 'es'} of ${firstOf(finding.accounts, finding.count)}: created locked, with a password that nobody knows.`,
        remedy: UNLOCK,
      };
    case 'leads-out':
      return {
        what: `${list(finding.objects)} ${pick(finding.objects, 'names', 'name')}, or may name, ${finding.schemas.join(', ')}, which under other names would be the original: not created on ${on}, so that nothing of a copy writes to it.`,
        remedy: 'Create what is needed by hand afterwards, with the names that are meant, or restore without --rename.',
      };
    case 'events-disabled':
      return {
        what: `${finding.count === 1 ? 'The event is' : `${finding.count} events are`} restored disabled, so that nothing runs by itself on ${on}.`,
        remedy: 'Enable with:',
        statements: finding.events.map(enableEvent),
      };
    default:
      return assertNever(finding);
  }
}

type Damaged = Extract<Finding, { code: 'known-damaged' | 'passed-damaged' }>;

function fromDamaged({ set, harmed }: Damaged): string {
  return set === harmed ? `The set ${set} is known to be` : `The set ${set} builds on ${harmed}, which is known to be`;
}

function damagedTables({ tables, count }: Damaged): string {
  if (count === 0) return 'not all of it can be restored';
  return `${firstOf(tables, count)} cannot be restored whole`;
}

/** What a locked account needs. */
export const UNLOCK = "To use one: ALTER USER … IDENTIFIED BY 'new password' ACCOUNT UNLOCK.";

const ANOTHER_COPY =
  'Run verify to see which tables are concerned; take the file from another copy, or leave those tables out with --only.';

/** The statement that lets a restored event run. */
function enableEvent({ schema, name }: { readonly schema: string; readonly name: string }): string {
  const quoted = [schema, name].map((part) => `\`${part.replaceAll('`', '``')}\``);
  return `ALTER EVENT ${quoted.join('.')} ENABLE;`;
}

function server({ flavour, version }: { readonly flavour: string; readonly version: string }): string {
  return `${flavour} ${version}`;
}

function countOf({ counts }: NamedObjects): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function list(objects: NamedObjects): string {
  return firstOf(objects.names, countOf(objects));
}

function pick(objects: NamedObjects, one: string, many: string): string {
  return countOf(objects) === 1 ? one : many;
}
