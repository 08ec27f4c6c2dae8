import {
  chainBreakWords,
  faultWords,
  limitWords,
  outsideWords,
  remarkWords,
  useWords,
  whyWords,
} from '../../shared/set-words.ts';
import { defineWords } from '../i18n/define-words.ts';

/**
 * Words for what the engine reports as codes. Remedies name the controls of the pages; `{{what}}`, `{{where}}` and so on
 * are taken from those pages' own words, so that they are called the same.
 */
export const words = defineWords({
  en: {
    use: useWords,
    limit: limitWords,
    why: whyWords,
    remark: remarkWords,
    replicaState: {
      someServer: 'another server',
      stopped: 'it applies nothing at present',
      unknown: 'by how much it is behind is not known',
      behind: '{{seconds}} s behind, as it says',
    },
    outside: outsideWords,
    chainBreak: chainBreakWords,
    kind: {
      database: 'schema',
      table: 'table',
      sequence: 'sequence',
      view: 'view',
      function: 'function',
      procedure: 'procedure',
      library: 'library',
      package: 'package',
      'package-body': 'package body',
      trigger: 'trigger',
      event: 'event',
      account: 'account',
      grants: 'grants of',
      'foreign-keys': 'foreign keys of',
      'spatial-reference-system': 'spatial reference system',
    },
    /** Before what was found on target shards. */
    on: '{{shards}}: {{what}}',
    /** In what a table differs from most of its siblings. */
    drift: {
      tables: '{{names}}:',
      missing: '{{part}} is missing',
      extra: '{{part}} exists only here: {{own}}',
      other: '{{part}} is {{own}}, elsewhere {{usual}}',
      order: 'columns are in another order: {{columns}}',
      part: {
        column: 'column “{{name}}”',
        index: 'index “{{name}}”',
        'primary-key': 'primary key',
        'foreign-key': 'foreign key {{name}}',
        check: 'check “{{name}}”',
        'other-key': '{{name}}',
        option: '{{name}}',
        partitions: 'the partition clause',
      },
    },
    comma: ', ',
    gap: ' ',
    counted: {
      both: '{{tables}} and {{others}}',
      tables_one: '{{shown}} table',
      tables_other: '{{shown}} tables',
      others_one: '{{shown}} other object',
      others_other: '{{shown}} other objects',
      objects_one: '{{shown}} object',
      objects_other: '{{shown}} objects',
    },
    more: '{{names}} and {{shown}} more',
    exception: '{{place}} · {{kind}} {{name}}: {{reason}}',
    loadWarning: '{{target}}: the server warned while loading {{table}}: {{cause}}',
    feature: {
      sequence: 'sequences',
      package: 'packages',
      library: 'libraries (CREATE LIBRARY)',
      'row-history': 'row history (system versioning)',
      type: 'type {{detail}}',
      engine: 'storage engine {{detail}}',
    },
    lost: {
      'functional-index': 'indexes on expressions',
      'long-unique': 'unique indexes on values longer than an index can hold',
      'not-enforced': 'checks that are not enforced (they are enforced there)',
      srid: 'columns limited to one SRID (the values keep theirs)',
      'page-compression': 'page compression',
      'column-compression': 'compression of columns',
      'newer-options': 'options that are written in comments for newer versions (such as INVISIBLE or SRID)',
      checks: 'checks (it reads them and does not keep them)',
      'descending-index': 'indexes in descending order (they become ascending)',
    },
    finding: {
      'volume-missing': {
        what: 'The archive file {{file}} is missing.',
        remedy: 'Put it back from another copy of this backup, or choose another one under “{{moment}}”.',
      },
      'volume-size': {
        what: 'The archive file {{file}} has {{bytes}} bytes where {{written}} were written.',
        remedy: 'Put it back from another copy of this backup, or choose another one under “{{moment}}”.',
      },
      'read-only': { what: 'The server is read-only.', remedy: 'If it may be written to:' },
      'names-taken': {
        what_one: '{{counted}} is already there: {{objects}}.',
        what_other: '{{counted}} are already there: {{objects}}.',
        remedy: 'Choose other names under “{{where}}”, or replace what is there.',
      },
      'rows-lost': {
        what: 'Of {{objects}} the backup holds the definition but no rows; replacing would leave nothing of what is there.',
        remedy: 'Leave that out under “{{scope}}”, or drop it on the server first if its rows are not needed.',
      },
      'lacks-privilege': {
        what: 'The account “{{user}}” lacks {{privilege}} on {{scope}}: it {{use}}.',
        remedy: 'To give it what it lacks:',
        orWithout: 'Leave accounts out under “{{where}}”, or give it what it lacks:',
      },
      'same-name': {
        what: '{{one}} and {{other}} are one name there: the server does not tell upper from lower case.',
        remedy: 'Choose one of them under “{{scope}}”, or a server that tells them apart.',
      },
      'schema-unmade': {
        what: 'The backup holds no statement that makes {{schemas}}, or one that is not run, and the server has no such schema.',
        remedy:
          'Create it there with the charset and collation that it is to have, then look again, or leave it out under “{{scope}}”:',
      },
      'manifest-mended': {
        what: '{{file}} of the backup {{set}} is missing or damaged; what was written beside it stands in for it.',
        remedy: 'Check the backup: it may be damaged elsewhere too.',
      },
      damagedSomewhere: 'a part of it',
      'known-damaged': {
        what: 'This backup is damaged. It cannot bring back whole: {{tables}}.',
        stop: 'Nothing is replaced by it. Leave these out under “{{scope}}”, or choose another backup under “{{moment}}”; if the drive was mended, verify it again first.',
        note: 'Everything else can be restored. Choose another backup under “{{moment}}” if these are needed.',
      },
      'passed-damaged': {
        what: 'The newer backup {{set}} is damaged and is not used. It cannot bring back whole: {{tables}}.',
      },
      'newer-set': {
        what: 'The set {{newer}} is newer than {{set}}, which is restored, but cannot be used.',
        remedy: 'The Backups page shows why.',
      },
      'restore-continues': {
        what: 'An interrupted restore of {{set}} to {{at}} is there with all its rows. It goes on with the binary log.',
        whatProven:
          'An interrupted restore of {{set}} to {{at}} is there with all its rows, and they were proven. It goes on with the binary log.',
      },
      'restore-interrupted': {
        'rows-missing':
          'An interrupted restore of {{set}} to {{at}} is there and cannot go on: {{loaded}} of {{shards}} shards have all their rows.',
        'other-set':
          'An interrupted restore of {{set}} to {{at}} is there. This one, of another backup, does not continue it.',
        'other-point':
          'An interrupted restore of {{set}} to {{at}} is there. This one, to another instant, does not continue it.',
        'other-choice':
          'An interrupted restore of {{set}} to {{at}} is there. This one, with another choice or other names, does not continue it.',
        'no-log':
          'An interrupted restore of {{set}} to {{at}} is there and cannot go on: the account may not apply the binary log.',
        altered:
          'An interrupted restore of {{set}} to {{at}} is there and cannot go on: what it wrote down was not written from this copy of the backup, or somebody has changed it.',
        'sets-changed':
          'An interrupted restore of {{set}} to {{at}} is there and cannot go on: the manifests of its backups are not those that it began with, or an earlier version of Shardkeep began it.',
      },
      'other-flavour': {
        what: 'The backup comes from {{source}}, the server is {{on}}. What it does not understand is named as not restored.',
      },
      'older-version': {
        what: 'The server ({{on}}) is older than the one of the backup ({{source}}). What it does not understand is named as not restored.',
      },
      'cascades-outside': {
        what: '{{objects}} are not restored, and have foreign keys to what is (ON DELETE or ON UPDATE CASCADE, SET NULL): what the binary log deletes or changes would be deleted or changed in them too.',
        remedy:
          'Drop these foreign keys and add them again after the restore, or restore under another name or to another server under “{{where}}”.',
      },
      'log-other-flavour': {
        what: 'A server of another flavour cannot apply the binary log, and without it only a full set’s own instant can be restored.',
        remedy: 'Choose a server of the flavour of the backup, or a full set.',
      },
      'log-setting': {
        slave_run_triggers_for_rbr: {
          what: 'slave_run_triggers_for_rbr={{value}}: triggers would run for rows of the binary log, which has their effects already.',
          remedy: 'Turn it off while the restore runs:',
        },
        secure_timestamp: {
          what: 'secure_timestamp={{value}}: statements of the binary log cannot be given the time at which they ran.',
          remedy: 'Restart the server with secure_timestamp=NO, or choose another server.',
        },
        lower_case_table_names: {
          what: 'lower_case_table_names={{value}}: the source does not tell upper from lower case in names, so that its binary log may write one name in several ways, which are several names here.',
          remedy: 'Choose a server with lower_case_table_names=1, or a full set.',
        },
      },
      'log-left-out': {
        what: 'A server of another flavour cannot apply the binary log: each shard ends at its own snapshot and not at the common instant.',
      },
      'log-without-accounts': {
        what: 'Statements about accounts ({{count}}) were left out of the binary log when it was stored, as asked. A restore repeats none in any case.',
      },
      'log-settings-changed': {
        what: 'On the source {{settings}} changed between the backups, and its binary log does not say when: definitions in it are run under the values of the full backup, and may come out differently.',
        remedy: 'Compare definitions that were made meanwhile with the source, or take a full backup and restore that.',
      },
      'log-meets': {
        what: 'The binary log makes, changes or drops {{names}} on the way. The server has that for itself, and the backup has not: the restore would stop there.',
        remedy:
          'Drop or rename it on the server if nobody needs it, choose another server under “{{where}}”, an instant before that under “{{moment}}”, or leave it out under “{{scope}}”.',
      },
      'log-zone': {
        what: 'The binary log changes definitions, and the server does not have the time zone of the source’s machine, neither as its own nor by name: what such statements convert may be off by an hour or more. The report names them.',
        remedy: 'Load the time zone tables there first (mysql_tzinfo_to_sql) and look again.',
      },
      'log-open': {
        what: 'Statements of the binary log gave values that it does not determine to {{tables}}. What may come out differently will be named.',
        remedy: 'Compare with the source afterwards, or take a full backup and restore that.',
      },
      'no-local-infile': {
        what: 'The server refuses LOAD DATA LOCAL; rows go in by INSERT, which is slower.',
        remedy: 'To make it faster:',
      },
      replaces: { what: '{{counted}} replaced by the backup’s: {{objects}}.' },
      'drops-triggers': {
        what: 'Triggers that the backup does not hold go with their tables: {{objects}}.',
        remedy: 'Keep their definitions (SHOW CREATE TRIGGER) if they are still needed.',
      },
      keeps: {
        what_one: '{{objects}} is not part of this restore and stays as it is.',
        what_other: '{{objects}} are not part of this restore and stay as they are.',
      },
      'unknown-collation': {
        what: 'The server does not know the collation {{collation}}; objects that use it are named as not restored.',
      },
      'collation-replaced': {
        what_one:
          'The server does not know the collation {{from}}; {{objects}} gets {{to}} instead. Values stay as they are; their order, and what counts as equal in a unique key, may differ.',
        what_other:
          'The server does not know the collation {{from}}; {{objects}} get {{to}} instead. Values stay as they are; their order, and what counts as equal in a unique key, may differ.',
      },
      'cannot-cross': { what: 'The server has no {{feature}}: {{objects}} cannot be restored there.' },
      'definitions-unproven': {
        what: 'The server is of another flavour or series, which prints the same definition in other words: rows are compared after the restore, definitions are not.',
      },
      'spreads-anew': {
        what: '{{objects}} keep history in partitions by its number of rows (PARTITION BY SYSTEM_TIME LIMIT). All of it comes back, and the server chooses the partition of each version anew: the report names where other partitions have them.',
      },
      'computes-anew': {
        what: '{{objects}} have stored generated columns that depend on the session (its time zone, sql_mode and the like). The server computes them anew; where they come out otherwise than in the backup, the comparison after the restore names the columns.',
      },
      'ties-outside': {
        what: '{{objects}} refer to tables or sequences that are not restored, by foreign keys, defaults or as MERGE tables. Where the server has them, they are tied to what is restored: rows that are referred to cannot be deleted there, and what is written to a MERGE table or taken from a sequence changes them.',
      },
      places: {
        what: '{{objects}} are in places of the source ({{options}}). Where the server has no such place or refuses it, they are restored where it puts all tables, and named.',
        remedy: 'To keep the places, create the tablespaces and folders there first (MySQL: with innodb_directories).',
      },
      'srs-created': {
        what: 'The server does not have these spatial reference systems, without which rows cannot be loaded: {{systems}}. They are created there for the whole server.',
      },
      'srs-differs': {
        what: 'The server has {{systems}} with another definition, which stays. Coordinates keep their bytes and mean something else there.',
        remedy: 'Compare information_schema.ST_SPATIAL_REFERENCE_SYSTEMS of both servers before you rely on distances.',
      },
      'crosses-without': {
        what_one: 'The server has no {{feature}}; {{objects}} is restored without.',
        what_other: 'The server has no {{feature}}; {{objects}} are restored without.',
      },
      'primary-key-required': {
        what_one:
          'The server requires primary keys and {{count}} table has none; the requirement is switched off for this restore if the account may.',
        what_other:
          'The server requires primary keys and {{count}} tables have none; the requirement is switched off for this restore if the account may.',
      },
      'unfit-statements': {
        what_other: '{{objects}} will not be restored: the statement in the backup {{fault}}.',
        remedy:
          'Somebody may have changed the backup, or the server that it is from. Where files or connections elsewhere are meant, restore with the command line, which can be told so.',
      },
      'outside-allowed': {
        what_other: '{{objects}} will be restored as you allowed, although the statement in the backup {{fault}}.',
        remedy: 'Look in the backup’s schema files where it leads.',
      },
      'definers-admin': {
        what_other: '{{objects}} will run as {{accounts}}, who can change accounts or all data of the server.',
        remedy: 'Look at them before they are used, or choose not to keep definers in the step “{{where}}”.',
      },
      'definers-missing': {
        what_one:
          '{{objects}} runs as {{accounts}}, which the server does not have: restored all the same, but of no use until then.',
        what_other:
          '{{objects}} run as {{accounts}}, which the server does not have: restored all the same, but of no use until then.',
        remedy:
          'Create that account on the server, before or after the restore, or do not keep definers in the step “{{where}}”.',
      },
      'accounts-created': {
        what_one: 'The account {{accounts}} is created, with its password and grants.',
        what_other: 'The accounts {{accounts}} are created, with their passwords and grants.',
      },
      'accounts-kept': {
        what_one: 'The account {{accounts}} is already there and stays as it is, password and grants included.',
        what_other: 'The accounts {{accounts}} are already there and stay as they are, passwords and grants included.',
      },
      'accounts-unfit': {
        what_other:
          '{{accounts}} will not be created: the statements in the backup do something else than create these accounts and give to them.',
      },
      'accounts-locked': {
        what_one:
          'The server cannot use the password hash of {{accounts}}: the account is created locked, with a password that nobody knows.',
        what_other:
          'The server cannot use the password hashes of {{accounts}}: these accounts are created locked, with passwords that nobody knows.',
        remedy: 'Afterwards give each a new password and unlock it.',
      },
      'leads-out': {
        what_one:
          '{{objects}} names, or may name, {{schemas}}, which under other names would be the original: not created, so that nothing of a copy writes to it.',
        what_other:
          '{{objects}} name, or may name, {{schemas}}, which under other names would be the original: not created, so that nothing of a copy writes to it.',
        remedy:
          'Create what is needed by hand afterwards, with the names that are meant, or restore under the own names.',
      },
      'events-disabled': {
        what_one: '{{count}} event is restored disabled, so that nothing runs by itself.',
        what_other: '{{count}} events are restored disabled, so that nothing runs by itself.',
        remedy_one: 'To let it run when the time has come:',
        remedy_other: 'To let them run when the time has come:',
      },
    },
    problem: {
      'not-created': 'It could not be created; the server’s words are under “Not restored”.',
      refused: '{{cause}}',
      damaged: 'What the backup holds of it is damaged: {{cause}}',
      duplicates:
        'Rows that the source had are doubles in a unique key there: {{cause}}. What is there of the table is not whole; the backup has every row. The server takes values as equal that the source did not (another collation, version or stored generated column), or the source’s index was damaged (CHECK TABLE there). Restore it to a server like the source, or create it without that key and load its rows from the backup.',
      unreadable: 'It could not be read again: {{cause}}',
      'row-count': '{{found}} rows where the backup has {{expected}}',
      content: 'As many rows as in the backup, with other content',
      literals: 'Members of ENUM or SET columns, or defaults, have other bytes than on the source: {{columns}}',
      generated:
        'All that was written is right, but stored generated columns came out with other values: {{columns}}. Their rows had been written under other settings, such as another time_zone; the backup has the old values',
      inChunk: 'Chunk {{chunk}}: {{problem}}',
    },
    notRestored: {
      refused: '{{cause}}',
      'event-expired': 'Its time has passed, and it is not to be preserved.',
      'leads-out':
        'It was not created: restored under another name its text names, or may name, the schema {{schema}}, and would use the original. Nothing was written there. Create it by hand with the names that are meant.',
      'late-moments':
        'It is there, but the binary log brought TIMESTAMPs behind 2038-01-19 03:14:07 UTC, which this server cannot hold; they are 0000-00-00 00:00:00 now.',
      'open-values':
        'It is there, but the binary log has no values for what {{what}} gave on the source: they were computed anew. Compare them with the source, or take a full backup. Statement: {{statement}}',
      'open-numbers':
        'It is there, but a statement numbered its rows as they stood, or kept the first of those that are alike (ALTER IGNORE), and without a key they may stand in another order here: numbers may belong to other rows, or other rows be left. Compare them with the source, or take a full backup. Statement: {{statement}}',
      'open-zone':
        'It is there, but a statement converted moments by the time zone of the source’s machine, whose rules this server does not have: some may be off by an hour or more. Load the server’s time zone tables and restore again, compare them with the source, or take a full backup. Statement: {{statement}}',
      'open-charset':
        'It is there, but the charset of its schema had been altered before. Servers let sessions that were in the schema go on with the old one until they say USE, and do not log which: its charset or collation may have been another. Compare SHOW CREATE with the source, or take a full backup. Statement: {{statement}}',
      'not-of-the-set':
        'It is not of the backup and was not there before: somebody made it while the restore ran. It stays; drop it where it is not wanted.',
      'open-generated':
        'It is there, but its stored generated columns depend on the session, and the server computed them anew for rows of the binary log, which does not have the session of every statement. Compare them with the source, or take a full backup.',
      'index-refused':
        'It is there with its rows, but without an index that the server refused: {{cause}}. Where the index is on a generated column, its values came out otherwise than in the backup; add the index when they are right.',
      'definition-missing': 'The server took it and does not have it.',
      'definition-unread':
        'The server took it, and the account may not read its definition: it was not compared. Programs are read with SELECT on mysql.proc (MariaDB) or SHOW_ROUTINE (MySQL).',
      'definition-differs': 'It is there, but not as it was: “{{found}}” in place of “{{expected}}”.',
      'counter-raised':
        'It is there with all its rows, and counts on from {{found}} in place of {{expected}}: on the source AUTO_INCREMENT stood below a number that a row has, as MariaDB leaves it when an UPDATE moves a row to another partition, and servers do not set it so. New rows get higher numbers than they would have got there.',
      'partition-rows':
        'It is there with all its rows, but they stand in other partitions than on the source: {{partitions}}. The server places rows anew: history that is kept by number of rows (PARTITION BY SYSTEM_TIME LIMIT), and rows that stood where they do not belong. Look before you drop, exchange or empty one of its partitions.',
      'logged-differs':
        'It is there, but the binary log did not make it as the source had it when the last set was taken: “{{found}}” in place of “{{expected}}”. Logs do not have all settings of the session that ran a statement, such as its default engine; or it was altered once more while the set was taken. Change it by hand where that matters, or take a full backup.',
      'logged-missing':
        'The source had it when the last set was taken, and the binary log did not bring it. Logs do not have all settings of the session that ran a statement; or it was made while the set was taken. Create it by hand, or take a full backup.',
      'placed-elsewhere': 'It is there with its rows, but where the server puts all tables, without {{options}}.',
      'other-definition':
        'The server has another definition under this number; it stays, and coordinates mean something else there.',
      'index-lost': 'It is there without some of its indexes: this server has no {{feature}}.',
      'account-locked':
        'It is there with its grants, but locked: {{why}} Give it a new password with ALTER USER, then unlock it.',
      'hash-of-no-use': 'this server cannot use its password hash ({{plugins}}).',
      'grant-refused': '{{given}}: {{cause}}',
      'nothing-of-the-kind': 'the server has nothing of the kind.',
      'grant-pattern':
        'The grant on the pattern {{pattern}} was given as it is; it does not mean the schemas under their new names.',
      'not-in-set': 'The backup does not hold it: {{reason}}',
      'unfit-statement': 'It was not restored: its statement in the backup {{fault}}.',
    },
    fault: faultWords,
    failure: {
      setDamaged: 'What would be replaced cannot be restored whole, since the backup is damaged: {{names}}.',
      setDamagedNext:
        'Leave these out under “{{scope}}”, or put the files back from another copy. Verifying the backup names all that is damaged.',
      samePlace: '{{one}} and {{other}} would both become {{becomes}}.',
      samePlaceNext:
        'Send the shards to different servers under “{{where}}”, or restore them one after the other under other names.',
      chainBroken: '{{shard}}: no incremental backup can follow: {{reason}}.',
      chainBrokenNext: 'Take a full backup; a new chain starts with it.',
      logCutOff:
        'All rows are there: start the same restore again without “{{replace}}”, and it goes on with the binary log.',
      partlyRestored: 'Start the restore again and choose “{{replace}}”; that completes it.',
    },
  },
  zh: {
    use: {
      'read-rows': '用于读取数据行',
      'read-views': '用于读取视图定义',
      'read-triggers': '用于读取触发器，没有它就看不到触发器',
      'read-events': '用于读取事件，没有它就看不到事件',
      'read-routines': '用于读取存储过程和函数，没有它就看不到其他账号的',
      'read-accounts': '用于读取账号、授权和密码哈希',
      'read-position': '用于读取 binlog 位点，没有它就无法继续做增量备份',
      'read-log': '用于读取 binlog，没有它就无法继续做增量备份',
      'one-position': '用于在同一位点打开全部快照，没有它就无法继续做增量备份',
      'hold-writers': '用于在半热备和冷备时阻止写入；授予每个库的 LOCK TABLES 也可以',
      'see-truncate': '用于得知哪些表在备份期间被 TRUNCATE 清空，没有它只能推测',
      'hold-ddl': '用于在备份期间阻止表结构变更，没有它只能事后发现',
      'write-tables': '用于创建和替换库、表、索引和外键',
      'keep-progress': '用于在自己的一张表中记录恢复进度',
      'load-rows': '用于写入数据行',
      'compare-rows': '用于重新读取数据行，与备份比对',
      'write-views': '用于创建视图，并与备份比对',
      'write-routines': '用于创建和替换存储过程、函数',
      'write-triggers': '用于创建触发器',
      'write-events': '用于创建事件',
      'keep-definers': '用于保留视图、触发器、存储程序和事件的定义者（DEFINER）',
      'keep-admin-definers': '用于保留身为管理员的定义者（DEFINER）',
      'write-srs': '用于创建数据需要的空间参考系',
      'write-accounts': '用于创建账号和角色',
      'logged-programs':
        '用于在开启了 binlog 的服务器上创建触发器和函数；执行 SET GLOBAL log_bin_trust_function_creators=1 也可以',
      'apply-log': '用于回放快照之后的 binlog，没有它，各分片只能停在各自快照的时刻',
      'tables-without-key': '用于创建没有主键的表，因为服务器开启了 sql_require_primary_key',
    },
    limit: {
      'no-schema': '{{use}}；这个账号现在看不到任何库',
      'some-tables': '{{use}}；现在只对逐张授权的表有效',
    },
    why: {
      refused: '{{cause}}',
      'cannot-open': '服务器打不开这张表。',
      'history-by-transaction': '行的历史按事务号保存，备份中只有当前的行。',
      'history-too-old': '从 MariaDB 10.11 起才能写回行的历史，备份中只有当前的行。',
      'open-values':
        'binlog 中有语句用 {{what}} 给出了值，而 binlog 没有这些值：经由这份备份恢复时会算出别的值。请做一次全量备份。语句：{{statement}}',
      'open-numbers':
        'binlog 中有语句按行的排列顺序为其编号，或只保留重复行中的第一行（ALTER IGNORE）。没有其他键时，经由这份备份恢复的编号顺序或保留的行可能不同。请做一次全量备份。语句：{{statement}}',
      'misplaced-rows':
        '至少有 {{rows}} 行存放在不属于它们的分区里，在源服务器上按键查询会漏掉这些行。所有行都在备份中，恢复时会放回正确的分区。可用 CHECK TABLE 查看，用 ALTER TABLE … REPAIR PARTITION ALL 归位。',
      'literals-unknown':
        '服务器没有给出这些列的 ENUM、SET 成员或默认值的准确字节，它打印出来的可能是“?”或别的字符：{{columns}}。表和行都在备份中；恢复后请核对这些列的定义。',
      'history-of-an-instant': '在同一微秒内产生又结束的行版本不在备份中：MariaDB 不接受写回这样的版本。',
      'json-types-unknown':
        'MySQL 8.0.4 之前的版本无法查出 JSON 中文本不显示的类型（由 SQL 函数产生的 DECIMAL、日期等）：如果有这样的值，恢复后类型以文本为准。',
      'unknown-kind': '还不能备份 {{type}}。',
      'rows-elsewhere': '{{engine}} 引擎的数据行存放在别处，备份中只有定义。',
      'unfit-statement': '服务器给出的定义{{fault}}。请检查谁能改动这台服务器。',
      'granted-to-all': '授予它的权限对所有账号生效，不在备份中：{{grants}}。',
      'second-password': '它有两个密码，服务器只显示其中一个：备份中没有第二个密码。',
      dropped: '备份期间被删除或改名。',
      truncated: '备份期间，整张表或其中一个分区被 TRUNCATE 清空。',
      'perhaps-truncated':
        '备份开始前有数据，读取时却是空表：可能在备份期间被 TRUNCATE 清空。授予账号 PROCESS 权限后即可确定。',
      altered: '备份期间被修改，或者被改名而来的另一张表取代。',
      'lacks-privilege': '账号“{{user}}”在 {{scope}} 上缺少 {{privilege}} 权限，它{{use}}。{{grant}}',
    },
    remark: {
      'new-destination': '{{folder}} 原来是空的，现在是新的目标位置。',
      'position-inexact': '{{shard}}：binlog 位点与快照不完全对应，无法基于这份备份继续做增量备份。',
      'position-unknown': '{{shard}}：无法读取 binlog 位点，无法基于这份备份继续做增量备份。',
      'no-snapshot': '{{shard}}：快照无法覆盖 {{tables}}，备份期间的写入可能只有一部分进入备份。冷备没有这个问题。',
      'computes-anew':
        '{{shard}}：{{tables}} 的存储生成列取决于写入行时的会话设置（时区、sql_mode 等）。备份中有这些值；恢复时服务器会重新计算，比对会指出不同之处。',
      'created-meanwhile': '{{shard}}：{{schema}}.{{table}} 在备份开始的同时创建，不在这份备份中。',
      'no-chain': '{{shard}}：无法基于这份备份继续做增量备份：{{reason}}。',
      resumed: '备份曾经中断，在 {{at}} 继续：{{tables}} 张表中有 {{kept}} 张是中断前读好的，其余是之后读的。',
      'kept-instant':
        '{{shard}}：中断前已在 {{at}} 全部读完，停留在那个时刻：{{reason}}。因此这份备份的各分片没有共同的时刻。',
      'read-anew': '{{shard}}：中断前读好的 {{tables}} 张表已重新读取：{{reason}}。',
      'partial-row-image':
        '{{shard}}：服务器只记录行的一部分（binlog_row_image={{image}}）。用 REPLACE 覆盖已有的行时，MariaDB 不会把恢复为默认值的列写进 binlog：按这份 binlog 恢复后（从库也一样），这些列仍是旧值。请执行 SET GLOBAL binlog_row_image=FULL，同时改好配置文件，然后做一次全量备份。',
      'earlier-damaged':
        '{{shard}}：{{set}} 的 {{file}} 缺失或与写入时不一致，因此重新读取了服务器的 binlog，这份备份是完整的。请校验那一份备份。',
      restarted:
        '{{shard}}：服务器在这段 binlog 期间重新启动过（{{count}} 次，最后一次在 {{at}}）。如果它其间曾经不写 binlog 运行，那时写入的内容不在任何 binlog 里，也不在这条备份链中：请做一次全量备份。',
      'prepared-xa':
        '{{shard}}：取快照时有 {{count}} 个 XA 事务处于 PREPARED 状态，既未提交也未回滚；它们写入的内容不在备份中。请先提交或回滚（XA RECOVER 可以列出它们），再做一次全量备份。',
      replica: '{{shard}}：这台服务器是 {{from}} 的从库（{{state}}）。备份的是它已经应用的内容，可能比主库旧。',
      'replicas-apart':
        '{{names}} 备份的是从库已经应用的内容，没有人知道它们落后多少：这份备份的各分片没有共同的时刻，跨分片的事务可能在一个分片上完整、在另一个分片上缺失。如果这很重要，请备份主库。',
      'no-common-cut': '数据已全部读完，但各分片无法统一到同一时刻：每个分片停留在自己的快照时刻。{{cause}}',
      'cold-lock-lost': '有一个分片的只读锁在备份结束前失效。事务表的数据行仍然来自同一时刻，但期间可能有写入。',
      'schemas-unseen':
        '{{shard}}：账号“{{user}}”只能看到授过权的库；如果还有其他库，它们不在备份中。授予 SHOW DATABASES 即可看到它们；也可以逐个写明需要的库，表示只要这些。',
      'line-open':
        '{{shard}}：与 {{server}} 的连接没有加密，途经的任何人都可以读取并修改备份的内容。请在服务器上启用 TLS。',
      outside: '{{shard}}：服务器上还有{{kind}}，任何备份都不包含这些内容：{{names}}。',
      'outside-unseen':
        '{{shard}}：账号无权查看服务器上是否有以下内容：{{kinds}}；任何备份都不包含它们。授予 mysql.* 和 performance_schema.* 的 SELECT 权限（MariaDB 的复制信息还需要 REPLICA MONITOR）即可看到。',
      'log-passwords':
        '{{shard}}：保存的 binlog 中有 {{count}} 条账号语句带有可直接读出的密码。请像保管密码一样保管这份备份；如果别人能读到它，请修改这些密码。用命令行备份时可以选择不保存这类语句。',
      'log-hashes':
        '{{shard}}：保存的 binlog 中有账号的密码哈希（{{count}} 处）。请像保管密码一样保管这份备份。用命令行备份时可以选择不保存这类语句。',
      'log-without-accounts': '{{shard}}：按要求没有保存 binlog 中的 {{count}} 条账号语句，原处改为 COMMIT。',
      'holds-hashes': '这份备份包含 {{accounts}} 个账号及其密码哈希，请像保管密码一样保管它。',
    },
    replicaState: {
      someServer: '另一台服务器',
      stopped: '目前没有在应用变更',
      unknown: '落后多少未知',
      behind: '它报告落后 {{seconds}} 秒',
    },
    outside: {
      tablespace: '自建的表空间（其中的表在备份中）',
      'resource-group': '资源组',
      'loadable-function': '可加载函数（UDF）',
      server: 'FEDERATED 或 CONNECT 表用的服务器定义（CREATE SERVER）',
      plugin: '已安装的插件',
      component: '已安装的组件',
      'column-statistics': '列直方图（可用 ANALYZE 重新生成）',
      'time-zone': '时区表',
      replication: '复制源',
      'persisted-variable': 'SET PERSIST 保存的变量',
      'read-only-schema': '只读（READ ONLY）的库（恢复后可写）',
      'own-in-system-schema': '有人在系统库中创建的对象',
    },
    chainBreak: {
      'no-binlog': '服务器没有开启 binlog',
      'log-unreadable': '账号无权读取 binlog。{{grant}}',
      'no-position': '备份 {{set}} 没有准确的 binlog 位点',
      purged: '接下来要读取的 {{file}} 已被服务器清理',
      'account-rows':
        '{{table}} 中的行（含有密码或密码哈希）被直接修改过（{{file}}，位点 {{position}}），行数据无法像语句那样从 binlog 中去除',
      reset: 'binlog 已被重置：在上一份备份结束的位点（{{file}}，{{position}}），现在是其他内容',
      'gtid-mode': 'gtid_mode 现在是 {{mode}}，服务器不再发送在其他模式下写入的 binlog',
      'other-server': '现在应答的是另一台服务器：原来是 {{was}}，现在是 {{is}}',
      'other-version': '服务器版本原来是 {{was}}，现在是 {{is}}',
      format: '服务器记录的是语句而不是行（binlog_format={{format}}）',
      statement: '某个会话记录的是语句而不是行变更（{{file}}，位点 {{position}}）',
      filtered: '服务器的 binlog 过滤掉了某些库（binlog_do_db 或 binlog_ignore_db）',
      'applied-unlogged':
        '此后服务器应用了另一台服务器的变更，却没有写入自己的 binlog（原来是 {{was}}，现在是 {{is}}）',
      'replica-unlogged': '服务器是从库，且不把应用的变更写入自己的 binlog',
      'other-shards': '备份中的分片与集群的分片不同',
    },
    kind: {
      database: '库',
      table: '表',
      sequence: '序列',
      view: '视图',
      function: '函数',
      procedure: '存储过程',
      library: '库（LIBRARY）',
      package: '包',
      'package-body': '包体',
      trigger: '触发器',
      event: '事件',
      account: '账号',
      grants: '授权',
      'foreign-keys': '外键',
      'spatial-reference-system': '空间参考系',
    },
    on: '{{shards}}：{{what}}',
    drift: {
      tables: '{{names}}：',
      missing: '缺少{{part}}',
      extra: '{{part}}仅此处有：{{own}}',
      other: '{{part}}是 {{own}}，其他表是 {{usual}}',
      order: '列的顺序不同：{{columns}}',
      part: {
        column: '列“{{name}}”',
        index: '索引“{{name}}”',
        'primary-key': '主键',
        'foreign-key': '外键 {{name}}',
        check: '检查约束“{{name}}”',
        'other-key': '{{name}}',
        option: '选项 {{name}} ',
        partitions: '分区定义',
      },
    },
    comma: '、',
    gap: '',
    counted: {
      both: '{{tables}}和 {{others}}',
      tables_other: '{{shown}} 张表',
      others_other: '{{shown}} 个其他对象',
      objects_other: '{{shown}} 个对象',
    },
    more: '{{names}} 等 {{all}} 个',
    exception: '{{place}} · {{kind}} {{name}}：{{reason}}',
    loadWarning: '{{target}}：写入 {{table}} 时服务器给出警告：{{cause}}',
    feature: {
      sequence: '序列',
      package: '程序包',
      library: '库对象（CREATE LIBRARY）',
      'row-history': '行历史（系统版本）',
      type: '类型 {{detail}}',
      engine: '存储引擎 {{detail}}',
    },
    lost: {
      'functional-index': '表达式索引',
      'long-unique': '对超出索引长度的值的唯一索引',
      'not-enforced': '不强制执行的 CHECK（在那里会强制执行）',
      srid: '限定 SRID 的列（值保留各自的 SRID）',
      'page-compression': '页压缩',
      'column-compression': '列压缩',
      'newer-options': '写在较新版本专用注释中的选项（如 INVISIBLE、SRID）',
      checks: 'CHECK 约束（读取后并不保留）',
      'descending-index': '降序索引（会变为升序）',
    },
    finding: {
      'volume-missing': {
        what: '缺少归档文件 {{file}}。',
        remedy: '请从这份备份的其他副本取回该文件，或在“{{moment}}”中另选一份备份。',
      },
      'volume-size': {
        what: '归档文件 {{file}} 现在是 {{bytes}} 字节，写入时是 {{written}} 字节。',
        remedy: '请从这份备份的其他副本取回该文件，或在“{{moment}}”中另选一份备份。',
      },
      'read-only': { what: '服务器处于只读状态。', remedy: '如果允许写入，请执行：' },
      'names-taken': {
        what_other: '已经有 {{counted}}：{{objects}}。',
        remedy: '请在“{{where}}”中另取名称，或替换已有内容。',
      },
      'rows-lost': {
        what: '备份中只有 {{objects}} 的定义，没有数据行；替换后，现有的数据将全部消失。',
        remedy: '请在“{{scope}}”中去掉它；如果不需要这些数据，也可以先在服务器上删除。',
      },
      'lacks-privilege': {
        what: '账号“{{user}}”在 {{scope}} 上缺少 {{privilege}} 权限，它{{use}}。',
        remedy: '授予权限：',
        orWithout: '请在“{{where}}”中不选账号，或授予权限：',
      },
      'same-name': {
        what: '服务器不区分大小写，{{one}} 和 {{other}} 在那里是同一个名称。',
        remedy: '请在“{{scope}}”中只选其中一个，或换一台区分大小写的服务器。',
      },
      'schema-unmade': {
        what: '备份中没有创建 {{schemas}} 的语句，或其中的语句不会被执行，而服务器上没有这个数据库。',
        remedy: '请先在服务器上按所需的字符集和排序规则创建它再重新检查，或在“{{scope}}”中去掉它：',
      },
      'manifest-mended': {
        what: '备份 {{set}} 的 {{file}} 丢失或损坏，已由同时写入的文件代替。',
        remedy: '请校验这份备份：其他地方也可能有损坏。',
      },
      damagedSomewhere: '其中一部分内容',
      'known-damaged': {
        what: '此备份已损坏，以下内容无法完整恢复：{{tables}}。',
        stop: '不会用它替换任何内容。请在“{{scope}}”中去掉这些表，或在“{{moment}}”中选择其他备份；如果文件已修复，请先重新校验。',
        note: '其余内容都可以恢复。如果需要这些表，请在“{{moment}}”中选择其他备份。',
      },
      'passed-damaged': { what: '更新的备份 {{set}} 已损坏，不会使用；其中无法完整恢复：{{tables}}。' },
      'newer-set': {
        what: '{{newer}} 比所用的 {{set}} 更新，但无法使用。',
        remedy: '原因见“备份”页面。',
      },
      'restore-continues': {
        what: '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），数据行已全部写入。这次将接着回放 binlog。',
        whatProven:
          '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），数据行已全部写入并核对一致。这次将接着回放 binlog。',
      },
      'restore-interrupted': {
        'rows-missing':
          '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），无法继续：{{shards}} 个分片中只有 {{loaded}} 个写完了全部数据行。',
        'other-set': '这里有一次中断的恢复（{{set}}，恢复到 {{at}}）。这次用的是另一份备份，不会接着它进行。',
        'other-point': '这里有一次中断的恢复（{{set}}，恢复到 {{at}}）。这次要恢复到另一个时刻，不会接着它进行。',
        'other-choice': '这里有一次中断的恢复（{{set}}，恢复到 {{at}}）。这次所选的内容或名称不同，不会接着它进行。',
        'no-log': '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），无法继续：账号没有回放 binlog 的权限。',
        altered:
          '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），无法继续：它在那里的记录不是由这份备份写下的，或已被人改动。',
        'sets-changed':
          '这里有一次中断的恢复（{{set}}，恢复到 {{at}}），无法继续：备份的清单与它开始时不同，或它由较早版本的 Shardkeep 开始。',
      },
      'other-flavour': { what: '备份来自 {{source}}，服务器是 {{on}}。它不支持的内容会列为“未恢复的对象”。' },
      'older-version': {
        what: '服务器的版本（{{on}}）比备份来源（{{source}}）旧。它不支持的内容会列为“未恢复的对象”。',
      },
      'cascades-outside': {
        what: '{{objects}} 不在恢复范围内，但有指向恢复内容的外键（ON DELETE 或 ON UPDATE 为 CASCADE、SET NULL）：binlog 删除或修改的数据，也会在这些表中被删除或修改。',
        remedy: '请先删除这些外键，恢复后再加回；或在“{{where}}”中用其他名称恢复，或恢复到其他服务器。',
      },
      'log-other-flavour': {
        what: '服务器类型不同，无法回放 binlog；没有 binlog，就只能恢复到全量备份自身的时刻。',
        remedy: '请改用与备份来源同类型的服务器，或选择一份全量备份。',
      },
      'log-setting': {
        slave_run_triggers_for_rbr: {
          what: 'slave_run_triggers_for_rbr={{value}}：回放 binlog 的行时会再次触发触发器，而 binlog 已包含触发器的结果。',
          remedy: '请在恢复期间将其关闭：',
        },
        secure_timestamp: {
          what: 'secure_timestamp={{value}}：无法让 binlog 中的语句使用它们当时的时间。',
          remedy: '请以 secure_timestamp=NO 重启服务器，或选择另一台服务器。',
        },
        lower_case_table_names: {
          what: 'lower_case_table_names={{value}}：源服务器的名称不区分大小写，其 binlog 可能以多种写法书写同一个名称，而在这台服务器上它们是不同的名称。',
          remedy: '请选择 lower_case_table_names=1 的服务器，或选择一份全量备份。',
        },
      },
      'log-left-out': {
        what: '服务器类型不同，无法回放 binlog：各分片停在各自快照的时刻，而不是共同的时刻。',
      },
      'log-without-accounts': {
        what: '保存 binlog 时已按要求去掉 {{count}} 条账号语句。恢复在任何情况下都不会重复执行这类语句。',
      },
      'log-settings-changed': {
        what: '源服务器的 {{settings}} 在几次备份之间发生过变化，而 binlog 没有记录变化的时刻：其中的定义语句按全量备份时的值执行，结果可能不同。',
        remedy: '请将这期间创建的定义与源服务器对比，或者做一次全量备份并从它恢复。',
      },
      'log-meets': {
        what: 'binlog 在途中会创建、更改或删除 {{names}}，而服务器上已有同名内容，且不属于这份备份：恢复会在那里停止。',
        remedy:
          '如果不需要，请先在服务器上删除或改名；也可以在“{{where}}”中换一台服务器，在“{{moment}}”中选择在此之前的时刻，或在“{{scope}}”中去掉它。',
      },
      'log-zone': {
        what: '二进制日志中有定义的更改，而目标服务器没有源机器的时区（既不是它自己的时区，也没有同名时区）：这些语句换算的时间可能相差一小时或更多。报告会指出它们。',
        remedy: '请先在目标服务器上加载时区表（mysql_tzinfo_to_sql），再检查一次。',
      },
      'log-open': {
        what: 'binlog 中有语句为以下表给出了 binlog 无法确定的值：{{tables}}。可能不同的内容会被列出。',
        remedy: '请在恢复后与源服务器对比，或做一次全量备份再恢复它。',
      },
      'no-local-infile': {
        what: '服务器不允许 LOAD DATA LOCAL，改用 INSERT 写入，速度较慢。',
        remedy: '执行以下语句可以加快：',
      },
      replaces: { what: '用备份中的内容替换 {{counted}}：{{objects}}。' },
      'drops-triggers': {
        what: '以下触发器不在备份中，会随所在的表一起删除：{{objects}}。',
        remedy: '如果还需要，请先保存它们的定义（SHOW CREATE TRIGGER）。',
      },
      keeps: { what_other: '{{objects}} 不在这次恢复的范围内，保持不动。' },
      'unknown-collation': { what: '服务器不支持排序规则 {{collation}}，用到它的对象会列为“未恢复的对象”。' },
      'collation-replaced': {
        what_other:
          '服务器不支持排序规则 {{from}}，{{objects}} 改用 {{to}}。数据值不变，但排序以及唯一键中哪些值算相同可能不同。',
      },
      'cannot-cross': { what: '服务器没有{{feature}}：{{objects}} 无法恢复到该服务器。' },
      'definitions-unproven': {
        what: '目标服务器的类型或版本系列不同，同一个定义的写法也不同：恢复后会比对数据行，但不比对定义。',
      },
      'spreads-anew': {
        what: '{{objects}} 按行数把历史保存在分区中（PARTITION BY SYSTEM_TIME LIMIT）。历史会全部恢复，但服务器会重新选择每个版本所在的分区；如果分区不同，报告会指出。',
      },
      'computes-anew': {
        what: '{{objects}} 有取决于会话设置（时区、sql_mode 等）的存储生成列。服务器会重新计算；如果结果与备份不同，恢复后的比对会指出这些列。',
      },
      'ties-outside': {
        what: '{{objects}} 通过外键、默认值或作为 MERGE 表引用了没有恢复的表或序列。目标服务器上如果有这些对象，它们会与恢复的内容相关联：被引用的数据行无法删除，写入 MERGE 表或使用序列也会改变它们。',
      },
      places: {
        what: '{{objects}} 位于源服务器特有的位置（{{options}}）。目标服务器没有或拒绝这些位置时，会恢复到默认位置，并在报告中列出。',
        remedy: '如需保留位置，请先在目标服务器上创建这些表空间和目录（MySQL 还需设置 innodb_directories）。',
      },
      'srs-created': {
        what: '服务器没有这些空间参考系，缺少它们就无法导入数据：{{systems}}。恢复时会在整个服务器上创建。',
      },
      'srs-differs': {
        what: '服务器上 {{systems}} 的定义不同，保持不变。坐标的字节不变，但在那里的含义不同。',
        remedy: '在使用距离等计算之前，请比较两边的 information_schema.ST_SPATIAL_REFERENCE_SYSTEMS。',
      },
      'crosses-without': { what_other: '服务器不支持{{feature}}；{{objects}} 恢复后没有这项特性。' },
      'primary-key-required': {
        what_other: '服务器要求表有主键，而有 {{count}} 张表没有；只要账号有权限，这次恢复会暂时关闭这项要求。',
      },
      'unfit-statements': {
        what_other: '{{objects}} 不会恢复：备份中的语句{{fault}}。',
        remedy: '备份或其来源服务器可能被人改动过。如果确实需要外部文件或外部连接，请用命令行工具恢复。',
      },
      'outside-allowed': {
        what_other: '{{objects}} 将按您的允许恢复，尽管备份中的语句{{fault}}。',
        remedy: '请在备份的结构文件中查看它指向何处。',
      },
      'definers-admin': {
        what_other: '{{objects}} 将以 {{accounts}} 的身份运行，该账号可以更改账号或服务器上的全部数据。',
        remedy: '请在使用之前检查它们，或在“{{where}}”一步取消保留定义者。',
      },
      'definers-missing': {
        what_other:
          '{{objects}} 以账号 {{accounts}} 的身份运行，而服务器上没有该账号：仍会恢复，但在创建账号之前无法使用。',
        remedy: '恢复之前或之后在服务器上创建该账号，或在“{{where}}”一步取消保留定义者。',
      },
      'accounts-created': { what_other: '创建账号 {{accounts}}，密码和授权与备份时相同。' },
      'accounts-kept': { what_other: '账号 {{accounts}} 已经存在，密码和授权都保持不变。' },
      'accounts-unfit': {
        what_other: '账号 {{accounts}} 不会创建：备份中的语句不只是创建这些账号并为其授权。',
      },
      'accounts-locked': {
        what_other: '服务器无法使用账号 {{accounts}} 的密码哈希：将以锁定状态创建，密码无人知晓。',
        remedy: '恢复后请为它们设置新密码并解锁。',
      },
      'leads-out': {
        what_other:
          '{{objects}} 的定义中引用或可能引用 {{schemas}}；改名恢复后它们会使用原来的数据库，因此不会创建，以免副本写入原库。',
        remedy: '恢复之后用正确的名称手动创建，或不改名恢复。',
      },
      'events-disabled': {
        what_other: '{{count}} 个事件恢复后处于停用状态，不会自行运行。',
        remedy_other: '需要时执行以下语句启用：',
      },
    },
    problem: {
      'not-created': '未能创建，服务器的原文见“未恢复的对象”。',
      refused: '{{cause}}',
      damaged: '备份中的内容已损坏：{{cause}}',
      duplicates:
        '源库中的行在这里的唯一键上重复：{{cause}}。目标上的这张表不完整，备份中有全部行。目标服务器把源库认为不同的值当作相同（排序规则、版本或存储生成列不同），或者源库的索引已损坏（请在源库执行 CHECK TABLE）。请恢复到与源库相同的服务器，或先建没有该键的表，再从备份导入行。',
      unreadable: '无法重新读取：{{cause}}',
      'row-count': '有 {{found}} 行，而备份中是 {{expected}} 行',
      content: '行数与备份相同，但内容不同',
      literals: 'ENUM 或 SET 的成员或列默认值的字节与源服务器不同：{{columns}}',
      generated:
        '写入的数据全部正确，但存储型生成列算出了不同的值：{{columns}}。这些行当初是在其他会话设置（例如另一个 time_zone）下写入的；旧值仍在备份中',
      inChunk: '第 {{chunk}} 块：{{problem}}',
    },
    notRestored: {
      refused: '{{cause}}',
      'event-expired': '事件的时间已过，并且没有设置为保留。',
      'leads-out':
        '未创建：改名恢复后，它的定义引用或可能引用数据库 {{schema}}，会使用原来的数据库。原库没有任何写入。请用正确的名称手动创建。',
      'late-moments':
        '表已恢复，但 binlog 中有晚于 2038-01-19 03:14:07（UTC）的 TIMESTAMP 值，服务器无法保存，已变为 0000-00-00 00:00:00。',
      'open-values':
        '表已恢复，但 binlog 中没有源服务器上 {{what}} 产生的值，这些值是重新计算的。请与源服务器对比，或重新做一次全量备份。语句：{{statement}}',
      'open-numbers':
        '表已恢复，但有语句按行当时的排列顺序为其编号，或只保留重复行中的第一行（ALTER IGNORE）；没有键时，这里的排列顺序可能不同，编号可能对应到其他行，或保留了其他行。请与源服务器对比，或重新做一次全量备份。语句：{{statement}}',
      'open-zone':
        '表已恢复，但有语句按源服务器所在机器的时区转换了时间，而这台服务器没有该时区的规则：部分时间可能相差一小时或更多。请为服务器加载时区表后重新恢复，或与源服务器对比，或重新做一次全量备份。语句：{{statement}}',
      'open-charset':
        '对象已恢复，但此前有会话更改过它所在数据库的字符集。其他会话在再次执行 USE 之前会继续使用旧字符集，而 binlog 没有记录这一点：它在源服务器上的字符集或排序规则可能不同。请与源服务器对比 SHOW CREATE，或重新做一次全量备份。语句：{{statement}}',
      'not-of-the-set': '它不在备份中，之前也不存在：恢复期间有人创建了它。它会保留；如不需要，请自行删除。',
      'open-generated':
        '表已恢复，但它的存储生成列取决于会话设置，而 binlog 并未记录每条语句的会话设置，服务器为 binlog 中的行重新计算了这些列。请与源服务器对比，或重新做一次全量备份。',
      'index-refused':
        '表和行都已恢复，但缺少一个被服务器拒绝的索引：{{cause}}。如果该索引建在生成列上，说明列值与备份中的不同；请在值正确之后再添加索引。',
      'definition-missing': '服务器接受了它，但实际上并不存在。',
      'definition-unread':
        '服务器接受了它，但账号不能读取它的定义，因此没有核对。读取程序需要 mysql.proc 的 SELECT 权限（MariaDB）或 SHOW_ROUTINE 权限（MySQL）。',
      'definition-differs': '已恢复，但与原来不同：现在是“{{found}}”，原来是“{{expected}}”。',
      'counter-raised':
        '表和所有行都已恢复，但下一个自增值是 {{found}}，而不是 {{expected}}：源库上的 AUTO_INCREMENT 小于表中已有的编号（MariaDB 上用 UPDATE 把行移到另一个分区会这样），服务器不允许这样设置。新插入的行会得到比源库更大的编号。',
      'partition-rows':
        '表和所有行都已恢复，但所在的分区与源库不同：{{partitions}}。服务器会重新放置行：按行数保存的历史（PARTITION BY SYSTEM_TIME LIMIT），以及原来放错分区的行。删除、交换或清空分区之前请先检查。',
      'logged-differs':
        '已恢复，但二进制日志没有让它与最后一个备份时源库上的相同：现在是“{{found}}”，原来是“{{expected}}”。日志不含执行语句的会话的全部设置（例如默认存储引擎），也可能是备份期间又被修改过。如果有影响，请手动修改，或做一次全量备份。',
      'logged-missing':
        '最后一个备份时源库上有它，但二进制日志没有带来它。日志不含执行语句的会话的全部设置，也可能是备份期间才创建的。请手动创建，或做一次全量备份。',
      'placed-elsewhere': '表和数据都已恢复，但放在服务器的默认位置，没有 {{options}}。',
      'other-definition': '服务器上这个编号有另一个定义，保持不变；坐标在那里的含义不同。',
      'index-lost': '表已恢复，但缺少部分索引：服务器不支持{{feature}}。',
      'account-locked': '账号已创建并已授权，但处于锁定状态：{{why}}请用 ALTER USER 设置新密码，然后解锁。',
      'hash-of-no-use': '服务器无法使用它的密码哈希（{{plugins}}）。',
      'grant-refused': '{{given}}：{{cause}}',
      'nothing-of-the-kind': '服务器不支持。',
      'grant-pattern': '按通配名 {{pattern}} 的授权原样保留，但不涵盖改名后的库。',
      'not-in-set': '备份中没有：{{reason}}',
      'unfit-statement': '没有恢复：备份中的语句{{fault}}。',
    },
    fault: {
      'other-statement': '不是它的 CREATE 语句，或还有其他操作',
      'hidden-code': '在注释中带有只被部分服务器执行的代码',
      'takes-rows': '会自行带入数据行',
      library: '会向服务器加载程序库',
      directory: '会把文件放到服务器数据目录之外',
      connection: '会连接其他服务器',
      engine: '使用的存储引擎可能读写服务器自身文件之外的内容',
      'other-schema': '会读写其他库的表',
      'other-definer': '运行时所用的账号与备份所述不同',
    },
    failure: {
      setDamaged: '备份有损坏，要替换的内容无法完整恢复：{{names}}。',
      setDamagedNext: '请在“{{scope}}”中去掉它们，或从其他副本取回文件。校验这份备份可以查明全部损坏。',
      samePlace: '{{one}} 和 {{other}} 都会成为 {{becomes}}。',
      samePlaceNext: '请在“{{where}}”中把分片恢复到不同的服务器，或另取名称逐个恢复。',
      chainBroken: '{{shard}}：无法继续做增量备份：{{reason}}。',
      chainBrokenNext: '请做一次全量备份，从它开始新的备份链。',
      logCutOff: '数据行已全部写入：请再次进行同一恢复，不要选择“{{replace}}”，即可接着回放 binlog。',
      partlyRestored: '请再次恢复，并选择“{{replace}}”，即可补全。',
    },
  },
});
