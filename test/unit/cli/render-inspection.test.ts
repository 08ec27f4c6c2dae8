import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderInspection } from '../../../electron/cli/render-inspection.ts';
import { displayWidth, tableLines } from '../../../electron/cli/text-table.ts';
import type { InspectedShard, Inspection } from '../../../electron/engine/cluster/inspect-cluster.ts';

const ACCOUNT = "'app'@'%'";

function shard(name: string, more: Partial<InspectedShard> = {}): InspectedShard {
  return {
    name,
    server: `db-${name}:3306`,
    state: 'ok',
    line: 'checked',
    info: {
      flavour: 'mariadb',
      version: '10.11.19-MariaDB-log',
      versionNumber: 101119,
      uuid: null,
      serverId: 1,
      logBin: true,
      binlogFormat: 'ROW',
      binlogRowImage: 'FULL',
      gtidMode: null,
      readOnly: false,
      lowerCaseTableNames: 0,
      localInfile: true,
      maxAllowedPacket: 1,
      sqlRequirePrimaryKey: false,
      secureTransport: false,
      variables: {},
    },
    account: ACCOUNT,
    inactiveRoles: [],
    schemas: [{ name: 'shop', tables: 4, rows: 1_234_567, bytes: 1_500_000_000 }],
    unmatched: { globs: [], available: [] },
    privileges: { backup: [], restore: [] },
    bytes: 1_500_000_000,
    readRate: 150_000_000,
    fullSeconds: 10,
    binlog: { storedBytes: 5_000_000, bytesPerSecond: 20_000 },
    ...more,
  };
}

function inspection(more: Partial<Inspection> = {}): Inspection {
  return {
    cluster: 'shop',
    method: 'hot',
    shards: [shard('s0')],
    logicalTables: [],
    totals: { shards: 1, reachable: 1, schemas: 1, tables: 4, rows: 1_234_567, bytes: 1_500_000_000 },
    estimate: { fullSeconds: 10, binlogRate: 20_000 },
    warnings: [],
    ...more,
  };
}

const render = (more: Partial<Inspection> = {}) =>
  renderInspection(inspection(more), { colour: false }).replaceAll('\u202f', ' ');

describe('the report of an inspection', () => {
  test('of a healthy cluster says what there is and nothing more', () => {
    expect(render()).toBe(
      [
        'Cluster shop: 1 shard, 4 tables, about 1 234 567 rows, 1.5 GB',
        '',
        'Shards',
        '  name  server      version           schemas  tables       rows    size       reads  binary log',
        '  s0    db-s0:3306  MariaDB 10.11.19        1       4  1 234 567  1.5 GB  150.0 MB/s  ROW, FULL',
        '',
        'Connections',
        '  s0: encrypted, and the server’s certificate and name are checked',
        '',
        'Estimates',
        '  data         1.5 GB in 1 schema, without indexes',
        '  full backup  about 10 s to read, one connection per shard, all shards side by side',
        '               by a sample of at most a second of each shard’s largest table, as “reads” is; no backup was measured',
        '  binary log   20 kB/s since the servers started, 1.7 GB per day',
        '               5.0 MB kept on 1 server',
        '',
      ].join('\n'),
    );
  });

  test('names a shard that failed, why, and what to do', () => {
    const failure = {
      code: 'unreachable',
      message: 's1: nothing answers on db-s1:3306.',
      next: 'Check that the server runs.',
      where: {},
    } as const;
    const text = render({
      shards: [shard('s0'), { name: 's1', server: 'db-s1:3306', state: 'failed', failure }],
      totals: { ...inspection().totals, shards: 2 },
    });
    expect(text).toContain('Cluster shop: 1 of 2 shards answered');
    expect(text).toMatch(/^ {2}s1 {4}db-s1:3306 {2}OFFLINE$/m);
    expect(text).toContain('  s1: nothing answers on db-s1:3306.\n    Check that the server runs.\n');
  });

  test('names what a filter of schemas does not find, with what the server has', () => {
    const text = render({ shards: [shard('s0', { unmatched: { globs: ['ap-0'], available: ['app_0', 'app_1'] } })] });
    expect(text).toContain('Schemas that were not found\n! s0: no schema matches ap-0; the server has app_0, app_1\n');
  });

  test('marks drift and says what differs', () => {
    const member = (table: string) => ({ shard: 's0', schema: 'shop', table, rows: 1, bytes: 10 });
    const members = ['order_0', 'order_1', 'order_2'].map(member);
    const drift = {
      majority: members.slice(0, 2),
      odd: [
        {
          members: members.slice(2),
          differences: [{ code: 'missing' as const, part: 'column' as const, name: 'note' }],
        },
      ],
    };
    const table = {
      family: 'order',
      label: 'order_0 … order_2',
      schema: 'shop',
      shards: ['s0'],
      members,
      rows: 3,
      bytes: 30,
    };
    const text = render({
      logicalTables: [
        { ...table, drift },
        { ...table, label: 'user', drift: null },
      ],
    });
    expect(text).toContain('!  order_0 … order_2  shop         1       3     3  30 B\n   user  ');
    expect(text).toContain(
      '! order_0 … order_2: 2 tables have one definition, such as s0 shop.order_0\n    s0 shop.order_2\n      column "note" is missing\n',
    );
  });

  test('gives one GRANT to copy for what the same shards lack in the same place', () => {
    const lacking = (privilege: string, use: 'read-rows' | 'read-events') =>
      ({
        privilege,
        scope: 'shop.*',
        needed: 'required',
        use,
        grant: `GRANT ${privilege} ON \`shop\`.* TO ${ACCOUNT};`,
      }) as const;
    const privileges = { backup: [lacking('SELECT', 'read-rows'), lacking('EVENT', 'read-events')], restore: [] };
    const text = render({ shards: [shard('s0', { privileges }), shard('s1', { privileges }), shard('s2')] });
    expect(text).toContain(
      [
        'Missing for a hot backup',
        "  s0, s1: GRANT SELECT, EVENT ON `shop`.* TO 'app'@'%';",
        '    required  SELECT: reads the rows',
        '    required  EVENT: reads events; without it they cannot be seen',
      ].join('\n'),
    );
    expect(text).not.toContain('restore');
  });

  test('keeps names from a server from steering the terminal', () => {
    const text = render({ warnings: ['s0: shop.\u001b[2Jx\u202ey: no'] });
    expect(text).toContain('s0: shop.\ufffd[2Jx\ufffdy: no');
  });

  test('differs by escape codes only when it is coloured', () => {
    const failure = { code: 'unreachable', message: 's1: no', where: {} } as const;
    const more = inspection({ shards: [shard('s0'), { name: 's1', server: 'db:1', state: 'failed', failure }] });
    const coloured = renderInspection(more, { colour: true });
    expect(coloured).toContain('\u001b[31mOFFLINE\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(renderInspection(more, { colour: false }));
  });
});

test('columns stand under each other whatever the script', () => {
  const lines = tableLines(
    [{ title: 'name' }, { title: 'rows', align: 'right' }],
    [
      ['订单', '5'],
      ['e\u0301tat', '12'],
    ],
  );
  expect(lines.map(displayWidth)).toEqual([10, 10, 10]);
});
