import { expect, test } from 'vitest';
import { finishingCommand, undoStatements } from '../../../electron/cli/say-half.ts';
import type { RestoreRun } from '../../../shared/set-checks.ts';
import { sampleManifest, sampleShard, sampleTable } from '../../support/sample-set.ts';

const SET = '20260101T000000Z-full-0001';
const run: RestoreRun = {
  ...{
    kind: 'run',
    at: '2026-01-02T00:00:00.000Z',
    on: 'here',
    id: 'r',
    state: 'half',
    began: '2026-01-02T00:00:00.000Z',
  },
  targets: { s0: 'db:3306' },
  rename: {},
  replace: false,
  verify: true,
};
const object = (kind: 'table' | 'view' | 'trigger', name: string) => ({
  ...{ kind, schema: 'shop', name, statement: { offset: 0, length: 1 } },
  ...{ place: { volume: 's0.0001.zip', entry: `schema/shop/${kind}.${name}.sql` }, bytes: 1, sha256: '0'.repeat(64) },
});
const manifest = sampleManifest([
  sampleShard('s0', {
    tables: [sampleTable()],
    objects: [object('table', 'a`b'), object('view', 'v'), object('trigger', 'g')],
  }),
]);

test('what finishes a restore is the same command again, with words that a shell takes as they are', () => {
  expect(finishingCommand(run, '/d', SET)).toBe(`shardkeep restore --from /d --id ${SET} --cluster FILE`);
  const much: RestoreRun = {
    ...run,
    ...{ after: 's0/0-1-5', names: { s0: 't0', s1: 's1' }, rename: { shop: 'it’s' }, verify: false },
    scope: { s0: ['shop.*'], s1: ['shop.*'] },
  };
  expect(finishingCommand(much, "/my 'd'", SET)).toBe(
    `shardkeep restore --from '/my '\\''d'\\''' --id ${SET} --cluster FILE --at s0/0-1-5 --map s0=t0 --rename 'shop=it’s' --only 'shop.*' --no-verify`,
  );
  expect(finishingCommand({ ...run, scope: { s0: ['shop.a'], s1: null } }, '/d', SET)).toBeNull();
});

test('what undoes it drops whole schemas under their new names, or what was chosen of them and nothing else', () => {
  expect(undoStatements({ ...run, rename: { shop: 'x`y' } }, manifest)).toEqual([
    { server: 'db:3306', statements: ['DROP DATABASE IF EXISTS `x``y`;'] },
  ]);
  expect(undoStatements({ ...run, scope: { s0: ['shop.*'] } }, manifest)).toEqual([
    { server: 'db:3306', statements: ['DROP TABLE IF EXISTS `shop`.`a``b`;', 'DROP VIEW IF EXISTS `shop`.`v`;'] },
  ]);
  expect(undoStatements({ ...run, scope: { s0: ['shop.v'] } }, manifest)).toMatchObject([
    { statements: ['DROP VIEW IF EXISTS `shop`.`v`;'] },
  ]);
});
