import type { Finding, LostFeature } from '../../../shared/restore-report.ts';
import { parseVersion, type ServerInfo } from '../mysql/server-info.ts';
import { crossTable } from '../schema/cross-table.ts';
import { passedOver } from '../schema/passed-over.ts';
import { placeOptions } from '../schema/place-options.ts';
import { storedDependence } from '../schema/session-dependence.ts';
import { tiesOutside } from '../schema/ties-outside.ts';
import { nameObjects } from './name-objects.ts';
import type { TargetState } from './preflight.ts';

/** As many options as a sentence bears. */
const NAMED = 5;

/** As MariaDB prints it; in a comment or a default it is a false alarm. */
const SPREADS = /^ PARTITION BY SYSTEM_TIME .*LIMIT \d/m;

interface NamedTable {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table';
}

/** What a table of the source is without on the target. */
function lostOn(
  { flavour, versionNumber }: ServerInfo,
  source: TargetState['scope']['source'],
  statement: Buffer,
): readonly LostFeature[] {
  if (source.flavour !== flavour) return crossTable(statement, source.flavour).lost;
  if (versionNumber >= parseVersion(source.version)) return [];
  return passedOver(statement, { flavour, version: versionNumber });
}

/**
 * What of tables' definitions the target may not do: places of the source, what only the other flavour or a newer version
 * has, and ties to what is not restored.
 */
export function checkDefinitions({ scope, info, read }: TargetState): Finding[] {
  const { source, target, schemas } = scope;
  const note = { severity: 'note', target: target.name } as const;
  const tables = read.filter(({ object }) => object.kind === 'table');
  const lost = new Map<LostFeature, NamedTable[]>();
  const options = new Set<string>();
  const placed: NamedTable[] = [];
  const computing: NamedTable[] = [];
  const tied: NamedTable[] = [];
  const siblings = new Set(tables.map(({ object }) => JSON.stringify([object.schema, object.name])));
  const spread: NamedTable[] = [];
  for (const { object, statement } of tables) {
    const table = { schema: schemas.get(object.schema) ?? object.schema, name: object.name, kind: 'table' as const };
    const places = placeOptions(statement);
    if (storedDependence(statement) !== 'row') computing.push(table);
    const sibling = (name: string) => siblings.has(JSON.stringify([object.schema, name]));
    if (tiesOutside(statement, { schema: (schema) => schemas.has(schema), sibling })) tied.push(table);
    if (SPREADS.test(statement.toString('latin1'))) spread.push(table);
    if (places.length > 0) placed.push(table);
    for (const { option } of places) options.add(option);
    for (const feature of lostOn(info, source, statement)) lost.set(feature, [...(lost.get(feature) ?? []), table]);
  }
  return [
    ...(computing.length === 0 ? [] : [{ ...note, code: 'computes-anew' as const, objects: nameObjects(computing) }]),
    ...(tied.length === 0 ? [] : [{ ...note, code: 'ties-outside' as const, objects: nameObjects(tied) }]),
    ...(spread.length === 0 ? [] : [{ ...note, code: 'spreads-anew' as const, objects: nameObjects(spread) }]),
    ...(placed.length === 0
      ? []
      : [
          {
            ...note,
            code: 'places' as const,
            options: [...options].slice(0, NAMED),
            count: options.size,
            objects: nameObjects(placed),
          },
        ]),
    ...[...lost].map(([feature, list]) => ({
      ...note,
      code: 'crosses-without' as const,
      feature,
      objects: nameObjects(list),
    })),
  ];
}
