import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareDestination } from '../../../electron/engine/archive/destination.ts';
import { findLostClusters, rememberCluster } from '../../../electron/engine/archive/known-clusters.ts';
import { findSets } from '../../../electron/engine/archive/set-folder.ts';
import { runCli } from '../../support/cli.ts';
import { emptyFolder } from '../../support/empty-folder.ts';

const OLD = '20260101T000000Z-full-0001';
const NEW = '20260102T000000Z-full-0002';

async function lostOf(destination: string): Promise<unknown[]> {
  const lost = await findLostClusters(destination, await findSets(destination));
  return lost.map(({ cluster, set }) => [cluster, set]);
}

test('a cluster is lost when nothing is left of its sets, or only one that was interrupted; its newest set is named', async () => {
  const destination = emptyFolder();
  await rememberCluster(destination, '订单/shop', NEW);
  await rememberCluster(destination, '订单/shop', OLD);
  expect(await lostOf(destination)).toEqual([['订单/shop', NEW]]);
  mkdirSync(join(destination, 'pay', OLD), { recursive: true });
  await rememberCluster(destination, 'pay', OLD);
  expect(await lostOf(destination)).toEqual([
    ['订单/shop', NEW],
    ['pay', OLD],
  ]);
});

test('a set that is damaged is not lost, and makes its cluster known', async () => {
  const destination = emptyFolder();
  const set = join(destination, 'shop', OLD);
  mkdirSync(set, { recursive: true });
  writeFileSync(join(set, 'manifest.json'), '{}');
  expect(await lostOf(destination)).toEqual([]);
  rmSync(join(destination, 'shop'), { recursive: true });
  expect(await lostOf(destination)).toEqual([['shop', OLD]]);
});

test('verify ends with 4 where a cluster is lost, list says so, and neither when its file was deleted too', async () => {
  const destination = join(emptyFolder(), 'drive');
  await prepareDestination(destination);
  await rememberCluster(destination, 'shop', NEW);
  const verified = await runCli(['verify', '--from', destination, '--json']);
  expect(verified.code).toBe(4);
  const file = join(destination, '.shardkeep-clusters', 'shop.json');
  expect(verified.json()).toMatchObject({ sets: [], lost: [{ cluster: 'shop', set: NEW, file }] });
  const listed = await runCli(['list', '--from', destination]);
  expect(listed.stdout).toContain(
    `shop: LOST. No set of shop is here any more. The newest that was complete here was ${NEW}.`,
  );
  rmSync(file);
  expect((await runCli(['verify', '--from', destination])).code).toBe(2);
});
