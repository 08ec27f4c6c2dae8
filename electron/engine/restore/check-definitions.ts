import type { Finding, LostFeature } from '../../../shared/restore-report.ts';
import { EngineError } from '../engine-error.ts';
import { crossTable } from '../schema/cross-table.ts';
import { nameObjects } from './name-objects.ts';
import type { TargetState } from './preflight.ts';
import { readObjects } from './read-objects.ts';

/** What tables would lose on a server of the other flavour, by their definitions. */
export async function checkDefinitions({ scope, info }: TargetState, folder: string): Promise<Finding[]> {
  const { source, target, objects, schemas } = scope;
  if (source.flavour === info.flavour) return [];
  const tables = objects.filter(({ kind }) => kind === 'table');
  // What is wrong with the set is said when its definitions are read to be restored.
  const read = await readObjects(folder, tables).catch((error: unknown) => {
    if (error instanceof EngineError) return [];
    throw error;
  });
  const lost = new Map<LostFeature, { schema: string; name: string; kind: 'table' }[]>();
  for (const { object, statement } of read)
    for (const feature of crossTable(statement, source.flavour).lost) {
      const table = { schema: schemas.get(object.schema) ?? object.schema, name: object.name, kind: 'table' as const };
      lost.set(feature, [...(lost.get(feature) ?? []), table]);
    }
  return [...lost].map(([feature, list]) => ({
    severity: 'note',
    target: target.name,
    code: 'crosses-without',
    feature,
    objects: nameObjects(list),
  }));
}
