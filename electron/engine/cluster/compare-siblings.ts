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
      for (const member of members) {
        try {
          definitions.set(member, await readCreate(session, member));
        } catch (error) {
          const failure = failureOf(error);
          warnings.push(`${shard}: ${member.schema}.${member.table} could not be compared: ${failure.message}`);
          if (failure.code === 'connection-lost') return;
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

async function readCreate(session: Session, { schema, table }: TableMember): Promise<string> {
  const [row] = await session.texts(`SHOW CREATE TABLE ${quoteTable(schema, table)}`);
  return row?.['Create Table'] ?? '';
}
