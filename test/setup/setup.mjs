#!/usr/bin/env node
// Brings a checkout to where the commands of package.json work: packages, and with a flag the servers.
//
//   node test/setup/setup.mjs             npm packages
//   node test/setup/setup.mjs --mariadb   also a MariaDB (or MySQL) server, for the demo
//   node test/setup/setup.mjs --servers   also MariaDB, MySQL 9, MariaDB 11 and 10.5, libfaketime and the archive tools, for the tests
//
// Runs before anything is installed, so it imports nothing from node_modules and keeps to what Node 20 has.
// Does only what is missing, asks nothing, and says what it does; silent when nothing is to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shardkeep');

/** Programs by the Debian package that has them. The `-core` package brings no service that would start by itself. */
const MARIADB = {
  'mariadb-server-core': ['mariadbd', 'mariadb-install-db'],
  'mariadb-client': ['mariadb', 'mariadb-dump', 'mariadb-binlog'],
};
const TOOLS = { zstd: ['zstd'], unzip: ['unzip'], openssl: ['openssl'] };

/** Folders of the cache with each MariaDB that tests cross to (test/support/programs.ts). */
const OTHER_MARIADB = ['mariadb-11', 'mariadb-10.5'];

/** For the tests of the pages; the font is for what they say in Chinese. */
const BROWSER = { chromium: ['chromium'], 'fonts-noto-cjk': [] };

const FLAGS = ['--mariadb', '--servers'];
const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !FLAGS.includes(flag));
if (unknown !== undefined) stop(`unknown argument ${unknown}; there are ${FLAGS.join(' and ')}`, 2);

installPackages();
buildSimd();
if (flags.includes('--servers')) installServers();
else if (flags.includes('--mariadb')) installMariadb();

/** The row converter is compiled from its source; without it everything works, but slower. */
function buildSimd() {
  spawnSync(process.execPath, [join(ROOT, 'test/setup/build-simd.mjs')], { stdio: 'inherit' });
}

function installPackages() {
  const stamp = join(ROOT, 'node_modules', '.setup');
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (readText(stamp) === wanted) return;
  if (isInstalled()) {
    writeFileSync(stamp, wanted);
    return;
  }
  say('installing the npm packages');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    // Not the node in node_modules/.bin, which is about to be replaced.
    PATH: folders()
      .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
      .join(delimiter),
  });
  if (!nodeRuns()) stop('the npm package "node" has no program; was its install script blocked?');
  writeFileSync(stamp, wanted);
}

