/**
 * Storage engines whose tables are what the server itself holds of them. All others may lead to files, servers or tables of
 * the definition's choice by options that only they know (CONNECT, SPIDER, S3, SPHINX, OQGRAPH, Mroonga), so that one that is
 * not known asks first. FEDERATED and MERGE say by CONNECTION and UNION where they lead; without these they lead nowhere.
 */
const LOCAL = new Set([
  ...['INNODB', 'MYISAM', 'ARIA', 'MARIA', 'MEMORY', 'HEAP', 'MRG_MYISAM', 'MERGE', 'CSV', 'ARCHIVE', 'BLACKHOLE'],
  ...['ROCKSDB', 'TOKUDB', 'SEQUENCE', 'COLUMNSTORE', 'NDB', 'NDBCLUSTER', 'EXAMPLE'],
]);

/** True for an engine, as it is written behind ENGINE, that keeps to the server. */
export function isLocalEngine(written: string): boolean {
  return LOCAL.has(written.replaceAll(/['"`]/g, '').toUpperCase());
}
