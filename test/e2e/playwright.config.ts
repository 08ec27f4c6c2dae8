import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { electronBinary, type HostName } from './hosts.ts';

/** The web host is a product of its own and always runs; the desktop app runs on Electron where its binary is there. */
const hosts: readonly HostName[] = [...(electronBinary === undefined ? [] : ['electron' as const]), 'stand-in', 'web'];

/** `playwright test --config test/e2e`, after `npm run build`. */
export default defineConfig<object, { host: HostName }>({
  testDir: import.meta.dirname,
  outputDir: join(import.meta.dirname, '..', '..', '.cache', 'e2e'),
  timeout: 90_000,
  expect: { timeout: 15_000 }, // a page that loads anew takes seconds where other work has both cores
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
  projects: hosts.map((host) => ({ name: host, use: { host } })),
});
