import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterDraft } from '../../../shared/contract.ts';
import { dataFolder } from '../../support/services.ts';

const { openClusters } = await import('../../../electron/host/services/clusters.ts');
const { createSecretStore } = await import('../../../electron/host/services/secrets.ts');

function shard(id: string, more: object = {}) {
  return { id, name: id, host: 'db', port: 3306, user: 'root', ...more };
}

async function open(folder?: string) {
  const secrets = createSecretStore(folder ?? '', null);
  const changes: string[][] = [];
  const clusters = openClusters(folder ?? (await dataFolder()), secrets, (list) =>
    changes.push(list.map((c) => c.name)),
  );
  return { clusters, secrets, changes };
}

describe('saving a cluster', () => {
  test('keeps the password apart, and an edit without one keeps it', async () => {
    const { clusters, changes } = await open();
    const saved = await clusters.save({ name: 'shop', shards: [shard('a', { password: 'one' }), shard('b')] });
    expect(saved.shards.map((one) => one.hasPassword)).toEqual([true, false]);
    expect(JSON.stringify(saved)).not.toContain('one');
    await clusters.save({
      id: saved.id,
      name: 'shop 2',
      shards: [shard('a', { host: 'db2', password: 'two' }), shard('b', { password: '' })],
    });
    expect(await clusters.resolve(saved.id)).toMatchObject({
      name: 'shop 2',
      shards: [
        { name: 'a', host: 'db2', password: 'two' },
        { name: 'b', password: '' },
      ],
    });
    expect(changes).toEqual([['shop'], ['shop 2']]);
  });

  test('a duplicate takes the password over without the page ever having it', async () => {
    const { clusters } = await open();
    const first = await clusters.save({ name: 'shop', shards: [shard('a', { password: 'one' })] });
    await clusters.save({ id: first.id, name: 'shop', shards: [shard('a'), shard('b', { passwordFrom: 'a' })] });
    expect((await clusters.resolve(first.id)).shards[1]?.password).toBe('one');
    expect((await clusters.resolveDraft({ ...shard('new'), passwordFrom: 'a' })).password).toBe('one');
  });

  test('a kept password goes to its own server only, by a line that is protected as before', async () => {
    const { clusters } = await open();
    const tls = { mode: 'verify' } as const;
    const { id } = await clusters.save({ name: 'shop', shards: [shard('a', { password: 'one', tls })] });
    for (const change of [
      { host: 'elsewhere', tls },
      { port: 4711, tls },
      { tls: { mode: 'required' } as const },
      {},
      { tls: { ...tls, ca: '/tmp/their.pem' } },
    ]) {
      const refused = { failure: { fact: { reason: 'password-again' } } };
      await expect(clusters.resolveDraft(shard('a', change))).rejects.toMatchObject(refused);
      await expect(clusters.resolveDraft({ ...shard('new', change), passwordFrom: 'a' })).rejects.toMatchObject(
        refused,
      );
      await expect(clusters.save({ id, name: 'shop', shards: [shard('a', change)] })).rejects.toMatchObject(refused);
      expect((await clusters.resolveDraft(shard('a', { ...change, password: 'again' }))).password).toBe('again');
    }
    expect((await clusters.resolveDraft(shard('a', { tls }))).password).toBe('one');
  });

  test('forgets the passwords of shards that are gone', async () => {
    const { clusters, secrets } = await open();
    const { id } = await clusters.save({
      name: 'shop',
      shards: [shard('a', { password: '1' }), shard('b', { password: '2' })],
    });
    await clusters.save({ id, name: 'shop', shards: [shard('b')] });
    expect([secrets.has('a'), secrets.has('b')]).toEqual([false, true]);
    clusters.remove(id);
    clusters.remove(id);
    expect([secrets.has('b'), clusters.list()]).toEqual([false, []]);
    await expect(clusters.resolve(id)).rejects.toMatchObject({ failure: { code: 'not-found' } });
  });

  test.each<[string, ClusterDraft]>([
    ['name', { name: 'SHOP', shards: [shard('x')] }],
    ['shards[1].name', { name: 'new', shards: [shard('x'), shard('y', { name: 'X' })] }],
    ['shards[1].id', { name: 'new', shards: [shard('x'), shard('x', { name: 'other' })] }],
    ['shards[0].id', { name: 'new', shards: [shard('a')] }],
  ])('refuses what is taken and names the field: %s', async (field, draft) => {
    const { clusters } = await open();
    await clusters.save({ name: 'shop', shards: [shard('a')] });
    await expect(clusters.save(draft)).rejects.toMatchObject({ failure: { code: 'bad-input', where: { field } } });
    expect(clusters.list()).toHaveLength(1);
  });

  test('refuses to bring back a cluster that was removed meanwhile', async () => {
    const { clusters } = await open();
    await expect(clusters.save({ id: 'gone', name: 'x', shards: [shard('a')] })).rejects.toMatchObject({
      failure: { code: 'not-found' },
    });
  });
});

describe('a file that cannot be understood', () => {
  test.each(['{ "clusters": [', '{ "clusters": 7 }'])('%s is set aside, not thrown away', async (text) => {
    const folder = await dataFolder();
    await writeFile(join(folder, 'clusters.json'), text);
    const { clusters } = await open(folder);
    expect(clusters.list()).toEqual([]);
    await clusters.save({ name: 'shop', shards: [shard('a')] });
    const aside = (await readdir(folder)).find((name) => name.startsWith('clusters.unreadable-')) ?? '';
    expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
    expect((await open(folder)).clusters.list()).toMatchObject([{ name: 'shop' }]);
  });
});
