import { randomBytes } from 'node:crypto';
import { FILE_LIMITS } from '../open-regular.ts';
import { storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';

/** Beside the manifest; the dot keeps it out of what belongs to the set. */
export const RESTORE_KEY_FILE = '.restore-key';

/**
 * With which restores from this copy of a set seal what they write down on their targets: whoever can write there only
 * cannot make a restore go on from where it never was. Undefined where there is none.
 */
export async function readRestoreKey(folder: string): Promise<string | undefined> {
  try {
    const text = (await readWhole(storeAt(folder), RESTORE_KEY_FILE, FILE_LIMITS.small)).toString('latin1').trim();
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Makes it; undefined on a drive that nothing can be written to, which does not keep a restore from running. */
export async function makeRestoreKey(folder: string): Promise<string | undefined> {
  try {
    await storeAt(folder).put(RESTORE_KEY_FILE, `${randomBytes(32).toString('hex')}\n`);
  } catch {
    return undefined;
  }
  return readRestoreKey(folder); // of two that made one, the later stays
}
