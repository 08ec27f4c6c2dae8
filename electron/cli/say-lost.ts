import type { LostCluster } from '../../shared/contract.ts';
import { factFrom, sayReason } from '../../shared/failure-words.ts';
import { inOneLine } from './terminal-text.ts';

/** What is said of a cluster that a destination held and holds no more. */
export function sayLost(cluster: LostCluster): string {
  const { cluster: name, set: id, file } = inOneLine(cluster);
  const { message, next = '' } = sayReason(factFrom('cluster-lost', { cluster: name, id, file }));
  return `${name}: LOST. ${message} ${next}`;
}
