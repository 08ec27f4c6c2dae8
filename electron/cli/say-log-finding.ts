import { assertNever } from '../../shared/failure.ts';
import type { LogFinding } from '../../shared/log-finding.ts';
import { firstOf } from '../../shared/set-words.ts';
import { settingWords } from './finding-words.ts';
import type { FindingInWords } from './say-finding.ts';

/** The same for what is about the binary log that is applied. */
export function sayLogFinding(finding: LogFinding): FindingInWords {
  const on = finding.target;
  switch (finding.code) {
    case 'log-other-flavour':
      return {
        what: `${on} cannot apply the binary log of another flavour, and without it only a full set’s own instant can be restored.`,
        remedy: 'Restore to a server of the flavour of the backup, or restore a full set.',
      };
    case 'log-setting':
      return {
        what: `${on} has ${finding.setting}=${finding.value}: ${settingWords[finding.setting].why}`,
        remedy: settingWords[finding.setting].remedy,
      };
    case 'log-left-out':
      return {
        what: `${on} cannot apply the binary log of another flavour: each shard ends at its own snapshot and not at the common instant.`,
      };
    case 'log-without-accounts':
      return {
        what: `Statements about accounts were left out of the binary log when it was stored, as asked (${finding.count}): the report cannot list them. A restore repeats none in any case.`,
      };
    case 'log-settings-changed':
      return {
        what: `On the source ${finding.settings.join(', ')} changed between the sets, and its log does not say when: definitions in it are run under the values that the full set has, and may come out differently.`,
        remedy: 'Compare definitions that were made meanwhile with the source, or take a full backup and restore that.',
      };
    case 'log-zone':
      return {
        what: `The binary log changes definitions, and ${on} does not have the time zone of the source’s machine, neither as its own nor by name: what such statements convert may be off by an hour or more. The report names them. Load the time zone tables there first (mysql_tzinfo_to_sql) and look again.`,
      };
    case 'log-open':
      return {
        what: `Statements of the binary log gave ${firstOf(finding.tables, finding.count)} values that it does not determine: ${finding.count === 1 ? 'it' : 'they'} may come out differently, and will be named.`,
        remedy: 'Compare with the source afterwards, or take a full backup and restore that.',
      };
    case 'log-meets':
      return {
        what: `The binary log makes, changes or drops ${firstOf(finding.names, finding.count)} on the way. ${on} has ${finding.count === 1 ? 'it' : 'these'} for itself, and the set has not: the restore would stop there.`,
        remedy: `Drop or rename ${finding.count === 1 ? 'it' : 'them'} on the target if nobody needs ${finding.count === 1 ? 'it' : 'them'}, restore to another server with --map, to an instant before that with --at, or something else with --only.`,
      };
    default:
      return assertNever(finding);
  }
}
