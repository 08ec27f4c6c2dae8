import { z } from 'zod';
import { ObjectKind } from '../../../shared/manifest.ts';
import type { TargetState } from './preflight.ts';

/** An object of the target, under its own names, that was there before a restore and is not in the set. */
export const KeptObject = z.object({ schema: z.string(), kind: ObjectKind, name: z.string() });
export type KeptObject = z.infer<typeof KeptObject>;

/** What of a target's objects a restore leaves as it is, as it said before. */
export function keptObjects({ existing, live }: Pick<TargetState, 'existing' | 'live'>): KeptObject[] {
  return [
    ...existing
      .filter(({ inSet, goesWithTable }) => !inSet && !goesWithTable)
      .map(({ schema, kind, name }) => ({ schema, kind, name })),
    ...live.map((schema): KeptObject => ({ schema, kind: 'database', name: schema })),
  ];
}
