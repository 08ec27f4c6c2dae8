import type { NotRestored } from '../../../shared/restore-report.ts';
import { findExisting } from './existing-objects.ts';
import { namePlace } from './name-place.ts';
import type { TargetState } from './preflight.ts';

/**
 * What stands in the schemas of a restore and is neither in the set nor was there before: somebody made it meanwhile.
 * `targets`: all of the restore, since several shards may go to one server.
 */
export async function extraObjects(target: TargetState, targets: readonly TargetState[]): Promise<NotRestored[]> {
  const { scope, session, info, existing } = target;
  const ignoreCase = info.lowerCaseTableNames > 0;
  const known = new Set(existing.map(({ schema, kind, name }) => namePlace(schema, kind, name, ignoreCase)));
  for (const { scope: other, identity } of targets)
    if (identity === target.identity)
      for (const { schema, kind, name } of other.objects)
        known.add(namePlace(other.schemas.get(schema) ?? schema, kind, name, ignoreCase));
  const now = await findExisting(session, scope, ignoreCase);
  return now
    .filter(({ schema, kind, name }) => !known.has(namePlace(schema, kind, name, ignoreCase)))
    .map(({ schema, kind, name }) => ({
      target: scope.target.name,
      schema,
      object: name,
      kind,
      why: { code: 'not-of-the-set' },
    }));
}
