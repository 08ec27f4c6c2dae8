import type { LostFeature } from '../../../shared/restore-report.ts';
import { isWord, type SqlReader, tokenizeSql } from '../sql/tokenize-sql.ts';
import { definitionsOf } from './split-create-table.ts';

/** MySQL 8.0.16 keeps checks; before it reads them only. */
const MYSQL_CHECKS = 80_016;
/** MySQL 8.0.1 has indexes in descending order; before it reads the word only. */
const MYSQL_DESCENDING = 80_001;

/**
 * What of a table's definition an older server of the same flavour takes and does not keep, without a word: what is in a
 * comment for newer ones, and clauses that it reads only.
 */
export function passedOver(statement: Buffer, server: SqlReader): LostFeature[] {
  const sql = statement.toString('latin1');
  const lost = new Set<LostFeature>();
  if (tokenizeSql(sql, { server }).length < tokenizeSql(sql).length) lost.add('newer-options');
  if (server.flavour !== 'mysql') return [...lost];
  for (const { text, role } of definitionsOf(sql).definitions) {
    const tokens = tokenizeSql(text);
    const has = (word: string) => tokens.some((token) => isWord(token, word));
    if (server.version < MYSQL_CHECKS && role !== 'column' && has('CHECK')) lost.add('checks');
    if (server.version < MYSQL_DESCENDING && (role === 'index' || role === 'primary') && has('DESC'))
      lost.add('descending-index');
  }
  return [...lost];
}
