import type { Plan } from './place.ts';
import { pathOf, type Scope } from './scope.ts';

/** What is restored, as a sentence would name it. */
export type Choice =
  | { readonly kind: 'open' }
  | { readonly kind: 'everything' }
  | { readonly kind: 'shards'; readonly names: readonly string[] }
  /** Different names, since shards have tables of the same name; and how many tables they are in all. */
  | { readonly kind: 'tables'; readonly names: readonly string[]; readonly count: number };

/** The shortest true way to name a choice. */
export function summarizeChoice(scope: Scope, plan: Plan | null): Choice {
  if (scope.includes('')) return { kind: 'everything' };
  if (plan === null || plan.tables.length === 0) return { kind: 'open' };
  const paths = scope.map(pathOf);
  if (paths.every((path) => path.length === 1)) return { kind: 'shards', names: paths.flat() };
  return {
    kind: 'tables',
    names: [...new Set(plan.tables.map(({ key }) => pathOf(key).slice(1).join('.')))],
    count: plan.tables.length,
  };
}
