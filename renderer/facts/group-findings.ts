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

/** Says what holds for many shards once; the events of all shards are one line. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = Map.groupBy(findings, (finding) =>
    finding.code === 'events-disabled' ? finding.code : JSON.stringify({ ...finding, target: '' }),
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const targets = [...new Set(members.map(({ target }) => target))].filter((name) => name !== '');
    return [{ targets, finding: members.slice(1).reduce(join, first), members }];
  });
}

/** Only events differ within a group. */
function join(one: Finding, other: Finding): Finding {
  if (one.code !== 'events-disabled' || other.code !== 'events-disabled') return one;
  return { ...one, count: one.count + other.count, events: [...one.events, ...other.events] };
}

/** Counts by kind, added up. */
export function addCounts(all: readonly NamedObjects['counts'][]): NamedObjects['counts'] {
  const total: Partial<Record<ObjectKind, number>> = {};
  for (const kind of ObjectKind.options) {
    const count = all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0);
    if (count > 0) total[kind] = count;
  }
  return total;
}
