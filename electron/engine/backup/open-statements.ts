import type { BinlogRange, OpenStatement } from '../../../shared/binlog-range.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import type { SourceException } from '../schema/source-exception.ts';

/** Changes in a stored log whose result it does not determine: the tables that a restore through it may not bring back as they are. */
export async function openStatements(
  session: Session,
  schemas: readonly string[],
  binlog: BinlogRange | undefined,
): Promise<SourceException[]> {
  const found = new Map<string, SourceException>();
  for (const { open, text: statement } of (binlog?.segments ?? []).flatMap(({ statements }) => statements)) {
    if (!open || !schemas.includes(open.schema)) continue;
    const { schema, table, values, sequences = [] } = open;
    const note = (
      why: SourceException['why'],
      kind: 'table' | 'sequence' = 'table',
      place = { schema, name: table },
    ) => {
      const key = `${place.schema}\0${place.name}`;
      // One reason is enough to take a full set.
      if (!found.has(key))
        found.set(key, { shard: session.shard.name, schema: place.schema, object: place.name, kind, why });
    };
    if (values !== null) {
      note({ code: 'open-values', what: values, statement });
      for (const moved of sequences) note({ code: 'open-values', what: values, statement }, 'sequence', moved);
    }
    if (open.numbers && !(await hasOtherKey(session, open, statement))) note({ code: 'open-numbers', statement });
  }
  return [...found.values()];
}

/** InnoDB kept the rows in the order of a primary key that they had before they got numbers, or lost those that were alike. */
async function hasOtherKey(session: Session, { schema, table }: OpenStatement, statement: string): Promise<boolean> {
  const of = `TABLE_SCHEMA=${quoteText(schema)} AND TABLE_NAME=${quoteText(table)}`;
  const [row] = await session.texts(
    `SELECT (SELECT ENGINE FROM information_schema.TABLES WHERE ${of}) AS engine,
      (SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE ${of} AND INDEX_NAME='PRIMARY' AND SEQ_IN_INDEX=1) AS first,
      (SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE ${of} AND EXTRA LIKE '%auto_increment%' LIMIT 1) AS counter`,
  );
  const isNewKey = row?.first === row?.counter || (IGNORES.test(statement) && /\bprimary\b/i.test(statement));
  return row?.engine?.toLowerCase() === 'innodb' && row.first != null && !isNewKey;
}

/** Where the key may be what rows were dropped for. */
const IGNORES = /^\W*alter\b.*?\bignore\b.*?\btable\b/is;
