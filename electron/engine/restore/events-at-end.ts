import type { LoggedStatement } from '../../../shared/binlog-range.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { nameAs } from './name-place.ts';
import type { RollPlan } from './plan-roll.ts';
import type { ShardScope } from './select-scope.ts';

type EventScope = Pick<ShardScope, 'objects' | 'schemas' | 'target'>;
/** An event by its names. */
interface EventPlace {
  readonly schema: string;
  readonly name: string;
}

/** As many events as are named with the statement that enables them. */
const NAMED_EVENTS = 5;

/** What a restore says of the events that are on the target at its end: those of the log are as disabled as the set's. */
export function eventFindings(scope: EventScope, plan: Pick<RollPlan, 'made' | 'schemas'> | undefined): Finding[] {
  const events = eventsAtEnd(scope, plan?.made ?? []).flatMap(({ schema, name }) => {
    const target = scope.schemas.get(schema) ?? plan?.schemas.get(schema);
    return target === undefined ? [] : [{ schema: target, name }];
  });
  if (events.length === 0) return [];
  const [count, named] = [events.length, events.slice(0, NAMED_EVENTS)];
  return [{ severity: 'note', target: scope.target.name, code: 'events-disabled', count, events: named }];
}

/** Those of the set, and what the log makes of them up to the instant, by their names on the source. */
export function eventsAtEnd(
  { objects }: Pick<EventScope, 'objects'>,
  logged: readonly Pick<LoggedStatement, 'verb' | 'makes'>[],
): EventPlace[] {
  const there = new Map<string, EventPlace>();
  // Names of events never differ by case alone.
  const key = ({ schema, name }: EventPlace) => JSON.stringify([schema, nameAs(name, true)]);
  const add = ({ schema, name }: EventPlace) => there.set(key({ schema, name }), { schema, name });
  for (const one of objects) if (one.kind === 'event') add(one);
  for (const { verb, makes } of logged) {
    const gone = verb === 'drop' ? makes.find(({ kind }) => kind === 'database')?.schema : undefined;
    for (const [place, { schema }] of there) if (schema === gone) there.delete(place);
    const [event, moved] = makes.filter(({ kind }) => kind === 'event');
    if (!event) continue;
    // ALTER EVENT with two names renames the first one.
    if (verb === 'drop' || moved) there.delete(key(event));
    if (verb !== 'drop') add(moved ?? event);
  }
  return [...there.values()];
}
