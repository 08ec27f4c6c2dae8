import type { Finding, NotRestored } from '../../../shared/restore-report.ts';
import type { Session } from '../mysql/connect.ts';
import { findForeignSchema } from '../schema/guard-schemas.ts';
import { renameInBody } from '../schema/rename-in-body.ts';
import { nameObjects } from './name-objects.ts';
import type { TargetState } from './preflight.ts';
import type { ReadObject } from './read-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** What has a body that runs by itself or is called; views are renamed where they are created. */
const WITH_BODY = ['function', 'procedure', 'package', 'package-body', 'trigger', 'event'];

/**
 * A program for the schemas it is restored to. Under other names its body must not lead back to schemas that the server
 * has besides: what names one, or may name one that is renamed, is not created; the schema is returned instead.
 */
export async function placeProgram(
  session: Session,
  { schemas, source }: Pick<ShardScope, 'schemas' | 'source'>,
  one: ReadObject,
): Promise<{ placed: ReadObject } | { leadsTo: string }> {
  const isRenamed = [...schemas].some(([from, to]) => from !== to);
  if (!isRenamed || !WITH_BODY.includes(one.object.kind)) return { placed: one };
  const { statement, tokens, decode, doubt } = await renameInBody(
    session,
    one.statement,
    one.object,
    schemas,
    packagesOf(source),
  );
  const targets = new Set(schemas.values());
  const leadsTo = doubt ?? (await findForeignSchema(session, tokens, decode, { targets, inBody: true }));
  return leadsTo === undefined ? { placed: { ...one, statement } } : { leadsTo };
}

/** Names of the packages of a shard, in small letters, as routines name them. */
export function packagesOf({ objects }: Pick<ShardScope['source'], 'objects'>): Set<string> {
  return new Set(objects.filter(({ kind }) => kind === 'package').map(({ name }) => name.toLowerCase()));
}

/** A program that is left out, and the schema it may write to. */
export function leftOut({ object }: ReadObject, { target, schemas }: ShardScope, leadsTo: string): NotRestored {
  const schema = schemas.get(object.schema) ?? object.schema;
  return {
    target: target.name,
    schema,
    object: object.name,
    kind: object.kind,
    why: { code: 'leads-out', to: leadsTo },
  };
}

/** The programs that will be left out, by name. */
export async function checkPrograms({ scope, session, read }: TargetState): Promise<Finding[]> {
  if ([...scope.schemas].every(([from, to]) => from === to)) return [];
  const found: { to: string; schema: string; name: string; kind: ReadObject['object']['kind'] }[] = [];
  for (const one of read.filter(({ object }) => WITH_BODY.includes(object.kind))) {
    const result = await placeProgram(session, scope, one);
    if ('leadsTo' in result) found.push({ ...one.object, to: result.leadsTo });
  }
  if (found.length === 0) return [];
  const schemas = [...new Set(found.map(({ to }) => to))];
  return [{ severity: 'note', target: scope.target.name, code: 'leads-out', objects: nameObjects(found), schemas }];
}
