import { z } from 'zod';
import type { AppInfo } from '../../../shared/contract.ts';
import { fail } from '../../engine/engine-error.ts';
import { openStore } from './open-store.ts';

/** Encrypts for this user on this computer. */
export interface SecretCipher {
  readonly kept: 'keychain' | 'file';
  /** False where only a file's access rights protect the key. */
  readonly safe: boolean;
  encrypt(text: string): Promise<Buffer>;
  /** `renewed`: the key has changed and the text should be encrypted again. */
  decrypt(data: Buffer): Promise<{ readonly text: string; readonly renewed: boolean }>;
}

/** Passwords by shard id. */
export interface SecretStore {
  readonly info: AppInfo['secrets'];
  has(id: string): boolean;
  /** Undefined where none is kept. */
  get(id: string): Promise<string | undefined>;
  set(id: string, secret: string): Promise<void>;
  remove(ids: readonly string[]): void;
}

const SecretsFile = z.object({ secrets: z.record(z.string(), z.base64()) });

/** Keeps secrets in `<folder>/secrets.json`, encrypted one by one; without a cipher in memory until the app ends. */
export function createSecretStore(folder: string, cipher: SecretCipher | null): SecretStore {
  return cipher ? onDisk(folder, cipher) : inMemory();
}

function onDisk(folder: string, cipher: SecretCipher): SecretStore {
  const file = openStore(folder, 'secrets', SecretsFile, { secrets: {} });
  const entries = () => new Map(Object.entries(file.get().secrets));
  const save = (map: ReadonlyMap<string, string>) => file.set({ secrets: Object.fromEntries(map) });
  const set = async (id: string, secret: string) => {
    const data = await cipher.encrypt(secret);
    save(entries().set(id, data.toString('base64'))); // read after the wait: another call may have saved meanwhile
  };
  return {
    info: { kept: cipher.kept, safe: cipher.safe },
    has: (id) => entries().has(id),
    get: async (id) => {
      const data = entries().get(id);
      if (data === undefined) return undefined;
      try {
        const { text, renewed } = await cipher.decrypt(Buffer.from(data, 'base64'));
        if (renewed) await set(id, text).catch(() => {}); // the old form still works; the next reading tries again
        return text;
      } catch (cause) {
        throw fail('password-unreadable', {}, { cause });
      }
    },
    set,
    remove: (ids) => {
      const map = entries();
      if (ids.filter((id) => map.delete(id)).length > 0) save(map);
    },
  };
}

function inMemory(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    info: { kept: 'nowhere', safe: true },
    has: (id) => secrets.has(id),
    get: async (id) => secrets.get(id),
    set: async (id, secret) => void secrets.set(id, secret),
    remove: (ids) => {
      for (const id of ids) secrets.delete(id);
    },
  };
}
