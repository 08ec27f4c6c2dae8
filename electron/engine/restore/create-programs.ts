import type { NotRestored } from '../../../shared/restore-report.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { createViews, runObject } from '../schema/create-objects.ts';
import { type Definers, invokerStatement, rewriteDefiner } from '../schema/rewrite-definer.ts';
import { targetRefusal } from '../schema/target-refusal.ts';
import { leftOut, placeProgram } from './place-programs.ts';
import type { ReadObject } from './read-objects.ts';
import type { ShardScope } from './select-scope.ts';

/**
 * Creates what lives on top of tables, in the order in which the set has them: state of sequences, libraries, routines (which may
 * import them), views (which
 * may call routines), triggers in their order, events (disabled), with the definers that
 * are wanted. Each object the server refuses is returned by name.
 */
export async function createPrograms(
  session: Session,
  scope: ShardScope,
  read: readonly ReadObject[],
  definers: Definers,
): Promise<NotRestored[]> {
  const schemaOf = (schema: string) => scope.schemas.get(schema) ?? schema;
  const refused: NotRestored[] = [];
  const attempt = async ({ object }: ReadObject, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      refused.push(
        targetRefusal(error, {
          target: scope.target.name,
          schema: schemaOf(object.schema),
          object: object.name,
          kind: object.kind,
        }),
      );
    }
  };
  const objects: ReadObject[] = [];
  for (const one of read)
    await attempt(one, async () => {
      const statement = await rewriteDefiner(session, one.statement, one.object, definers);
      const result = await placeProgram(session, scope, { ...one, statement });
      if ('placed' in result) objects.push(result.placed);
      else refused.push(leftOut(one, scope, result.leadsTo));
    });
  const create = (one: ReadObject) =>
    attempt(one, () =>
      runObject(session, one.statement, one.object, schemaOf(one.object.schema), { renames: scope.schemas }),
    );
  const ofKind = (...kinds: ReadObject['object']['kind'][]) =>
    objects.filter(({ object }) => kinds.includes(object.kind));

  for (const sequence of ofKind('sequence'))
    await attempt(sequence, async () => {
      await session.query(`USE ${quoteName(schemaOf(sequence.object.schema))}`);
      if (sequence.state) await session.query(sequence.state.toString('utf8'));
    });
  for (const library of ofKind('library')) await create(library);
  for (const routine of ofKind('package', 'package-body', 'function', 'procedure')) {
    await create(routine);
    const { object } = routine;
    const invoker = definers.rule === 'strip' && !definers.map.has(object.definer ?? '') && invokerStatement(object);
    if (invoker)
      await attempt(routine, async () => {
        await session.execute(`USE ${quoteName(schemaOf(object.schema))}`);
        await session.execute(invoker);
      });
  }
  const views = ofKind('view').map(({ object, statement }) => ({
    object,
    statement,
    targetSchema: schemaOf(object.schema),
  }));
  for (const view of await createViews(session, views, scope.schemas))
    refused.push({ target: scope.target.name, ...view });
  for (const trigger of ofKind('trigger')) await create(trigger);
  for (const event of ofKind('event')) await create(event);
  return refused;
}
