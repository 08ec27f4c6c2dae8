import type { Finding } from '../../shared/restore-report.ts';

/** One sentence that holds for several target shards. */
export interface FindingGroup {
  /** Empty where the sentence names its shard itself, or concerns the set. */
  readonly targets: readonly string[];
  readonly what: string;
  readonly remedy: string | undefined;
}

/** Says what holds for many shards once, with their names before it. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = Map.groupBy(findings, ({ what, remedy }) => JSON.stringify([what, remedy]));
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (!first) return [];
    const names = [...new Set(list.map(({ target }) => target))].filter((name) => name !== '');
    const saidAlready =
      names.length === 1 && new RegExp(`(^|\\W)${quoteRegExp(names[0] ?? '')}(\\W|$)`).test(first.what);
    return [{ targets: saidAlready ? [] : names, what: first.what, remedy: first.remedy }];
  });
}

function quoteRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
