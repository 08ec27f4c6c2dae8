import { fail } from '../engine-error.ts';
import type { Store } from '../store/store.ts';
import { placeIn } from '../store/store-at.ts';

/** Throws where something in a destination is a link or a file and not a folder. */
export async function expectFolder(store: Store, name: string): Promise<void> {
  const path = placeIn(store.about.place, ...name.split('/').filter((part) => part !== ''));
  const where = { where: { file: path } };
  const found = await store.stat(name);
  if (!found) throw fail('path-not-there', { path }, where);
  if (found.kind === 'link') throw fail('link-not-folder', { path }, where);
  if (found.kind !== 'folder') throw fail('file-not-folder', { folder: path }, where);
}
