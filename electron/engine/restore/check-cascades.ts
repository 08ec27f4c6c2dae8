import type { Finding } from '../../../shared/restore-report.ts';
import { quoteNames } from '../mysql/quote.ts';
import { nameObjects } from './name-objects.ts';
import { nameAs, namePlace } from './name-place.ts';
import type { RollPlan } from './plan-roll.ts';
import type { TargetState } from './preflight.ts';

const WRITES = "('CASCADE', 'SET NULL', 'SET DEFAULT')";

/**
 * Tables of the target that are no part of the restore and that foreign keys have follow what a log does to restored ones:
 * their rows would be deleted or changed with those. Servers do so by themselves for rows of a log, and have to within the
 * restore, since such changes are in no log. What the account may not look at is not seen.
 */
export async function checkCascades(
  { scope, session, info, existing }: Pick<TargetState, 'scope' | 'session' | 'info' | 'existing'>,
  { schemas }: Pick<RollPlan, 'schemas'>,
): Promise<Finding[]> {
  const ignoreCase = info.lowerCaseTableNames > 0;
  const names = [...new Set([...schemas.values()].flatMap((name) => [name, nameAs(name, ignoreCase)]))];
  const rows = await session.texts(
    `SELECT CONSTRAINT_SCHEMA AS s, TABLE_NAME AS n, UNIQUE_CONSTRAINT_SCHEMA AS ps, REFERENCED_TABLE_NAME AS pn
     FROM information_schema.REFERENTIAL_CONSTRAINTS
     WHERE UNIQUE_CONSTRAINT_SCHEMA IN (${quoteNames(names)}) AND (DELETE_RULE IN ${WRITES} OR UPDATE_RULE IN ${WRITES})`,
  );
  const placeOf = (schema: string | null | undefined, name: string | null | undefined) =>
    namePlace(schema ?? '', 'table', name ?? '', ignoreCase);
  const places = (inSet: boolean) =>
    new Set(
      existing
        .filter((one) => one.inSet === inSet)
        .map(({ schema, kind, name }) => namePlace(schema, kind, name, ignoreCase)),
    );
  const [restored, kept] = [places(true), places(false)];
  const followers = rows
    .filter((row) => !restored.has(placeOf(row.s, row.n)) && !kept.has(placeOf(row.ps, row.pn)))
    .map((row) => ({ schema: row.s ?? '', name: row.n ?? '', kind: 'table' as const }));
  const once = [...new Map(followers.map((one) => [placeOf(one.schema, one.name), one])).values()];
  if (once.length === 0) return [];
  return [{ severity: 'stop', target: scope.target.name, code: 'cascades-outside', objects: nameObjects(once) }];
}
