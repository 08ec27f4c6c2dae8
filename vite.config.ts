import { defineConfig } from 'vitest/config';

/** Node-side builds keep npm dependencies external; chunk names stay flat so that `new URL('./x.js', import.meta.url)` holds. */
export default defineConfig({
  environments: {
    cli: {
      consumer: 'server',
      resolve: { external: true },
      build: {
        outDir: 'dist/cli',
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        sourcemap: true,
        ssr: true,
        rolldownOptions: {
          input: { cli: 'electron/cli.ts', 'lane-worker': 'electron/engine/lane/lane-worker.ts' },
          platform: 'node',
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
        },
      },
    },
  },
  builder: {
    buildApp: async (builder) => {
      const cli = builder.environments.cli;
      if (cli) await builder.build(cli);
    },
  },
  test: {
    reporters: ['default'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], environment: 'node' } },
      {
        test: {
          name: 'db',
          include: ['test/db/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
