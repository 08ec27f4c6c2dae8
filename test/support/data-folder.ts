import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE_FOLDER, type ServerPrograms } from './programs.ts';
import { runProgram } from './run-program.ts';

/** Redo log size; small, since every server copies it. The template is made with the size that servers run with. */
export const REDO_LOG = '32M';
/** Part of a template's name: raise it when `initialise` changes. */
const RECIPE = 1;

/** Only root must say that it runs a server as itself. */
export const AS_ROOT: readonly string[] = process.getuid?.() === 0 ? ['--user=root'] : [];

/** Names of tables and schemas are stored in lower case. */
export const LOWER_CASE_NAMES: readonly string[] = ['--lower-case-table-names=1'];

const templates = new Map<string, Promise<string>>();

/**
 * Fills `folder` with an initialised, empty data folder. Copies a cached one, made at first use per version:
 * 0.1 s instead of 1.1 s for MariaDB 10.11, 0.3 s instead of 3.5 s for MySQL 9.7.
 */
export async function createDataFolder(programs: ServerPrograms, folder: string, lowerCase = false): Promise<void> {
  const flavour = programs.install === null ? 'mysql' : 'mariadb';
  const template = join(
    CACHE_FOLDER,
    'templates',
    `${flavour}-${programs.version}-${REDO_LOG}-${RECIPE}${lowerCase ? '-lower' : ''}`,
  );
  const ready = templates.get(template) ?? makeTemplate(programs, template, lowerCase);
  templates.set(template, ready);
  await cp(await ready, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

async function makeTemplate(programs: ServerPrograms, template: string, lowerCase: boolean): Promise<string> {
  if (await exists(template)) return template;
  await mkdir(join(CACHE_FOLDER, 'templates'), { recursive: true });
  const work = `${template}.partial-${randomBytes(4).toString('hex')}`;
  try {
    await initialise(programs, work, lowerCase);
    await rename(work, template);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    // Another process may have been first; its template is as good.
    if (!(await exists(template))) throw error;
  }
  return template;
}

async function initialise({ server, install }: ServerPrograms, folder: string, lowerCase: boolean): Promise<void> {
  const names = lowerCase ? LOWER_CASE_NAMES : []; // MySQL keeps it for the life of the data folder
  if (install !== null) {
    const args = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
    const redo = `--innodb-log-file-size=${REDO_LOG}`;
    await runProgram(install, ['--no-defaults', `--datadir=${folder}`, ...AS_ROOT, ...names, ...args, redo]);
    return;
  }
  const redo = `--innodb-redo-log-capacity=${REDO_LOG}`;
  const args = ['--no-defaults', '--initialize-insecure', `--datadir=${folder}`, ...names, ...AS_ROOT, redo];
  await runProgram(server, args);
  await rm(join(folder, 'auto.cnf'), { force: true }); // every server makes a uuid of its own
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
