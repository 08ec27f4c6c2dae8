import { hash } from 'node:crypto';
import type { ReadableSet } from '../archive/set-folder.ts';
import { fail } from '../engine-error.ts';

/** By what all that can be looked at in sets is known again: the hashes of their manifests, which hold those of everything else. Hexadecimal. */
export function hashOfSets(chain: readonly ReadableSet[]): string {
  return hash('sha256', JSON.stringify(chain.map(({ sha256 }) => sha256)), 'hex');
}

/** Throws where the sets are not those of every look beforehand: nobody was told what they would do. */
export function expectLooked(chain: readonly ReadableSet[], looked: readonly string[]): void {
  const sets = hashOfSets(chain);
  if (looked.some((one) => one !== sets)) throw fail('sets-altered', { id: chain.at(-1)?.id ?? '' });
}
