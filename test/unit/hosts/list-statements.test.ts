import { describe, expect, test } from 'vitest';
import { microsOf } from '../../../electron/engine/binlog/instant-of.ts';
import { listStatements } from '../../../electron/host/services/list-statements.ts';
import type { LoggedStatement } from '../../../shared/binlog-range.ts';
import type { Manifest, ManifestShard } from '../../../shared/manifest.ts';

const statement = (at: string): LoggedStatement => ({
  position: 4,
  gtid: '',
  at,
  verb: 'drop',
  schema: 'shop',
  text: `DROP TABLE at_${at}`,
  makes: [],
});

/** A set with one shard, of whose manifest only what concerns the log is there. */
function set(cutAt: string, flavour: 'mysql' | 'mariadb', aheadMs: number, ...at: string[]): Manifest {
  const shard = {
    name: 's0',
    flavour,
    cut: { at: cutAt, clockAheadMs: aheadMs, clockErrorMs: 0, prepared: null },
    binlog: { segments: [{ statements: at.map(statement) }] },
  } as unknown as ManifestShard;
  return { cut: { kind: 'common', at: cutAt, skewMs: 0 }, shards: [shard] } as unknown as Manifest;
}

const CUT = '2026-11-21T02:00:00.000Z';

describe('changes of definitions in a chain', () => {
  test('MySQL: to end in front of one is to end a microsecond before its commit, on the workstation’s clock', () => {
    const chain = [set(CUT, 'mysql', 0), set('2026-11-21T03:00:00.000Z', 'mysql', 1.5, '2026-11-21T02:10:00.123456Z')];
    const [found] = listStatements(chain).statements;
    expect(found).toMatchObject({ at: '2026-11-21T02:10:00.121956Z', before: '2026-11-21T02:10:00.121955Z' });
    // What the server's clock showed then is just before the statement.
    expect(microsOf(found?.before ?? '') + 1500n).toBe(microsOf('2026-11-21T02:10:00.123456Z') - 1n);
  });

  test('MariaDB: it is to end with the second before', () => {
    const chain = [
      set(CUT, 'mariadb', 0),
      set('2026-11-21T03:00:00.000Z', 'mariadb', 0, '2026-11-21T02:10:07.000000Z'),
    ];
    expect(listStatements(chain).statements[0]?.before).toBe('2026-11-21T02:10:06.000000Z');
  });

  test.each([-300, -0.109, 0.25, 2600])(
    'MariaDB, its clock %d ms ahead: a whole second here that is in the second before there',
    (ahead) => {
      const at = '2026-11-21T02:10:07.000000Z';
      const chain = [set(CUT, 'mariadb', 0), set('2026-11-21T03:00:00.000Z', 'mariadb', ahead, at)];
      const before = listStatements(chain).statements[0]?.before ?? '';
      expect(before).toMatch(/\.000000Z$/);
      const there = microsOf(before) + BigInt(ahead * 1000);
      expect(there < microsOf(at) && there >= microsOf(at) - 1_000_000n).toBe(true);
    },
  );

  test('in front of the first cut nothing can be restored', () => {
    const chain = [
      set(CUT, 'mariadb', 0),
      set('2026-11-21T03:00:00.000Z', 'mariadb', 0, '2026-11-21T02:00:00.000000Z'),
    ];
    expect(listStatements(chain).statements[0]?.before).toBeNull();
  });

  test('the newest come first, those of the full set itself do not come, and a thousand are counted but not listed', () => {
    const times = Array.from({ length: 1000 }, (_, i) => new Date(Date.parse(CUT) + 1000 * (i + 5)).toISOString());
    const { statements, count } = listStatements([set(CUT, 'mysql', 0, CUT), set(CUT, 'mysql', 0, ...times)]);
    expect(count).toBe(1000);
    expect(statements).toHaveLength(500);
    expect(statements[0]?.text).toBe(`DROP TABLE at_${times.at(-1)}`);
    expect(listStatements([set(CUT, 'mysql', 0, CUT)])).toEqual({ statements: [], count: 0 });
  });

  test('many deleted rows stand among them; those that a set counts without naming are counted', () => {
    const drop = set('2026-11-21T03:00:00.000Z', 'mysql', 0, '2026-11-21T02:10:00.000000Z');
    const deletes = {
      count: 7,
      largest: [
        {
          ...{ position: 4, gtid: '', at: '2026-11-21T02:20:00.000001Z', rows: 1500 },
          tables: [
            { schema: 'shop', table: 'orders', rows: 1000 },
            { schema: 'shop', table: 'items', rows: 500 },
          ],
        },
      ],
    };
    for (const shard of drop.shards)
      for (const segment of shard.binlog?.segments ?? []) Object.assign(segment, { deletes });
    const { statements, count } = listStatements([set(CUT, 'mysql', 0), drop]);
    expect(count).toBe(8);
    expect(statements.map(({ verb }) => verb)).toEqual(['delete', 'drop']);
    expect(statements[0]).toMatchObject({
      before: '2026-11-21T02:20:00.000000Z',
      deleted: { rows: 1500, tables: ['shop.orders', 'shop.items'] },
    });
  });
});
