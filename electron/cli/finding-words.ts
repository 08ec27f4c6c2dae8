import type { InterruptedWhy } from '../../shared/interrupted-why.ts';
import type { Feature, LogSetting, LostFeature } from '../../shared/restore-report.ts';

/** Why an interrupted restore cannot go on. */
export const interruptedWords: Readonly<Record<InterruptedWhy, string>> = {
  'rows-missing': 'it was cut off before all rows were loaded',
  'other-set': 'this is another set',
  'other-point': 'this is another instant',
  'other-choice': 'tables or accounts were chosen, or names changed, differently',
  'no-log': 'the account may not apply the log',
  altered: 'what it wrote down there was not written from this copy of the set, or somebody has changed it',
  'sets-changed':
    'the manifests of its sets are not those that it began with and looked at, or an earlier version of Shardkeep began it',
};

/** What a setting of a target does to a log, and what to do about it. */
export const settingWords: Readonly<Record<LogSetting, { readonly why: string; readonly remedy: string }>> = {
  slave_run_triggers_for_rbr: {
    why: 'triggers would run for rows of the binary log, which has their effects already.',
    remedy: 'SET GLOBAL slave_run_triggers_for_rbr = NO while the restore runs.',
  },
  secure_timestamp: {
    why: 'statements of the binary log cannot be given the time at which they ran.',
    remedy: 'Restart it with secure_timestamp=NO, or restore to another server.',
  },
  lower_case_table_names: {
    why: 'the source does not tell upper from lower case in names, so that the binary log may write one name in several ways, which are several names here.',
    remedy: 'Restore to a server with lower_case_table_names=1, or restore a full set.',
  },
};

/** What the other flavour does not have. */
export const featureWords: Readonly<Record<Feature, string>> = {
  sequence: 'sequences',
  package: 'packages',
  library: 'libraries (CREATE LIBRARY)',
  'row-history': 'row history (system versioning)',
  type: 'type',
  engine: 'storage engine',
};

/** What a table does without on the other flavour or an older server, in words. */
export const lostWords: Readonly<Record<LostFeature, string>> = {
  'functional-index': 'indexes on expressions',
  'long-unique': 'unique indexes on values longer than an index can hold',
  'not-enforced': 'checks that are not enforced (they are enforced there)',
  srid: 'columns limited to one SRID (the values keep theirs)',
  'page-compression': 'page compression',
  'column-compression': 'compression of columns',
  'newer-options': 'options that are written in comments for newer versions (such as INVISIBLE or SRID)',
  checks: 'checks (it reads them and does not keep them)',
  'descending-index': 'indexes in descending order (they become ascending)',
};
