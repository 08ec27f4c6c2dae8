import type { Protection } from '../../shared/judge-protection.ts';

/** The one thing to do next for a cluster. */
export type NextStep =
  | { readonly kind: 'watch'; readonly job: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'seek'; readonly destination: string }
  | { readonly kind: 'backup' }
  /** To where the chain is that it makes longer. */
  | { readonly kind: 'incremental'; readonly destination: string }
  | { readonly kind: 'explain'; readonly job: string }
  | { readonly kind: 'exceptions' | 'verify' | 'prove'; readonly destination: string; readonly set: string };

/** What stands in the way comes first, then a backup, then what makes the one that is there more certain. */
export function nextStep(protection: Protection, running: string | undefined, shardsFail: boolean): NextStep {
  const { reasons, last, proof } = protection;
  const has = <C extends (typeof reasons)[number]['code']>(code: C) =>
    reasons.find((reason): reason is Extract<(typeof reasons)[number], { code: C }> => reason.code === code);
  if (running !== undefined) return { kind: 'watch', job: running };
  if (shardsFail) return { kind: 'look' };
  const unseen = has('unseen');
  if (unseen && last === null) return { kind: 'seek', destination: unseen.destination };
  if (last === null || has('damaged') || has('shards') || has('old')) return { kind: 'backup' };
  const failed = has('failed');
  if (failed) return { kind: 'explain', job: failed.job };
  if (unseen) return { kind: 'seek', destination: unseen.destination };
  const place = { destination: last.destination, set: last.set.id };
  const exceptions = has('exceptions');
  if (exceptions) return { kind: 'exceptions', ...place, set: exceptions.set };
  if (proof === null) return { kind: 'verify', ...place };
  if (proof.how !== 'proven') return { kind: 'prove', ...place };
  return last.set.continues === true ? { kind: 'incremental', destination: last.destination } : { kind: 'backup' };
}
