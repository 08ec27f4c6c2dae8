import { describe, expect, test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { withSchemaCollation } from '../../electron/engine/schema/schema-collation.ts';
import { backUp, restore, runStatements } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

describe.each(FLAVOURS)('the collation of a schema of %s', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];

  test('is as it was found, also when a restore was killed while a program needed another one', async () => {
    const schema = await freshSchema(source, 'collated');
    await runStatements(source, schema, [
      'CREATE TABLE t (id INT PRIMARY KEY)',
      `ALTER DATABASE \`${schema}\` COLLATE latin1_danish_ci`,
      "CREATE PROCEDURE p(a VARCHAR(9)) SELECT 'p'",
      'CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET @x = 1',
      `ALTER DATABASE \`${schema}\` COLLATE utf8mb4_bin`,
      'CREATE FUNCTION f(a VARCHAR(9)) RETURNS INT DETERMINISTIC RETURN 1',
    ]);
    const set = await backUp([source.shard('s0', { schemas: [schema] })]);
    await target.client(`CREATE DATABASE \`${schema}\` COLLATE utf8mb4_unicode_ci`);
    const collation = () =>
      target.client(`SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = '${schema}'`);

    const killed = await connect(target.shard('killed'));
    const work = withSchemaCollation(killed, schema, 'latin1_danish_ci', async () => killed.destroy());
    await expect(work).rejects.toThrow();
    expect(await collation()).toBe('latin1_danish_ci\n');

    const report = await restore(set, [target.shard('s0')]);
    // The schema was there with a collation of its own, which stays and is said.
    expect(report.exceptions.map(({ kind, object, why }) => [kind, object, why.code])).toEqual([
      ['database', schema, 'definition-differs'],
    ]);
    expect(await collation()).toBe('utf8mb4_unicode_ci\n');
    expect(await target.client('SHOW TABLES', { database: schema })).toBe('t\n');
    const programs = `SELECT routine_name, database_collation FROM information_schema.routines WHERE routine_schema = '${schema}'
      UNION ALL SELECT trigger_name, database_collation FROM information_schema.triggers WHERE trigger_schema = '${schema}' ORDER BY 1`;
    expect(await target.client(programs)).toBe(await source.client(programs));
    expect(await target.client(programs)).toContain('p\tlatin1_danish_ci');
  });
});
