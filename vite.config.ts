import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { EnvironmentOptions, Plugin } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

interface NodeBuild {
  readonly format?: 'es' | 'cjs';
  /** npm packages stay outside the bundle; these go in (`true`: all of them). */
  readonly bundle?: true | string[];
}

/** A build for Node 24. Chunk names stay flat, so that `new URL('./x.js', import.meta.url)` points beside the bundle. */
function nodeBuild(
  outDir: string,
  input: Record<string, string>,
  { format = 'es', bundle = [] }: NodeBuild = {},
): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: {
      external: bundle === true ? [] : true,
      noExternal: bundle,
      conditions: ['node', 'module', 'import', 'default'],
    },
    build: {
      outDir: `../${outDir}`,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: true,
      ssr: true,
      rolldownOptions: {
        input,
        platform: 'node',
        external: ['electron'],
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: 'chunk-[hash].js',
        },
      },
    },
  };
}

/** electron-store imports electron, which outside Electron tries to download itself; the builds for Node get an empty one. */
const noElectron: Plugin = {
  name: 'no-electron',
  enforce: 'pre',
  applyToEnvironment: (environment) => environment.name === 'cli',
  resolveId: (id) => (id === 'electron' ? '\0no-electron' : undefined),
  load: (id) => (id === '\0no-electron' ? 'export default {}' : undefined),
};

/** Puts the compiled row converter beside every bundle that has an engine (row-converter.ts). */
const simdConverter: Plugin = {
  name: 'simd-converter',
  applyToEnvironment: (environment) => environment.name === 'main' || environment.name === 'cli',
  generateBundle() {
    const source = readFileSync(new URL('./electron/engine/mysql/simd/encode-row.wasm', import.meta.url));
    this.emitFile({ type: 'asset', fileName: 'encode-row.wasm', source });
  },
};

/** Entries beside each host: the thread that carries lanes, the process that runs one job, the threads that read sets and look at servers. */
const engine = {
  'lane-worker': 'electron/engine/worker/lane-worker.ts',
  'engine-process': 'electron/job/engine-process.ts',
  'set-worker': 'electron/host/services/set-worker.ts',
  'server-worker': 'electron/host/services/server-worker.ts',
};

/** Vite's root is the renderer; tests have the checkout's. */
const checkout = fileURLToPath(new URL('.', import.meta.url));

/** Tests on real servers, each file beside at most one other. `long` is what `npm test` leaves to `npm run test:long`. */
function serversProject(name: 'db' | 'long'): TestProjectInlineConfiguration {
  return {
    test: {
      root: checkout,
      name,
      include: [`test/${name}/**/*.test.ts`],
      environment: 'node',
      globalSetup: ['test/support/global-setup.ts'],
      testTimeout: 120_000,
      hookTimeout: 180_000,
      maxWorkers: 2,
    },
  };
}

export default defineConfig({
  root: 'renderer',
  base: './',
  cacheDir: '../node_modules/.vite',
  plugins: [react(), noElectron, simdConverter],
  environments: {
    client: { build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'chrome150', sourcemap: true } },
    main: nodeBuild('dist/main', { main: 'electron/desktop/main.ts', ...engine }),
    preload: nodeBuild('dist/preload', { preload: 'electron/desktop/preload.ts' }, { format: 'cjs', bundle: true }),
    // The command line carries the web host (`serve`), so they are one build.
    cli: nodeBuild('dist/cli', { cli: 'electron/cli.ts', ...engine }, { bundle: true }),
  },
  builder: {
    buildApp: async (builder) => {
      for (const environment of Object.values(builder.environments))
        if (environment.name !== 'ssr') await builder.build(environment); // `ssr` is Vite's own and has no entry
    },
  },
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          root: checkout,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000, // property tests beside real servers on two cores
        },
      },
      serversProject('db'),
      serversProject('long'),
    ],
  },
});
