import { volumeName } from '../../../shared/manifest-basics.ts';
import { fail } from '../engine-error.ts';
import { placeIn } from '../store/store-at.ts';

/** Whether a manifest's name of a volume is one that only a file of the set's folder can have. */
export function isVolumeName(name: string): boolean {
  return volumeName.safeParse(name).success;
}

/**
 * Where a volume of a set is. The only way from a manifest's name to a path: a manifest may come from anywhere, and no name
 * in it leads out of the set's folder, whoever read it.
 */
export function volumePath(folder: string, name: string): string {
  if (isVolumeName(name)) return placeIn(folder, name);
  throw fail('volume-outside', { volume: name }, { where: { file: folder } });
}
