/** Differences that a flavour makes impossible to avoid, each with what is behind it (docs/FIDELITY.md). */
const KNOWN: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /^dump: [-+] `main_create_\d+`: {3}`(?:DB|STATE|INFO|INFO_BINARY)` /,
    why: 'columns of a table LIKE information_schema.processlist have no default, which no other statement can say',
  },
  {
    pattern: /^dump: [-+] `(?:main_func_group_\d+`: {3}`MAX\(id\)|plugin_type_inet_type_inet_type_inet6_\d+`: {3}`m)` /,
    why: 'a column made by CREATE … SELECT of an aggregate may be NULL and has no default, which no other statement can say',
  },
  {
    pattern: /^(?:exception|not restored): .*Row history is kept by transaction number/,
    why: 'history by transaction number cannot be inserted (system_versioning_insert_history refuses it)',
  },
  {
    pattern: /^(?:exception|not restored): .*Row versions that ended in the same microsecond/,
    why: 'versions of an instant cannot be inserted',
  },
  {
    pattern: /^(?:exception|not restored): .*Tablespace has been discarded/,
    why: 'the suite took the file away: the source itself cannot read it',
  },
  {
    pattern: /^(?:exception|not restored): .*The rows of engine \w+ live elsewhere/,
    why: 'rows of MERGE, FEDERATED and the like belong to other tables: the set has the definition',
  },
  {
    pattern: /^(?:(?:exception|not restored): .*Unable to open underlying table|checksum: main_flush_12\.tm: null)/,
    why: 'a MERGE table over tables that are not alike: the source itself cannot read it',
  },
  {
    pattern:
      /^(?:dump: [-+] |checksum: )`?suite_(?:innodb_zip_t_(?:4k|8k|16k|wl5522\w*|innodb\w*)|innodb_gis_t_alter_spatial_index_1)[`.\w]*(?:: (?:null, now 0$|.?(?:UNLOCK TABLES|\/\*!40000 ALTER TABLE `\w+` ENABLE KEYS )))/,
    why: 'the suite took the file away: the source itself cannot read it, and its dump ends in front of the rows',
  },
  {
    pattern:
      /^dump: - `suite_period_t_(?:delete|update)_1`: (?:$|DROP TABLE IF EXISTS `v1?`|-- failed on view|\/\*!500(?:01|13) )/,
    why: 'a view that is broken on the source too: the stock dump program writes "failed on view"',
  },
  {
    pattern: /^(?:dump: [-+] |checksum: )`?suite_period_t_versioning_1\b/,
    why: 'history by transaction number: the numbers of the current rows are those of the restore',
  },
  {
    pattern: /^not restored: .*\(foreign-keys\): .*errno: 150/,
    why: 'a foreign key whose index was dropped under foreign_key_checks=0; the stock client loses the whole table to the same error',
  },
  {
    pattern: /^checksum: suite_vcol_t_vcol_keys_innodb_\d+\.t1:/,
    why: 'a table with a virtual column: CHECKSUM TABLE gives another sum of it after FLUSH TABLES',
  },
  {
    pattern: /^not restored: .*\(view\): .*Unknown column/,
    why: 'a view that is broken on the source too: the stock dump program writes "failed on view"',
  },
  {
    pattern: /^(?:different|checksum|dump): (?:[-+] )?`?main_type_float_4[2-5]\b/,
    why: 'numbers that are out of the range of their DOUBLE(M,D): MySQL lets them in from another column, and in no literal; the comparison names the table',
  },
  {
    pattern:
      /^dump: [-+] `suite_parts_t_partition_auto_increment_(?:innodb|memory|maria|max)_\d+`: \) ENGINE=\w+ AUTO_INCREMENT=/,
    why: 'a counter that an UPDATE left behind its rows: servers put it behind the largest number, whatever the statement says',
  },
  {
    pattern: /^dump: [-+] `suite_parts_t_mdev_24610_\d+`: \) ENGINE=MEMORY /,
    why: 'a counter at 2^64-1 of a partitioned table: no statement takes it there but the row itself',
  },
  {
    pattern: /^(?:not restored|failed|dump|checksum): .*suite_parts_t_engine_defined_part_attributes_1\b/,
    why: 'ENCRYPTED=YES of a table whose partitions say NO: the server prints the table without their NO, and refuses that',
  },
];

/** Why a difference is no loss of ours; undefined when nothing explains it. */
export function explainDifference(difference: string): string | undefined {
  return KNOWN.find(({ pattern }) => pattern.test(difference))?.why;
}
