import type { Finding, NotRestored } from '../../../shared/restore-report.ts';
import type { SpatialReferenceSystem } from '../../../shared/spatial-reference-system.ts';
import { missingForSrs } from '../mysql/check-privileges.ts';
import {
  createSpatialSystem,
  hasSpatialSystems,
  isSameSystem,
  spatialSystemsThere,
} from '../schema/spatial-systems.ts';
import { targetRefusal } from '../schema/target-refusal.ts';
import type { TargetState } from './preflight.ts';

/** What a target lacks of the set's spatial reference systems, and what it has otherwise. */
export interface SpatialState {
  readonly missing: readonly SpatialReferenceSystem[];
  readonly different: readonly SpatialReferenceSystem[];
}

const GEOMETRY = /^(geometry|point|linestring|polygon|multi(point|linestring|polygon)|geom(etry)?collection)$/;
/** As many as a sentence bears. */
const NAMED = 5;

/** Compares a target with what the sets of the chain have; nothing where no column of the scope holds geometry. */
export async function compareSpatialSystems(
  { scope, session }: Pick<TargetState, 'scope' | 'session'>,
  later: readonly SpatialReferenceSystem[],
): Promise<SpatialState> {
  const byId = new Map(
    [...(scope.source.spatialReferenceSystems ?? []), ...later].map((system) => [system.id, system] as const),
  );
  const geometric = scope.tables.some(({ columns }) => columns.some(({ dataType }) => GEOMETRY.test(dataType)));
  if (!hasSpatialSystems(session) || !(geometric || later.length > 0)) return { missing: [], different: [] };
  const there = new Map((await spatialSystemsThere(session, [...byId.keys()])).map((one) => [one.id, one]));
  const known = (system: SpatialReferenceSystem) => there.get(system.id);
  return {
    missing: [...byId.values()].filter((system) => !known(system)),
    different: [...byId.values()].filter((system) => {
      const own = known(system);
      return own !== undefined && !isSameSystem(own, system);
    }),
  };
}

/** What the look beforehand says of them: rows with a number that the server does not know cannot be loaded. */
export function spatialFindings({ scope, info, grants, account, spatial }: TargetState): Finding[] {
  const { name: target, user } = scope.target;
  const { missing, different } = spatial;
  const note = { severity: 'note', target } as const;
  const named = (systems: readonly SpatialReferenceSystem[]) => ({
    systems: systems.slice(0, NAMED).map(nameSystem),
    count: systems.length,
  });
  if (missing.length === 0 && different.length === 0) return [];
  const lacked = missing.length === 0 ? [] : missingForSrs(info, grants, account);
  return [
    ...lacked.map(
      ({ needed: _, ...one }): Finding => ({ severity: 'stop', target, code: 'lacks-privilege', user, ...one }),
    ),
    ...(missing.length > 0 && lacked.length === 0
      ? [{ ...note, code: 'srs-created' as const, ...named(missing) }]
      : []),
    ...(different.length > 0 ? [{ ...note, code: 'srs-differs' as const, ...named(different) }] : []),
  ];
}

/** Creates what is missing; what is there otherwise stays, and is named. */
export async function createSpatialSystems({ scope, session, spatial }: TargetState): Promise<NotRestored[]> {
  const what = (system: SpatialReferenceSystem) => ({
    target: scope.target.name,
    schema: '',
    object: nameSystem(system),
    kind: 'spatial-reference-system' as const,
  });
  const refused: NotRestored[] = spatial.different.map((system) => ({
    ...what(system),
    why: { code: 'other-definition' },
  }));
  for (const system of spatial.missing)
    try {
      await session.execute(createSpatialSystem(system));
    } catch (error) {
      refused.push(targetRefusal(error, what(system)));
    }
  return refused;
}

function nameSystem({ id, name }: SpatialReferenceSystem): string {
  return `${id} ${name}`.trimEnd();
}