/** Whether an `npm ci` by hand has installed what is wanted: npm writes down what it put where. */
function isInstalled() {
  const installed = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  const wanted = Object.entries(packagesOf(join(ROOT, 'package-lock.json'))).filter(([path]) => path !== '');
  // What is for other systems is not installed.
  const isThere = ([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version;
  return wanted.length > 0 && Object.keys(installed).length > 0 && wanted.every(isThere) && nodeRuns();
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(file) {
  return JSON.parse(readText(file) || '{}').packages ?? {};
}

function nodeRuns() {
  const node = join(ROOT, 'node_modules', '.bin', 'node');
  return spawnSync(node, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

/** Any one server does for the demo. */
function installMariadb() {
  if (has('mariadbd') || has('mysqld')) return;
  if (isDebian() && isRoot()) installDebian(MARIADB);
  else stop(`the demo needs a MariaDB or MySQL server\n${advice(Object.keys(MARIADB), 'mariadb')}`);
}

function installServers() {
  if (isDebian() && isRoot()) installDebian({ ...MARIADB, ...TOOLS, ...(hasBrowser() ? {} : BROWSER) });
  const missing = ['mariadbd', ...Object.keys(TOOLS)].filter((program) => !has(program));
  if (!hasBrowser()) missing.push('chromium (or CHROMIUM with the path of one)');
  if (!hasMysql()) {
    if (isDebian()) unpackServer('mysql');
    else missing.push('mysqld (of MySQL 9)');
  }
  if (isDebian()) unpackPlugins();
  if (isDebian()) run(join(ROOT, 'test', 'support', 'get-faketime.sh'), [join(CACHE, 'faketime')]);
  // Elsewhere the tests that need it are skipped.
  for (const release of isDebian() ? OTHER_MARIADB : [])
    if (!isProgram(join(CACHE, release, 'mariadbd'))) unpackServer(release);
  const packages = Object.keys({ ...MARIADB, ...TOOLS });
  if (missing.length > 0) stop(`the tests need ${missing.join(', ')}\n${advice(packages, 'mariadb mysql zstd')}`);
}

function hasBrowser() {
  return process.env.CHROMIUM !== undefined || has('chromium');
}

/** Beside the system, and without root: Debian's releases have one version of MariaDB each, and no MySQL beside it. */
function unpackServer(release) {
  const folder = join(CACHE, release);
  say(`unpacking ${release} into ${folder}`);
  run(join(ROOT, 'test', 'support', 'get-server.sh'), [release, folder]);
}

/** For tests of engines and ways to log in that Debian keeps in the package with the service; test/support/programs.ts finds them. */
function unpackPlugins() {
  if (existsSync('/usr/lib/mysql/plugin/ha_archive.so')) return;
  const server = serverFolders()
    .map((folder) => join(folder, 'mariadbd'))
    .find(isProgram);
  const words = server === undefined ? '' : spawnSync(server, ['--version'], { encoding: 'utf8' }).stdout;
  const version = /Ver (\d+\.\d+\.\d+)-MariaDB/.exec(words)?.[1];
  const folder = join(CACHE, `mariadb-plugins-${version}`);
  if (version === undefined || existsSync(folder)) return;
  say(`unpacking MariaDB's plugins into ${folder}`);
  run(join(ROOT, 'test', 'support', 'get-mariadb-plugins.sh'), [folder]);
}

/** @param {Record<string, string[]>} packages */
function installDebian(packages) {
  const missing = Object.keys(packages).filter((name) => packages[name].length === 0 || !packages[name].every(has));
  if (missing.length === 0) return;
  say(`installing ${missing.join(', ')}`);
  // RUNLEVEL 1 keeps a service that a package may bring from starting; needrestart asks questions unless told not to.
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1', NEEDRESTART_SUSPEND: '1' };
  const get = (...args) => run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], environment);
  get('update');
  get('install', '-y', '-o', 'Dpkg::Use-Pty=0', '--no-install-recommends', ...missing);
  const absent = Object.values(packages)
    .flat()
    .filter((program) => !has(program));
  if (absent.length > 0) stop(`apt-get is done, but ${absent.join(', ')} cannot be found`);
}

function isDebian() {
  return /^ID=debian$/m.test(readText('/etc/os-release')) && has('apt-get');
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** @param {string[]} debian @param {string} homebrew */
function advice(debian, homebrew) {
  return [
    `  Debian:  apt-get install ${debian.join(' ')}   (run as root, this command does it by itself)`,
    `  macOS:   brew install ${homebrew}`,
    '  other:   MariaDB 10.6 or newer, MySQL 9 or newer; put their programs on the PATH',
  ].join('\n');
}

function hasMysql() {
  return [join(CACHE, 'mysql', 'mysqld'), ...serverFolders().map((folder) => join(folder, 'mysqld'))].some(
    (path) =>
      isProgram(path) &&
      /Ver (9|\d\d)\.(?!.*mariadb)/i.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout),
  );
}

function has(name) {
  return serverFolders().some((folder) => isProgram(join(folder, name)));
}

/** The same places in which the tests look (test/support/programs.ts). */
function serverFolders() {
  const kegs = ['mariadb', 'mysql'].flatMap((name) => [`/opt/homebrew/opt/${name}/bin`, `/usr/local/opt/${name}/bin`]);
  return [...folders(), '/usr/sbin', '/usr/libexec', '/usr/local/mysql/bin', ...kegs];
}

function folders() {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Output is shown only when the program fails: apt and npm say much that nobody needs. */
function run(program, args, environment = {}) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  const words = [result.error?.message, result.stdout, result.stderr].filter(Boolean).join('\n').trimEnd();
  stop(`${program} ${args.join(' ')} failed (${result.status ?? result.signal ?? 'not started'})\n${words}`);
}

function say(text) {
  console.log(`setup: ${text}`);
}

function stop(text, code = 1) {
  console.error(`setup: ${text}`);
  process.exit(code);
}
