import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import type { CutIndex } from '../schema/choose-key.ts';

/** Variant 8 to b of RFC 9562, and a version that it does not have: 9 to f. */
const UNORDERED = '^.{14}[9a-f].{4}[89ab]';

/**
 * True where a table may not be cut by its key, since a range of MariaDB's UUIDs lacks rows that stand in it: those of no
 * version of the RFC, such as MD5 sums, have one order in an index and another one when they are compared (10.11.19, of
 * 1,300 such rows 44 were in no range; none of any other version or variant). Reads the key of every row until it finds one.
 */
export async function hasUnorderedUuids(
  session: Session,
  { schema, name }: { readonly schema: string; readonly name: string },
  { columns }: CutIndex,
): Promise<boolean> {
  const odd = columns
    .filter(({ dataType }) => dataType === 'uuid')
    .map((column) => `CAST(${quoteName(column.name)} AS CHAR) REGEXP '${UNORDERED}'`);
  if (odd.length === 0) return false;
  const found = await session.texts(
    `SELECT 1 AS one FROM ${quoteTable(schema, name)} WHERE ${odd.join(' OR ')} LIMIT 1`,
  );
  return found.length > 0;
}
