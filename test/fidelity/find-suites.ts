import { access, glob } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_FOLDER } from '../support/programs.ts';
import { runProgram } from '../support/run-program.ts';

/**
 * Suites whose statements make objects and rows; the others drive replication, clusters, plugins or server variables, and
 * storage_engine has the test driver put its statements together.
 */
const SUITES = [
  'main',
  'suite/innodb',
  'suite/innodb_fts',
  'suite/innodb_gis',
  'suite/innodb_zip',
  'suite/gcol',
  'suite/vcol',
  'suite/versioning',
  'suite/period',
  'suite/sql_sequence',
  'suite/parts',
  'suite/json',
  'suite/jp',
  'suite/heap',
  'suite/maria',
  'suite/archive',
  'suite/csv',
  'suite/compat',
  'suite/engines',
  'suite/funcs_1',
  'plugin/type_inet',
  'plugin/type_uuid',
  'plugin/sequence',
];

/** The folder `mysql-test`: as given, or unpacked from Debian's package into the cache. */
export async function findSuites(given: string | undefined): Promise<string> {
  const folder = given ?? join(CACHE_FOLDER, 'mariadb-test/usr/share/mysql/mysql-test');
  const there = await access(join(folder, 'main')).then(
    () => true,
    () => false,
  );
  if (there) return folder;
  if (given !== undefined) throw new Error(`${given} holds no suites: it has no folder main.`);
  const unpack =
    'mkdir -p "$1" && cd "$1" && apt-get download mariadb-test-data && dpkg -x mariadb-test-data_*.deb . && rm mariadb-test-data_*.deb';
  await runProgram('sh', ['-ec', unpack, 'sh', join(CACHE_FOLDER, 'mariadb-test')]);
  return folder;
}

/** Test files below the folder, sorted. */
export async function listTests(root: string): Promise<string[]> {
  const files: string[] = [];
  for (const suite of SUITES) for await (const file of glob(`${suite}/**/*.test`, { cwd: root })) files.push(file);
  return files.sort();
}
