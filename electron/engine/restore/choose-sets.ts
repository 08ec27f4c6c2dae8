import type { Cluster } from '../../../shared/cluster.ts';
import { assertNever } from '../../../shared/failure.ts';
import type { RestorePoint } from '../../../shared/restore-point.ts';
import type { NoteFinding } from '../../../shared/restore-report.ts';
import { MANIFEST_FILE, MANIFEST_HASH_FILE } from '../archive/read-manifest.ts';
import { findNewestSet, findSet, type ReadableSet } from '../archive/set-folder.ts';
import { chooseChain, readableSets, upTo } from '../chain/choose-point.ts';
import { readChain } from '../chain/read-chain.ts';
import { chooseMark } from './choose-mark.ts';
import { chooseTransaction } from './choose-transaction.ts';
import { passDamaged } from './known-damage.ts';
import type { RollEnd } from './roll-end.ts';

/** What is restored: the sets that are needed, the full one first, and how far their logs are followed. */
export interface ChosenSets {
  readonly chain: readonly ReadableSet[];
  readonly end: RollEnd;
  readonly notes: readonly NoteFinding[];
}

interface Wish {
  readonly id?: string | undefined;
  readonly point?: RestorePoint | undefined;
  readonly cluster: Cluster;
}

/**
 * The set that was named or that reaches the point, or the newest one of the cluster that nothing is known against with a
 * note for each newer one that cannot be used; with all that it builds on.
 */
export async function chooseSets(destination: string, wish: Wish): Promise<ChosenSets> {
  const chosen = await choose(destination, wish);
  const mended = chosen.chain.flatMap(({ id, mended }): NoteFinding[] => {
    if (mended === undefined) return [];
    const file = mended.reason === 'manifest-hash-lost' ? MANIFEST_HASH_FILE : MANIFEST_FILE;
    return [{ severity: 'note', target: '', code: 'manifest-mended', set: id, file }];
  });
  return { ...chosen, notes: [...chosen.notes, ...mended] };
}

async function choose(destination: string, wish: Wish): Promise<ChosenSets> {
  const { id, point, cluster } = wish;
  if (point) return { ...(await chooseForPoint(destination, wish, point)), notes: [] };
  if (id !== undefined)
    return { chain: await readChain(destination, await findSet(destination, id)), end: { at: undefined }, notes: [] };
  const { set, newer } = await findNewestSet(destination, cluster.name);
  const notes = newer.flatMap((one): NoteFinding[] => {
    if (one.state === 'readable') return [];
    const cause = one.state === 'unreadable' ? one.failure.message : null;
    return [{ severity: 'note', target: '', code: 'newer-set', set: set.id, newer: one.id, cause }];
  });
  const sound = await passDamaged(destination, set);
  return { chain: sound.chain, end: { at: undefined }, notes: [...notes, ...sound.notes] };
}

async function chooseForPoint(
  destination: string,
  { id, cluster }: Wish,
  point: RestorePoint,
): Promise<Pick<ChosenSets, 'chain' | 'end'>> {
  const named = id === undefined ? undefined : await readChain(destination, await findSet(destination, id));
  const chainFor = async (at: string) =>
    named ? upTo(named, at, destination) : await chooseChain(destination, cluster.name, at);
  switch (point.kind) {
    case 'instant':
      return { chain: await chainFor(point.at), end: { at: point.at } };
    case 'gtid':
      return chooseTransaction(destination, named ?? (await readableSets(destination, cluster.name)), point);
    case 'mark':
      return chooseMark(destination, cluster.name, point.name, chainFor);
    default:
      return assertNever(point);
  }
}
