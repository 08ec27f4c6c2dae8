import type { RestoreRequest } from '../../shared/contract.ts';
import { keyOf, NOTHING, type Scope } from './scope.ts';
import { FIRST_STATE, type WizardState } from './wizard-state.ts';

/** The wizard's answers that make this very request: whoever goes on with a restore finds it ready. */
export function answersOf(request: RestoreRequest, continues: boolean): WizardState {
  const scope = scopeOf(request.scope);
  const whole = request.scope === undefined;
  const renamed = Object.keys(request.rename).length > 0;
  return {
    ...FIRST_STATE,
    step: scope === null ? 'what' : 'ready',
    reason: whole ? (renamed ? 'practice' : 'everything') : 'tables',
    from: request.from,
    setId: request.id,
    at: request.at ?? null,
    mark: request.mark ?? null,
    scope: scope ?? NOTHING,
    clusterId: request.clusterId,
    map: request.map,
    // With every new name said, none is made up.
    naming: 'same',
    rename: request.rename,
    // One of which only the log is missing goes on; any other begins anew, and asks again before it replaces.
    existing: request.replace && !continues ? 'replace' : 'stop',
    verify: request.verify,
    keepDefiners: request.definers === undefined,
    accounts: request.accounts ?? false,
    allowOutside: request.allowOutside ?? false,
  };
}

/** The chosen nodes behind patterns as the wizard makes them; null for others. */
function scopeOf(patterns: RestoreRequest['scope']): Scope | null {
  if (patterns === undefined) return [''];
  const keys: string[] = [];
  for (const [shard, list] of Object.entries(patterns)) {
    if (list === null) keys.push(keyOf([shard]));
    for (const pattern of list ?? []) {
      const [schema = '', table = '', ...more] = pattern.split('.');
      if (more.length > 0 || /[*?]/.test(schema) || (table !== '*' && /[*?]/.test(table))) return null;
      keys.push(keyOf(table === '*' ? [shard, schema] : [shard, schema, table]));
    }
  }
  return keys;
}
