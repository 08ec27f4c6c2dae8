import type { Table } from '../../../shared/manifest.ts';
import type { PartitionRows } from '../../../shared/manifest-basics.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable, quoteText } from '../mysql/quote.ts';

/** As many partitions as one statement counts; a table has up to 8,192. */
const AT_ONCE = 50;

/** A table whose partitions are counted; `history`: with all versions of its rows that a set takes. */
export type CountedTable = Pick<Table, 'schema' | 'name' | 'history'> & {
  readonly columns: readonly { readonly name: string }[];
};

/** How many rows stand in each partition of a table, subpartitions where it has some; none for a table without partitions. */
export async function countPartitions(
  session: Session,
  { schema, name, history, columns }: CountedTable,
): Promise<PartitionRows[]> {
  const names = await session.texts(
    `SELECT COALESCE(SUBPARTITION_NAME, PARTITION_NAME) AS name, PARTITION_METHOD AS method FROM information_schema.PARTITIONS
      WHERE TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(name)} AND PARTITION_NAME IS NOT NULL
      ORDER BY PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION`,
  );
  const [start, end] = history ? columns.slice(-2) : [];
  // A partition by SYSTEM_TIME that is named gives all its rows, and takes no question for a time.
  const ofAllTimes = names[0]?.method === 'SYSTEM_TIME' ? '' : ' FOR SYSTEM_TIME ALL';
  const versions = start && end ? `${ofAllTimes} WHERE ${quoteName(start.name)} < ${quoteName(end.name)}` : '';
  const partitions = names.map((row) => row.name ?? '');
  const counted: PartitionRows[] = [];
  for (let at = 0; at < partitions.length; at += AT_ONCE) {
    const some = partitions.slice(at, at + AT_ONCE);
    const counts = some.map(
      (partition, i) =>
        `(SELECT COUNT(*) FROM ${quoteTable(schema, name)} PARTITION (${quoteName(partition)})${versions}) AS n${i}`,
    );
    const [row = {}] = await session.texts(`SELECT ${counts.join(', ')}`);
    counted.push(...some.map((partition, i) => ({ name: partition, rows: Number(row[`n${i}`]) })));
  }
  return counted;
}
