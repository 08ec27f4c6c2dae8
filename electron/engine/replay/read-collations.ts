import type { Session } from '../mysql/connect.ts';

/** Names of the server's character sets and collations by the number that a log has for them. */
export async function readCollations(
  session: Session,
): Promise<ReadonlyMap<number, { readonly charset: string; readonly collation: string }>> {
  const [table, collation] = (await hasFullNames(session))
    ? ['COLLATION_CHARACTER_SET_APPLICABILITY', 'FULL_COLLATION_NAME']
    : ['COLLATIONS', 'COLLATION_NAME'];
  const rows = await session.texts(
    `SELECT ID AS id, CHARACTER_SET_NAME AS charset, ${collation} AS collation FROM information_schema.${table}`,
  );
  return new Map(
    rows.map(({ id, charset, collation }) => [Number(id), { charset: charset ?? '', collation: collation ?? '' }]),
  );
}

/** MariaDB 10.10 has collations that serve several character sets; their numbers are in another table only. */
async function hasFullNames(session: Session): Promise<boolean> {
  const [column] = await session.texts(
    "SELECT COUNT(*) AS there FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='information_schema' " +
      "AND TABLE_NAME='COLLATION_CHARACTER_SET_APPLICABILITY' AND COLUMN_NAME='FULL_COLLATION_NAME'",
  );
  return column?.there === '1';
}
