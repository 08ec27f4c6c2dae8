import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** Every module a file names in import, export … from, import() and require(). */
function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)['"]([^'"]+)['"]/g)].map(
    (m) => m[1] ?? '',
  );
}

/** What a file imports: as it says it, and the file of the project that this is. */
interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly to: string | undefined;
}

const imports: readonly Import[] = files.flatMap((file) =>
  importsOf(read(file)).map((specifier) => ({
    file,
    specifier,
    to: specifier.startsWith('.') ? join(dirname(file), specifier) : undefined,
  })),
);

/** Imports of files under `folder` that lead elsewhere than `allowed` says. */
function strays(folder: string, allowed: (one: Import) => boolean): string[] {
  return imports
    .filter((one) => one.file.startsWith(folder) && !allowed(one))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
}

const isUnder = ({ to }: Import, ...folders: readonly string[]) => folders.some((folder) => to?.startsWith(folder));

/** The rooms of `electron/` from below, each with the rooms it may know. */
const ROOMS = [
  ['engine', []],
  ['job', ['engine']],
  ['host', ['engine', 'job']],
  ['web', ['engine', 'job', 'host']],
  ['desktop', ['engine', 'job', 'host']],
  ['cli', ['engine', 'job', 'web']],
] as const;

/** Files of the product that open files themselves: of the host's own folder, what a user names, and the product's own. */
const OPEN_FILES = [
  'electron/cli/serve-command.ts',
  'electron/desktop/updates.ts',
  'electron/engine/cluster/read-cluster-file.ts',
  'electron/engine/mysql/row-converter.ts',
  'electron/engine/open-regular.ts',
  'electron/host/serve-static.ts',
  'electron/host/services/create-services.ts',
  'electron/host/services/file-cipher.ts',
  'electron/host/services/job-history.ts',
  'electron/host/services/lock-data-folder.ts',
  'electron/host/services/open-store.ts',
  'electron/host/services/replace-file.ts',
  'electron/host/services/set-reader.ts',
  'electron/host/services/set-summaries.ts',
  'electron/web/open-browser.ts',
];

const STORES = 'electron/engine/store/';
const isStore = (file: string) => file.startsWith(STORES);

/** What of `engine/store/` others know: the interface, how a place is opened, and what its errors and locks say. */
const OF_STORES = ['diagnose-disk', 'process-identity', 'store', 'store-at', 'take-lock', 'whole-files'];

describe('the fences between the parts', () => {
  test('the check itself sees every way to import', () => {
    expect(importsOf(`import a from 'a'; import 'b'; export * from "c"; await import('d'); require('e')`)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  test('shared code imports itself and zod', () => {
    expect(strays('shared/', (one) => isUnder(one, 'shared/') || one.specifier === 'zod')).toEqual([]);
  });

  test.each(ROOMS)('electron/%s knows the rooms below it, and no other', (room, below) => {
    const known = [`electron/${room}/`, 'shared/', ...below.map((one) => `electron/${one}/`)];
    expect(strays(`electron/${room}/`, (one) => one.to === undefined || isUnder(one, ...known))).toEqual([]);
  });

  test('the command line’s entry knows commands and what they may know, and nothing else is beside the rooms', () => {
    const rooms = ['electron/cli/', 'electron/engine/', 'electron/job/', 'shared/'];
    expect(strays('electron/cli.ts', (one) => one.to === undefined || isUnder(one, ...rooms))).toEqual([]);
    expect(files.filter((file) => /^electron\/[^/]+$/.test(file))).toEqual(['electron/cli.ts']);
  });

  test('pages know shared code, and nothing of Node', () => {
    const allowed = (one: Import) =>
      one.to === undefined ? !/^(?:node:|electron$)/.test(one.specifier) : isUnder(one, 'renderer/', 'shared/');
    expect(strays('renderer/', allowed)).toEqual([]);
  });

  test('of packages the engine knows these', () => {
    const packages = ['archiver', 'crc-32', 'mysql2', 'p-limit', 'yaml', 'yauzl', 'zod'];
    const allowed = ({ to, specifier }: Import) =>
      to !== undefined ||
      specifier.startsWith('node:') ||
      packages.some((one) => `${specifier}/`.startsWith(`${one}/`));
    expect(strays('electron/engine/', allowed)).toEqual([]);
  });

  test('only the desktop app knows Electron', () => {
    const allowed = ({ file, specifier }: Import) =>
      file.startsWith('electron/desktop/') || !/^electron(?:\/|$)/.test(specifier);
    expect(strays('electron/', allowed)).toEqual([]);
  });

  test('folders of the engine import each other in one direction', () => {
    const folderOf = (file: string) => dirname(file.slice('electron/engine/'.length));
    const inside = imports.filter((one) => one.file.startsWith('electron/engine/') && isUnder(one, 'electron/engine/'));
    const below = Map.groupBy(inside, ({ file }) => folderOf(file));
    const reached = (from: string, seen: Set<string>): Set<string> => {
      for (const { to } of below.get(from) ?? []) {
        const next = folderOf(to ?? '');
        if (next === from || seen.has(next)) continue;
        seen.add(next);
        reached(next, seen);
      }
      return seen;
    };
    expect([...below.keys()].filter((folder) => reached(folder, new Set()).has(folder))).toEqual([]);
  });

  test('files of a destination are opened by its store, and by nobody else', () => {
    const opening = imports.filter(({ specifier }) => /^(?:node:)?fs(?:\/|$)/.test(specifier)).map(({ file }) => file);
    const outside = (file: string) => /^(?:electron|shared|renderer)\//.test(file) && !isStore(file);
    expect([...new Set(opening)].filter(outside).sort()).toEqual(OPEN_FILES);
    expect(files.filter((file) => outside(file) && /\bopenRegular\b/.test(read(file)))).toEqual([
      'electron/engine/open-regular.ts',
    ]);
  });

  test('stores know what every part of the engine may know, and no part of it', () => {
    const allowed = (one: Import) =>
      one.to === undefined || isUnder(one, STORES, 'shared/') || dirname(one.to) === 'electron/engine';
    expect(strays(STORES, allowed)).toEqual([]);
  });

  test('which kind of store a place is, only its opener knows', () => {
    const known = OF_STORES.map((name) => `${STORES}${name}.ts`);
    expect(
      imports
        .filter((one) => one.file.startsWith('electron/') && !isStore(one.file) && isUnder(one, STORES))
        .filter(({ to }) => !known.includes(to ?? ''))
        .map(({ file, specifier }) => `${file} imports ${specifier}`),
    ).toEqual([]);
  });

  test('the engine never prints', () => {
    const printing = files.filter(
      (file) => file.startsWith('electron/engine/') && /console\.|process\.std(out|err)/.test(read(file)),
    );
    expect(printing).toEqual([]);
  });

  test('no file of the product is longer than 350 lines, tables of words aside', () => {
    const long = files.filter(
      (file) => !/^test\/|\/(?:[\w-]+-)?words\.ts$/.test(file) && read(file).split('\n').length > 350,
    );
    expect(long).toEqual([]);
  });

  test('no type is opted out of', () => {
    const optOut = new RegExp(
      ['@ts-' + 'ignore', '@ts-' + 'expect-error', ': any' + '\\b', 'as any' + '\\b'].join('|'),
    );
    expect(files.filter((file) => file !== 'test/unit/architecture.test.ts' && optOut.test(read(file)))).toEqual([]);
  });
});
