import type { RestoreRequest } from '../../shared/contract.ts';
import type { Selection } from '../engine/restore/select-scope.ts';

/** What a page asks to restore, as the engine takes it. */
export function selectionOf({ scope }: { readonly scope?: RestoreRequest['scope'] }): Selection | undefined {
  return scope && new Map(Object.entries(scope));
}
