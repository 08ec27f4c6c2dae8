import type { Session } from '../mysql/connect.ts';
import { quoteNames } from '../mysql/quote.ts';

/** Names of the base tables of `schemas`; the cheapest question that tells which tables there are. */
export async function listBaseTables(
  session: Session,
  schemas: readonly string[],
): Promise<{ schema: string; name: string }[]> {
  if (schemas.length === 0) return [];
  const rows = await session.texts(
    `SELECT table_schema AS s, table_name AS t FROM information_schema.tables
     WHERE table_schema IN (${quoteNames(schemas)}) AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
     ORDER BY table_schema, table_name`,
  );
  return rows.map((row) => ({ schema: row.s ?? '', name: row.t ?? '' }));
}
