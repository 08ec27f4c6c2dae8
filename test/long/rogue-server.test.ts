import { writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { EventType } from '../../electron/engine/binlog/event.ts';
import { LogCollector } from '../../electron/engine/capture/collect-log.ts';
import { dumpLog } from '../../electron/engine/capture/dump-log.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { readRows } from '../../electron/engine/mysql/row-stream.ts';
import { runCli, tempFolder } from '../support/cli.ts';
import { oneOfEachKind } from '../support/one-of-each-kind.ts';
import {
  COM_BINLOG_DUMP,
  COM_QUERY,
  field,
  type Lie,
  openRogueProxy,
  packet,
  type Rewriting,
  resultHead,
} from '../support/rogue-proxy.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

const SECRET = 'what stands in a file of the user';

describe.each(FLAVOURS)('a %s server that was taken over', (flavour) => {
  const [source, target] = [testServer(flavour), testServer(flavour, 'target')];
  let schema: string;
  let victim: string;
  beforeAll(async () => {
    schema = await freshSchema(source, 'rogue');
    victim = await freshSchema(target, 'victim');
    await source.client(oneOfEachKind(flavour), { database: schema });
  });
  afterAll(async () => {
    for (const name of [schema, victim]) await target.client(`DROP DATABASE IF EXISTS \`${name}\``);
  });

  const over = async (...lies: (Lie | Rewriting)[]) => {
    const proxy = await openRogueProxy(source.port, lies);
    onTestFinished(() => proxy.close());
    return { proxy, shard: source.shard('s0', { port: proxy.port, schemas: [schema], tls: { mode: 'off' } }) };
  };
  // MySQL's statements have a number of attributes in front.
  const asked = (pattern: RegExp) => (command: number, text: string) =>
    command === COM_QUERY && pattern.test(text.startsWith('\0\x01') ? text.slice(2) : text);
  const DAMAGED = { failure: { code: 'connection-lost', fact: { reason: 'answer-damaged' } } };

  test('puts other statements into its definitions in flight: no set holds one, and each object is named', async () => {
    const evil = Buffer.from(`DROP DATABASE \`${victim}\``);
    const { proxy, shard } = await over({
      to: asked(/SHOW CREATE /),
      rewrite: (value, column) =>
        /^(Create (?!Database)|SQL Original)/.test(column) && !/CREATE TABLE `t`/.test(value.toString()) ? evil : value,
    });
    const set = await backUp([shard]);
    expect(proxy.lies()).toBeGreaterThan(0);
    const named = set.manifest.exceptions.map(({ kind, object }) => `${kind} ${object}`).sort();
    expect(named).toEqual(
      expect.arrayContaining([
        'event e',
        'function f',
        'procedure p',
        'table other',
        'trigger tr',
        'view v',
        ...(flavour === 'mariadb' ? ['sequence sq'] : []),
      ]),
    );
    expect(set.manifest.shards[0]?.objects.filter(({ kind }) => kind !== 'database')).toMatchObject([{ name: 't' }]);
    const report = await restore(set, [target.shard('s0')]);
    expect(report.tables).toMatchObject([
      { table: 'other', state: 'failed', problem: { code: 'not-created' } },
      { table: 't', state: 'equal' },
    ]);
    expect(await target.client(`SHOW DATABASES LIKE '${victim}'`)).toBe(`${victim}\n`);
  });

  test('asks for a file of the workstation at any statement: it gets nothing, and the answer is called damaged', async () => {
    const folder = await tempFolder();
    const file = join(folder, 'secret.txt');
    await writeFile(file, SECRET);
    const seen: Buffer[] = [];
    const ask = (client: Socket) => {
      client.on('data', (bytes) => seen.push(bytes));
      client.write(packet(Buffer.concat([Buffer.from([0xfb]), Buffer.from(file)]), 1));
    };
    const atQuery = await over({ to: asked(/SELECT VERSION/), answer: ask });
    await expect(connect(atQuery.shard)).rejects.toMatchObject(DAMAGED);
    const later = await over({ to: asked(/^(DO 7|SELECT 8)/), answer: ask });
    await expect(connect(later.shard).then((session) => session.execute('DO 7'))).rejects.toMatchObject(DAMAGED);
    const rows = async () => {
      for await (const _ of readRows(await connect(later.shard), 'SELECT 8', 1));
    };
    await expect(rows()).rejects.toMatchObject(DAMAGED);
    expect(Buffer.concat(seen).toString('latin1')).not.toContain(SECRET);
  });

  const extended = flavour === 'mariadb';
  const head = (columns: number) => (client: Socket) => client.write(resultHead(columns, extended));
  test.each<[string, (client: Socket) => void]>([
    ['more columns than were asked for', head(2)],
    ['fewer columns', (client) => client.write(packet(Buffer.from([0]), 1))],
    ['no number of columns', (client) => client.write(packet(Buffer.from([0xfc, 0xff, 0xff]), 1))],
    [
      'a field that leaves its packet',
      (client) => client.write(Buffer.concat([resultHead(1, extended), packet(Buffer.from([0xfc, 0xff, 0xff]), 4)])),
    ],
    [
      'a row of impossible length',
      (client) => {
        const row = Buffer.alloc(2 << 20, 'x');
        row[0] = 0xfe;
        row.writeBigUInt64LE(1n << 62n, 1);
        client.write(Buffer.concat([resultHead(1, extended), packet(row, 4)]));
      },
    ],
  ])('sends %s: the rows are not taken', async (what, answer) => {
    const { shard } = await over({ to: asked(/^SELECT 8/), answer });
    const session = await connect(shard);
    const rows = async () => {
      for await (const _ of readRows(session, 'SELECT 8', 1));
    };
    await expect(rows()).rejects.toMatchObject(what === 'fewer columns' ? { failure: { code: 'internal' } } : DAMAGED);
  });

  const LIMITS = { heldBytes: 8 << 20, heldRows: 5000, pieceBytes: 20 << 20, tableBytes: 8 << 20, idleEvents: 500 };
  const ENDLESS = { failure: { code: 'connection-lost', fact: { reason: 'answer-without-end' } } };
  /** Packets from sequence `from` on, again and again. */
  const flood = (payload: Buffer, from: number) => (client: Socket) => {
    const round = Buffer.concat(
      Array.from({ length: payload.length > 4096 ? 1 : 256 }, (_, i) => packet(payload, from + i)),
    );
    const pour = () => {
      while (!client.destroyed && client.write(round));
      if (!client.destroyed) client.once('drain', pour);
    };
    pour();
  };
  const behind = (first: Buffer, more: (client: Socket) => void) => (client: Socket) => {
    client.write(first);
    more(client);
  };
  const smallRow = Buffer.concat([field(Buffer.from('1')), field(Buffer.alloc(100, 'x'))]);
  /** 16 MB, behind which more must come. */
  const full = Buffer.alloc(0xff_ffff, 1);

  test.each<[string, (client: Socket) => void]>([
    ['small rows', behind(resultHead(2, extended), flood(smallRow, 5))],
    ['one row', behind(resultHead(2, extended), flood(full, 5))],
  ])('sends %s without end where a table is read: it is given up at the limit', async (_, answer) => {
    const { shard } = await over({ to: asked(/^SELECT 8/), answer });
    const session = await connect(shard, { limits: LIMITS });
    const rows = async () => {
      for await (const _ of readRows(session, 'SELECT 8', 2));
    };
    await expect(rows()).rejects.toMatchObject(ENDLESS);
  });

  test('has a million settings, or ever more: they are given up at the limit', async () => {
    const { shard } = await over({
      to: asked(/rogue_settings/),
      answer: behind(resultHead(2, extended), flood(smallRow, 5)),
    });
    const session = await connect(shard, { limits: LIMITS });
    await expect(session.query("SHOW GLOBAL VARIABLES LIKE 'rogue_settings%'")).rejects.toMatchObject(ENDLESS);
  });

  test.each([
    ['a million settings', (i: number) => i, 'answer-without-end'],
    ['them in packets out of turn', () => 5, 'answer-damaged'],
  ])('has %s: without any limit of a test, they are given up in seconds', async (_, numbered, reason) => {
    const { shard } = await over({
      to: asked(/rogue_settings/),
      answer: (client) => {
        client.write(resultHead(2, extended));
        for (let i = 0; i < 1_000_000; i += 1000) {
          const row = (k: number) =>
            packet(Buffer.concat([field(Buffer.from(`v${i + k}`)), field(Buffer.from('x'))]), numbered(5 + i + k));
          client.write(Buffer.concat(Array.from({ length: 1000 }, (_, k) => row(k))));
        }
      },
    });
    const session = await connect(shard);
    const began = performance.now();
    const failure = { code: 'connection-lost', fact: { reason } };
    await expect(session.texts("SHOW GLOBAL VARIABLES LIKE 'rogue_settings%'")).rejects.toMatchObject({ failure });
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  const event = (type: number, body: Buffer, announced?: number) => {
    const head = Buffer.alloc(20); // with the byte in front of it
    head.writeUInt8(type, 5);
    head.writeUInt32LE(announced ?? 19 + body.length, 10);
    head.writeUInt16LE(0x20, 18);
    return Buffer.concat([head, body]);
  };
  const rotateTo = (name: string) => {
    const at4 = Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]);
    return event(EventType.rotate, Buffer.concat([at4, Buffer.from(name)]));
  };
  const announcing = (bytes: number) => Buffer.concat([event(2, Buffer.alloc(0), bytes), full.subarray(20)]);
  const LOG_DAMAGED = { failure: { fact: { reason: 'log-damaged' } } };
  test.each<[string, (client: Socket) => void, object]>([
    ['an event shorter than its head', (client) => client.write(packet(Buffer.from([0, 1, 2, 3, 4, 5]), 1)), DAMAGED],
    ['an event longer than it says', flood(announcing(100), 1), DAMAGED],
    ['an event without end', flood(announcing(0xffff_ffff), 1), ENDLESS],
    ['signs of life and no event', flood(event(EventType.heartbeat, Buffer.alloc(4)), 1), LOG_DAMAGED],
    ['the same file again and again', flood(rotateTo('binlog.000001'), 1), LOG_DAMAGED],
    [
      'a file that leads elsewhere',
      (client) => client.write(packet(rotateTo('../../\x1b[31mevil.000001'), 1)),
      LOG_DAMAGED,
    ],
  ])('sends %s instead of its log: it is given up at the limit', async (_, answer, expected) => {
    const { shard } = await over({ to: (command) => command === COM_BINLOG_DUMP, answer });
    const session = await connect(shard, { limits: LIMITS });
    const place = { file: 'binlog.000001', position: 4 };
    const collector = new LogCollector('s0', place, { ...place, position: 1000 }, false, session.limits.idleEvents);
    await expect(
      dumpLog(
        session,
        place,
        (one) => collector.take(one),
        async () => {},
      ),
    ).rejects.toMatchObject(expected);
  });

  test('announces more columns than any table has: the answer is given up', async () => {
    const { shard } = await over({
      to: asked(/^SELECT 9/),
      answer: (client) => client.write(packet(Buffer.from([0xfd, 0, 0, 1]), 1)),
    });
    const session = await connect(shard);
    await expect(session.query('SELECT 9')).rejects.toMatchObject({
      failure: { code: 'connection-lost', fact: { reason: 'answer-without-end' } },
    });
  });

  test('cannot have the driver print anything: what it broke is said in our words', async () => {
    const broken = packet(Buffer.concat([Buffer.from([0xff]), Buffer.alloc(9, 1)]), 77);
    const { proxy } = await over({
      to: asked(/SELECT VERSION/),
      answer: (client) =>
        client.write(Buffer.concat([resultHead(2, extended), packet(Buffer.from([1, 65, 0xff, 1, 1]), 9), broken])),
    });
    const folder = await tempFolder();
    const cluster = join(folder, 'rogue.yaml');
    const { user, password } = source.shard('s0');
    await writeFile(
      cluster,
      JSON.stringify({ name: 'c', shards: [{ name: 's0', host: '127.0.0.1', port: proxy.port, user, password }] }),
    );
    const { code, stderr } = await runCli(['backup', '--cluster', cluster, '--to', join(folder, 'd')]);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/Trace|\bat .*\.js|Warning|out of order|report this/);
    expect(stderr).toContain('arrived damaged');
  });
});
