import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { dataFolder } from '../../support/services.ts';

let questions = 0;
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const statfs = (path: string) => {
    if (!path.endsWith('silent')) return real.statfs(path);
    questions++;
    return new Promise(() => {});
  };
  return { ...real, statfs, default: { ...real, statfs } };
});
const { openDestinations } = await import('../../../electron/host/services/destinations.ts');
const { createSetReader } = await import('../../../electron/host/services/set-reader.ts');

test('a drive that does not answer is said to be so, is asked once however often a page asks, and holds up no other', async () => {
  const data = await dataFolder();
  const destinations = openDestinations(data, createSetReader(data));
  const silent = Promise.all([1, 2, 3].map(() => destinations.view(join(data, 'silent'))));
  expect(await destinations.view(join(data, 'new'))).toMatchObject({ state: 'new' });
  for (const view of await silent)
    expect(view).toMatchObject({ state: 'unusable', failure: { fact: { reason: 'drive-silent' } } });
  expect(questions).toBe(1);
});
