import { ObjectKind } from '../../shared/manifest.ts';
import type { Finding, NamedObjects } from '../../shared/restore-report.ts';

/** Findings that are said in one sentence. */
export interface FindingGroup {
  /** Names of the target shards; empty where it concerns the set. */
  readonly targets: readonly string[];
  /** What is said of them all. */
  readonly finding: Finding;
  /** One by one, as each target has it. */
  readonly members: readonly Finding[];
}

/** Says what holds for many shards once; the events of all shards are one line, and so is what runs as the same accounts. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = Map.groupBy(findings, keyOf);
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const targets = [...new Set(members.map(({ target }) => target))].filter((name) => name !== '');
    return [{ targets, finding: members.slice(1).reduce(join, first), members }];
  });
}

function keyOf(finding: Finding): string {
  if (finding.code === 'events-disabled') return finding.code;
  if (runsAs(finding)) return JSON.stringify([finding.code, finding.accounts, finding.count]);
  return JSON.stringify({ ...finding, target: '' });
}

/** Two of one group. Only events and what runs as accounts differ within a group. */
function join(one: Finding, other: Finding): Finding {
  if (one.code === 'events-disabled' && other.code === 'events-disabled')
    return { ...one, count: one.count + other.count, events: [...one.events, ...other.events] };
  // The first shard's names speak for all: those of 64 shards would be a page.
  if (runsAs(one) && runsAs(other))
    return { ...one, objects: { ...one.objects, counts: addCounts([one.objects.counts, other.objects.counts]) } };
  return one;
}

const runsAs = (finding: Finding) => finding.code === 'definers-admin' || finding.code === 'definers-missing';

/** Counts by kind, added up. */
export function addCounts(all: readonly NamedObjects['counts'][]): NamedObjects['counts'] {
  const total: Partial<Record<ObjectKind, number>> = {};
  for (const kind of ObjectKind.options) {
    const count = all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0);
    if (count > 0) total[kind] = count;
  }
  return total;
}
