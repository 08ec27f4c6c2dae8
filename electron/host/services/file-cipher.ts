import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../engine/engine-error.ts';
import type { SecretCipher } from './secrets.ts';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a key in `<folder>/secret.key` that only this user may read. Whoever can read this user's files can read
 * the secrets too, so this is not called safe; it keeps them out of copies of the settings and of backups without the key.
 */
export function createFileCipher(folder: string): SecretCipher {
  const key = readKey(folder);
  return {
    kept: 'file',
    safe: false,
    encrypt: async (text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    decrypt: async (data) => {
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(data.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = data.subarray(IV_BYTES + TAG_BYTES);
      return { text: Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'), renewed: false };
    },
  };
}

function readKey(folder: string): Buffer {
  const path = join(folder, 'secret.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' }); // of two hosts that start, one wins
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600); // a copied data folder may have lost it
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES)
    throw fail('key-file-damaged', { path, bytes: key.length, wanted: KEY_BYTES }, { where: { file: path } });
  return key;
}
