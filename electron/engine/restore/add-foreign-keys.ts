import type { NotRestored } from '../../../shared/restore-report.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { keepFloatDefaults } from '../schema/find-float-defaults.ts';
import { prepareForCreate } from '../schema/session-settings.ts';
import { indexNamesOf } from '../schema/split-create-table.ts';
import { targetRefusal } from '../schema/target-refusal.ts';
import type { CreatedTables, DeferredParts } from './create-tables.ts';

/**
 * Adds the foreign keys of one target's tables, once all of them are there; the rows satisfied them on the source. Tables
 * in `without`, as `schema.table`, are left out. What the server refuses is returned.
 */
export async function addForeignKeys(
  session: Session,
  created: CreatedTables,
  { target, without }: { readonly target: string; readonly without: ReadonlySet<string> },
): Promise<NotRestored[]> {
  const refused: NotRestored[] = [];
  await prepareForCreate(session);
  for (const parts of created.values()) {
    const { schema, table, foreignKeys } = parts;
    if (!foreignKeys || without.has(`${schema}.${table}`)) continue;
    try {
      await session.execute(`USE ${quoteName(schema)}`);
      await session.execute(foreignKeys);
      if (session.flavour === 'mariadb') await dropAddedIndexes(session, parts);
    } catch (error) {
      refused.push(targetRefusal(error, { target, schema, object: table, kind: 'foreign-keys' }));
    }
  }
  return refused;
}

/**
 * Servers make an index for a foreign key that has none. MariaDB lets it be dropped under foreign_key_checks=0, as somebody
 * did on the source when the table's definition lacks it; MySQL does not.
 */
async function dropAddedIndexes(session: Session, { schema, table, definition }: DeferredParts): Promise<void> {
  const name = quoteTable(schema, table);
  const rows = await session.texts(`SHOW INDEX FROM ${name}`);
  const there = new Set(rows.map((row) => row.Key_name ?? ''));
  const defined = indexNamesOf(definition);
  const added = [...there].filter((index) => !defined.has(index));
  const drops = added.map((index) => `DROP KEY ${quoteName(index)}`);
  if (added.length > 0)
    await session.execute(`ALTER TABLE ${name} ${[...drops, ...keepFloatDefaults(definition).map(String)].join(', ')}`);
}
