import { expect, test } from 'vitest';
import { checkCascades } from '../../../electron/engine/restore/check-cascades.ts';
import type { ExistingObject } from '../../../electron/engine/restore/existing-objects.ts';

/** Asks for a target where victim.child follows shop.t. */
function found(...existing: Pick<ExistingObject, 'schema' | 'name' | 'kind' | 'inSet'>[]) {
  const rows = [{ s: 'victim', n: 'child', ps: 'shop', pn: 't' }];
  const target = {
    scope: { target: { name: 's0' } },
    session: { texts: async () => rows },
    info: { lowerCaseTableNames: 0 },
    existing,
  } as unknown as Parameters<typeof checkCascades>[0];
  return checkCascades(target, { schemas: new Map([['shop', 'shop']]) });
}

test('a table that follows a restored one is told from one that is restored, and from one whose table stays', async () => {
  const stop = expect.objectContaining({ code: 'cascades-outside', severity: 'stop' });
  expect(await found()).toEqual([stop]);
  expect(await found({ schema: 'shop', name: 't', kind: 'table', inSet: true })).toEqual([stop]);
  expect(await found({ schema: 'shop', name: 't', kind: 'table', inSet: false })).toEqual([]);
  expect(await found({ schema: 'victim', name: 'child', kind: 'table', inSet: true })).toEqual([]);
  // Routines and triggers have names of their own.
  expect(await found({ schema: 'shop', name: 't', kind: 'procedure', inSet: false })).toEqual([stop]);
  expect(await found({ schema: 'victim', name: 'child', kind: 'trigger', inSet: true })).toEqual([stop]);
});
