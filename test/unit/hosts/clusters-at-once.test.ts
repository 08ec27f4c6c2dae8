import { expect, test } from 'vitest';
import { dataFolder } from '../../support/services.ts';

const { openClusters } = await import('../../../electron/host/services/clusters.ts');
const { createSecretStore } = await import('../../../electron/host/services/secrets.ts');
const { createFileCipher } = await import('../../../electron/host/services/file-cipher.ts');

test('two saves of one new cluster at once give one cluster', async () => {
  const folder = await dataFolder();
  const clusters = openClusters(folder, createSecretStore(folder, createFileCipher(folder)), () => {});
  const shard = { id: 'a1', name: 's0', host: 'h', port: 3306, user: 'u', password: 'p' };
  const draft = { name: 'shop', shards: [shard] } as never;
  const both = await Promise.allSettled([clusters.save(draft), clusters.save(draft)]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(clusters.list()).toHaveLength(1);
});
