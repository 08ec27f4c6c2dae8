import pLimit, { type LimitFunction } from 'p-limit';
import type { Session } from '../mysql/connect.ts';

/** Tables of one schema that are asked about together. */
export interface TableGroup {
  readonly schema: string;
  readonly names: readonly string[];
}

/**
 * All that is asked about a group is asked while the server has its tables open: opening them is nearly all that the
 * questions cost, and MariaDB keeps 400 definitions unless told otherwise.
 */
const GROUP = 80;
/** Sessions of a shard that ask, and groups of a server that are asked about at a time; more than the server's cores win nothing, and few servers have fewer than four. */
export const READERS = 4;

/** Cuts names into groups, schema by schema. */
export function groupTables(tables: readonly { readonly schema: string; readonly name: string }[]): TableGroup[] {
  return [...Map.groupBy(tables, ({ schema }) => schema)].flatMap(([schema, list]) =>
    Array.from({ length: Math.ceil(list.length / GROUP) }, (_, i) => ({
      schema,
      names: list.slice(i * GROUP, (i + 1) * GROUP).map(({ name }) => name),
    })),
  );
}

/** Asks about all groups, each session about one at a time, shards of one server by turns; the answers come in the order of the groups. */
export async function askGroups<T>(
  sessions: readonly Session[],
  groups: readonly TableGroup[],
  ask: (session: Session, group: TableGroup) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  const queue = [...groups.entries()];
  await Promise.all(
    sessions.map(async (session) => {
      const oneOfFew = limitOf(session);
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [number, group] = next;
        answers[number] = await oneOfFew(() => ask(session, group));
      }
    }),
  );
  return answers;
}

/** By server: groups of many shards at once push each other's tables out of its caches. */
const limits = new Map<string, LimitFunction>();

function limitOf({ identity }: Session): LimitFunction {
  const server = JSON.stringify(identity);
  const limit = limits.get(server) ?? pLimit(READERS);
  limits.set(server, limit);
  return limit;
}
