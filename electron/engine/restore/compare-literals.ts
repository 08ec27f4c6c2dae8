import type { Session } from '../mysql/connect.ts';
import { differingLiterals } from '../schema/exact-literals.ts';
import { type ComparedTable, problemOf } from './compare-tables.ts';

/**
 * Compares members and defaults by their bytes, where servers may print them as others: rows of such columns were compared
 * by the numbers of their members. Writes what differs into `found`, unless something worse is there.
 */
export async function compareLiterals(session: Session, tables: readonly ComparedTable[]): Promise<void> {
  for (const compared of tables) {
    const { table, schema, found } = compared;
    const problem = problemOf(found);
    if (!table.literals || (problem !== undefined && problem.code !== 'generated')) continue;
    const columns = await differingLiterals(session, { schema, name: table.name }, table.literals);
    if (columns.length > 0) compared.found = { state: 'different', problem: { code: 'literals', columns } };
  }
}
