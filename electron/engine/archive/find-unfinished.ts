import type { Cluster } from '../../../shared/cluster.ts';
import { assertNever } from '../../../shared/failure.ts';
import { EngineError, fail } from '../engine-error.ts';
import { type InterruptedSet, readInterrupted } from './read-interrupted.ts';
import { findSetById } from './set-folder.ts';

/** The interrupted full set with this id; throws what keeps this cluster from finishing it. */
export async function findUnfinished(
  { folder, id }: { readonly folder: string; readonly id: string },
  cluster: Cluster,
): Promise<InterruptedSet> {
  const found = await findSetById(folder, id);
  const where = { where: { file: found.folder } };
  switch (found.state) {
    case 'readable':
      throw fail('set-finished', { id }, where);
    case 'unreadable':
      throw new EngineError(found.failure);
    case 'interrupted':
      break;
    default:
      return assertNever(found);
  }
  const set = await readInterrupted(found);
  if (set.begin.cluster !== cluster.name)
    throw fail('resume-other-cluster', { id, was: set.begin.cluster, cluster: cluster.name }, where);
  const is = cluster.shards.map(({ name }) => name);
  if (set.shards.toSorted().join('\n') !== is.toSorted().join('\n'))
    throw fail('resume-other-shards', { id, was: set.shards.join(', '), is: is.join(', ') }, where);
  return set;
}
