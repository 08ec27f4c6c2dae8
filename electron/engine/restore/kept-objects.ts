import type { KeptObject } from '../replay/kept-object.ts';
import type { TargetState } from './preflight.ts';

/** What of a target's objects a restore leaves as it is, as it said before. */
export function keptObjects({ existing, live }: Pick<TargetState, 'existing' | 'live'>): KeptObject[] {
  return [
    ...existing
      .filter(({ inSet, goesWithTable }) => !inSet && !goesWithTable)
      .map(({ schema, kind, name }) => ({ schema, kind, name })),
    ...live.map((schema): KeptObject => ({ schema, kind: 'database', name: schema })),
  ];
}
