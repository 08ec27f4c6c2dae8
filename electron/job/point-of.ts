import type { RestorePoint } from '../../shared/restore-point.ts';

/** What a restore goes to; a mark says more than its instant. */
export function pointOf({
  at,
  mark,
}: {
  readonly at?: string | undefined;
  readonly mark?: string | undefined;
}): RestorePoint | undefined {
  if (mark !== undefined) return { kind: 'mark', name: mark };
  return at === undefined ? undefined : { kind: 'instant', at };
}
