import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataFolder, textsBelow } from '../../support/services.ts';

const { createSecretStore } = await import('../../../electron/host/services/secrets.ts');
const { createFileCipher } = await import('../../../electron/host/services/file-cipher.ts');

const PASSWORD = 'pässwörd-Zx81';

describe('secrets in a file', () => {
  test('come back after a restart, and lie nowhere in the clear', async () => {
    const folder = await dataFolder();
    const first = createSecretStore(folder, createFileCipher(folder));
    await first.set('s0', PASSWORD);
    await first.set('s1', '');
    const second = createSecretStore(folder, createFileCipher(folder));
    expect(await second.get('s0')).toBe(PASSWORD);
    expect(await second.get('s1')).toBe('');
    expect([second.has('s1'), second.has('s2'), await second.get('s2')]).toEqual([true, false, undefined]);
    for (const text of await textsBelow(folder)) expect(text).not.toContain(Buffer.from(PASSWORD).toString('latin1'));
    expect(second.info).toEqual({ kept: 'file', safe: false });
  });

  test('and their key can be read by this user only, also where that had been lost', async () => {
    const folder = await dataFolder();
    const store = createSecretStore(folder, createFileCipher(folder));
    await store.set('s0', PASSWORD);
    const mode = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8);
    expect([await mode('secret.key'), await mode('secrets.json')]).toEqual(['600', '600']);
    await chmod(join(folder, 'secret.key'), 0o644);
    await chmod(join(folder, 'secrets.json'), 0o644);
    createSecretStore(folder, createFileCipher(folder));
    expect([await mode('secret.key'), await mode('secrets.json')]).toEqual(['600', '600']);
  });

  test('are encrypted anew each time', async () => {
    const folder = await dataFolder();
    const cipher = createFileCipher(folder);
    const [one, two] = await Promise.all([cipher.encrypt(PASSWORD), cipher.encrypt(PASSWORD)]);
    expect(one.equals(two)).toBe(false);
  });

  test('that were changed are refused and never half read', async () => {
    const folder = await dataFolder();
    const cipher = createFileCipher(folder);
    const data = await cipher.encrypt(PASSWORD);
    for (const at of [0, 12, 28, data.length - 1]) {
      const changed = Buffer.from(data);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await expect(cipher.decrypt(changed)).rejects.toThrow();
    }
    await expect(cipher.decrypt(data.subarray(0, 20))).rejects.toThrow();
  });

  test('whose key is gone are asked for again, in words', async () => {
    const folder = await dataFolder();
    await createSecretStore(folder, createFileCipher(folder)).set('s0', PASSWORD);
    await writeFile(join(folder, 'secret.key'), Buffer.alloc(32, 7));
    const store = createSecretStore(folder, createFileCipher(folder));
    await expect(store.get('s0')).rejects.toMatchObject({
      failure: { code: 'access-denied', next: 'Enter the password again.' },
    });
  });

  test('with a damaged key stop the start instead of being written under another', async () => {
    const folder = await dataFolder();
    await writeFile(join(folder, 'secret.key'), 'short');
    expect(() => createFileCipher(folder)).toThrow(/5 bytes instead of 32/);
  });

  test('are gone once removed', async () => {
    const folder = await dataFolder();
    const store = createSecretStore(folder, createFileCipher(folder));
    await Promise.all(['a', 'b', 'c'].map((id) => store.set(id, id)));
    store.remove(['a', 'c', 'x']);
    expect(
      Object.keys((JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as { secrets: object }).secrets),
    ).toEqual(['b']);
  });
});

test('without a key store, secrets live in memory and no file is written', async () => {
  const folder = await dataFolder();
  const store = createSecretStore(folder, null);
  await store.set('s0', PASSWORD);
  expect([await store.get('s0'), store.info.kept]).toEqual([PASSWORD, 'nowhere']);
  expect(await textsBelow(folder)).toEqual([]);
});

test('a key that the system has renewed is used from then on', async () => {
  const folder = await dataFolder();
  let key = 'old';
  const store = createSecretStore(folder, {
    kept: 'keychain',
    safe: true,
    encrypt: async (text) => Buffer.from(`${key}:${Buffer.from(text).toString('hex')}`),
    decrypt: async (data) => {
      const [by = '', text = ''] = data.toString().split(':');
      return { text: Buffer.from(text, 'hex').toString(), renewed: by !== key };
    },
  });
  await store.set('s0', PASSWORD);
  key = 'new';
  expect(await store.get('s0')).toBe(PASSWORD);
  const { secrets } = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as { secrets: { s0: string } };
  expect(Buffer.from(secrets.s0, 'base64').toString()).toMatch(/^new:/);
});
