import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

/** Files under `folder` that import something forbidden there. */
function offenders(folder: string, forbidden: (specifier: string) => boolean): string[] {
  return files
    .filter((file) => file.startsWith(folder))
    .flatMap((file) =>
      importsOf(read(file))
        .filter(forbidden)
        .map((specifier) => `${file} imports ${specifier}`),
    );
}

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

  test('shared code imports neither Node nor a host', () => {
    expect(offenders('shared/', (s) => s.startsWith('node:') || s === 'electron' || s.startsWith('../'))).toEqual([]);
  });

  test('the engine imports itself, shared code, Node and a few packages', () => {
    const packages = new Set(['archiver', 'crc-32', 'mysql2', 'mysql2/promise', 'p-limit', 'yaml', 'yauzl', 'zod']);
    const outside = imports
      .filter(({ file }) => file.startsWith('electron/engine/'))
      .filter(({ specifier, to }) =>
        to === undefined
          ? !specifier.startsWith('node:') && !packages.has(specifier)
          : !/^(electron\/engine|shared)\//.test(to),
      );
    expect(outside.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  test('folders of the engine import each other in one direction', () => {
    const folderOf = (file: string) => dirname(file.slice('electron/engine/'.length));
    const edges = Map.groupBy(
      imports.filter(({ file, to }) => [file, to ?? ''].every((one) => one.startsWith('electron/engine/'))),
      ({ file }) => folderOf(file),
    );
    const below = (folder: string) => (edges.get(folder) ?? []).map(({ to }) => folderOf(to ?? ''));
    const reached = (from: string) => {
      const seen = new Set<string>();
      const look = (folder: string) => {
        for (const next of below(folder).filter((one) => one !== folder && !seen.has(one))) {
          seen.add(next);
          look(next);
        }
      };
      look(from);
      return seen;
    };
    const knots = [...edges.keys()].filter((folder) => reached(folder).has(folder));
    expect(knots).toEqual([]);
  });

  test('the engine never prints', () => {
    const printing = files.filter(
      (file) => file.startsWith('electron/engine/') && /console\.|process\.std(out|err)/.test(read(file)),
    );
    expect(printing).toEqual([]);
  });

  test('nothing but tests imports tests', () => {
    expect(offenders('electron/', (s) => s.includes('/test/'))).toEqual([]);
    expect(offenders('shared/', (s) => s.includes('/test/'))).toEqual([]);
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
