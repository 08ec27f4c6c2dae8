import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asar, requireFrom, writeStubElectron } from '../support/stub-electron.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const require = requireFrom('electron-builder');

interface ConfigModule {
  getConfig(folder: string, file: string, more: null): Promise<Record<string, unknown>>;
  validateConfiguration(config: object, log: object): Promise<void>;
}
interface IconModule {
  convertIcon(of: {
    sources: string[];
    fallbackSources: string[];
    roots: string[];
    format: 'set';
    outDir: string;
  }): Promise<{ icons: { file: string; size: number }[]; isFallback: boolean }>;
}
const [CONFIG, UTIL] = ['app-builder-lib/out/util/config/config.js', 'builder-util'] as const;
const ICONS: string = 'app-builder-lib/out/util/iconConverter.js';
/** Not in the package's own list of exports for types, but what its program calls first. */
const { getConfig, validateConfiguration } = require(CONFIG) as ConfigModule;
const { DebugLogger } = require(UTIL) as { DebugLogger: new (on: boolean) => object };

describe('electron-builder.yml', () => {
  test('fits the schema, and the schema sees mistakes', async () => {
    const config = await getConfig(ROOT, 'electron-builder.yml', null);
    const log = new DebugLogger(false);
    await validateConfiguration(config, log);
    await expect(validateConfiguration({ ...config, asarr: true }, log)).rejects.toThrow(/asarr/);
    await expect(validateConfiguration({ ...config, electronFuses: { runAsNode: 'no' } }, log)).rejects.toThrow();
  });
});

test('packages carry the app’s own drawing, not Electron’s', async () => {
  const { icon } = await getConfig(ROOT, 'electron-builder.yml', null);
  const { convertIcon } = require(ICONS) as IconModule;
  const roots = [join(ROOT, 'build'), ROOT];
  const { icons } = await convertIcon({
    sources: [String(icon)],
    fallbackSources: [],
    roots,
    format: 'set',
    outDir: '/nowhere',
  });
  // electron-builder wants 512 px at least; for a drawing it says 1024.
  expect(icons).toEqual([{ file: join(ROOT, 'renderer', 'icon.svg'), size: 1024 }]);
});

describe('a package', { timeout: 120_000 }, () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shardkeep-package-'));
    await writeStubElectron(join(folder, 'electron'));
    await writeProject(join(folder, 'project'));
    await build({
      projectDir: join(folder, 'project'),
      targets: Platform.LINUX.createTarget('dir'),
      publish: 'never',
      config: {
        extends: join(ROOT, 'electron-builder.yml'),
        electronDist: join(folder, 'electron'),
        electronVersion: '45.4.1',
      },
    });
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const unpacked = (...path: string[]) => join(folder, 'project', 'dist', 'release', 'linux-unpacked', ...path);

  test('has every fuse as the file says', async () => {
    const fuses = await getCurrentFuseWire(unpacked('shardkeep'));
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });
  });

  test('holds the built app and the packages it runs on, and nothing else', async () => {
    const files = asar().listPackage(unpacked('resources', 'app.asar'), { isPack: false });
    const own = files.filter((file) => !file.startsWith('/node_modules'));
    expect(own.toSorted()).toEqual([
      '/dist',
      '/dist/main',
      '/dist/main/chunk-1.js',
      '/dist/main/encode-row.wasm',
      '/dist/main/engine-process.js',
      '/dist/main/main.js',
      '/dist/preload',
      '/dist/preload/preload.cjs',
      '/dist/renderer',
      '/dist/renderer/assets',
      '/dist/renderer/assets/index.js',
      '/dist/renderer/index.html',
      '/package.json',
    ]);
    const packages = new Set(files.map((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
    const { dependencies, devDependencies } = await readPackage();
    for (const name of Object.keys(dependencies)) expect(packages).toContain(name);
    for (const name of Object.keys(devDependencies)) expect(packages).not.toContain(name);
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  test('brings the locales of the languages it speaks, and the one Chromium cannot start without', async () => {
    expect((await readdir(unpacked('locales'))).toSorted()).toEqual(['en-US.pak', 'zh-CN.pak']);
  });

  test('does not update itself', async () => {
    await expect(readFile(unpacked('resources', 'app-update.yml'))).rejects.toThrow('ENOENT');
  });
});

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

async function readPackage(): Promise<PackageFile> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
}

/** A checkout in small: the same package.json, the packages it runs on, and files where a build and its sources leave some. */
async function writeProject(project: string): Promise<void> {
  const files = [
    'dist/main/main.js',
    'dist/main/main.js.map',
    'dist/main/chunk-1.js',
    'dist/main/encode-row.wasm',
    'dist/main/engine-process.js',
    'dist/preload/preload.cjs',
    'dist/preload/preload.cjs.map',
    'dist/renderer/index.html',
    'dist/renderer/assets/index.js',
    'dist/renderer/assets/index.js.map',
    'dist/cli/cli.js',
    'electron/desktop/main.ts',
    'test/unit/one.test.ts',
    'vite.config.ts',
    '.env',
  ];
  for (const file of files) {
    await mkdir(join(project, dirname(file)), { recursive: true });
    await writeFile(join(project, file), `// ${file}\n`);
  }
  for (const file of ['package.json', 'package-lock.json', 'renderer/icon.svg']) {
    await mkdir(join(project, dirname(file)), { recursive: true });
    await cp(join(ROOT, file), join(project, file));
  }
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
  };
  for (const [path, { dev, optional, devOptional }] of Object.entries(lock.packages))
    if (path !== '' && !dev && !optional && !devOptional)
      await cp(join(ROOT, path), join(project, path), {
        recursive: true,
        filter: (source) => !source.slice(join(ROOT, path).length).includes('/node_modules'), // those have entries of their own
      });
}
