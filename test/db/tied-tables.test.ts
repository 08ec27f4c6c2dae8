import { expect, onTestFinished, test } from 'vitest';
import { dropTied } from '../../electron/engine/backup/tied-tables.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { describeTables } from '../../electron/engine/schema/describe-tables.ts';
import { sampleTable } from '../support/sample-set.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

test.each(FLAVOURS)(
  'tables that foreign keys tie together stay in a resumed set together or not at all (%s)',
  async (flavour) => {
    const server = testServer(flavour);
    const schema = await freshSchema(server, 'tied');
    const session = await connect(server.shard('s0'));
    onTestFinished(() => session.close());
    for (const [name, on] of [
      ['a', ''],
      ['b', 'a'],
      ['c', 'b'],
      ['d', ''],
      ['e', 'd'],
      ['alone', ''],
    ]) {
      const key = on === '' ? '' : `, p INT, FOREIGN KEY (p) REFERENCES ${on} (id) ON DELETE CASCADE`;
      await session.execute(`CREATE TABLE \`${schema}\`.${name} (id INT PRIMARY KEY${key})`);
    }
    const { tables } = await describeTables(session, [schema]);
    const kept = (...places: readonly (readonly [string, number])[]) =>
      places.map(([name, position]) =>
        sampleTable({ schema, name, position: { file: 'binlog.000001', position, gtid: '' } }),
      );
    const left = async (...places: readonly (readonly [string, number])[]) =>
      (await dropTied(session, tables, kept(...places))).map(({ name }) => name);

    expect(await left(['a', 4], ['b', 4], ['c', 4], ['d', 4], ['e', 4], ['alone', 4])).toHaveLength(6);
    expect(await left(['a', 4], ['b', 4], ['d', 4], ['e', 4]), 'c is read anew').toEqual(['d', 'e']);
    expect(await left(['d', 4], ['e', 9], ['alone', 9]), 'two earlier instants').toEqual(['alone']);
  },
);
