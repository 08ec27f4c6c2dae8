import { failureOf } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteTable } from '../mysql/quote.ts';
import { type Drift, type DriftMember, findDrift } from './find-drift.ts';
import type { LogicalTable, TableMember } from './logical-tables.ts';

export interface Comparison {
  /** One per logical table, in order. */
  readonly drifts: readonly (Drift | null)[];
  /** Tables whose definition could not be read, in sentences. */
  readonly warnings: readonly string[];
}

/** Reads the definitions of all members, shard by shard at the same time, and compares those of each logical table. */
export async function compareSiblings(
  tables: readonly LogicalTable[],
  sessions: ReadonlyMap<string, Session>,
): Promise<Comparison> {
  const definitions = new Map<TableMember, string>();
  const warnings: string[] = [];
  const work = Map.groupBy(
    tables.flatMap(({ members }) => members),
    ({ shard }) => shard,
  );
  await Promise.all(
    [...work].map(async ([shard, members]) => {
      const session = sessions.get(shard);
      if (!session) return;
      for (let at = 0; at < members.length; at += AT_ONCE) {
        const some = members.slice(at, at + AT_ONCE);
        try {
          const texts = await readCreates(session, some);
          for (const [i, member] of some.entries()) definitions.set(member, texts[i] ?? '');
          continue;
        } catch {
          // One of them was refused, or the line was lost: one by one it shows which.
        }
        for (const member of some) {
          try {
            const [text = ''] = await readCreates(session, [member]);
            definitions.set(member, text);
          } catch (error) {
            const failure = failureOf(error);
            warnings.push(`${shard}: ${member.schema}.${member.table} could not be compared: ${failure.message}`);
            if (failure.code === 'connection-lost') return;
          }
        }
      }
    }),
  );
  const known = (member: TableMember): DriftMember[] => {
    const createSql = definitions.get(member);
    return createSql === undefined ? [] : [{ ...member, createSql }];
  };
  return { drifts: tables.map(({ members }) => findDrift(members.flatMap(known))), warnings };
}

/** Definitions asked for in one round trip: with thousands of tables the trips take longer than the answers. */
const AT_ONCE = 40;

async function readCreates(session: Session, members: readonly TableMember[]): Promise<string[]> {
  const lists = await session.listsOfTexts(
    members.map(({ schema, table }) => `SHOW CREATE TABLE ${quoteTable(schema, table)}`),
  );
  return lists.map(([row]) => row?.['Create Table'] ?? '');
}
