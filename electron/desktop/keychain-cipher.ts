import { safeStorage } from 'electron';
import type { SecretCipher } from '../host/services/secrets.ts';

/**
 * The system's key store: Keychain, DPAPI, GNOME or KDE wallet. Null where there is none; on Linux Electron would then use
 * 'basic_text', a key that is the same in every installation, which protects nothing and is not taken for a key store.
 */
export async function openKeychain(): Promise<SecretCipher | null> {
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return null;
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  return {
    kept: 'keychain',
    safe: true,
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    decrypt: async (data) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(data);
      return { text: result, renewed: shouldReEncrypt };
    },
  };
}
