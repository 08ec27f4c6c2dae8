import { describe, expect, test } from 'vitest';
import { startRemarks } from '../../../electron/engine/backup/backup-warnings.ts';
import { EventType, sealEvent } from '../../../electron/engine/binlog/event.ts';
import { LogCollector } from '../../../electron/engine/capture/collect-log.ts';
import { dumpRequest } from '../../../electron/engine/capture/dump-log.ts';
import { sample } from './events.ts';

/** As far as the 32 bits of an event's header reach. */
const WRAP = 2 ** 32;
const XID_BYTES = 31;

/** The head of a file as a server sends it where it begins in the middle of one. */
function formatDescription(started = 0): Buffer {
  const event = Buffer.alloc(100);
  event.writeUInt32LE(started, 19 + 52);
  event.writeUInt8(EventType.formatDescription, 4);
  event.writeUInt8(1, event.length - 5); // CRC-32
  return sealEvent(event);
}

/** What a server says in front of a file. */
function rotate(file: string): Buffer {
  const name = Buffer.from(file);
  const event = Buffer.alloc(19 + 8 + name.length + 4);
  event.writeUInt8(EventType.rotate, 4);
  event.writeUInt16LE(0x20, 17);
  event.writeBigUInt64LE(4n, 19);
  name.copy(event, 27);
  return sealEvent(event);
}

/** The end of a transaction that ends at `end` in a file of any length. */
function commitUntil(end: number): Buffer {
  const event = Buffer.alloc(XID_BYTES);
  event.writeUInt8(EventType.xid, 4);
  event.writeUInt32LE(end % WRAP, 13);
  return sealEvent(event);
}

describe('a binary log file that grows beyond 4 GiB', () => {
  test.each([
    ['in the middle of an event', 10],
    ['exactly between two', 0],
  ])('is followed across that border, which lies %s', (_, past) => {
    const from = WRAP + past - 2 * XID_BYTES;
    const until = from + 4 * XID_BYTES;
    const collector = new LogCollector(
      's0',
      { file: 'binlog.000001', position: from },
      { file: 'binlog.000001', position: until },
    );
    expect(collector.take(formatDescription())).toBe('next');
    const wishes = [1, 2, 3, 4].map((n) => collector.take(commitUntil(from + n * XID_BYTES)));
    expect(wishes).toEqual(['next', 'next', 'next', 'stop']);
    expect(collector.position).toBe(until);
    expect(collector.segments).toMatchObject([{ from, to: until }]);
  });

  test('is refused by name as a place to begin: the request has 32 bits for it', () => {
    const session = { shard: { name: 's0' }, flavour: 'mysql' } as const;
    const request = dumpRequest(session, { file: 'binlog.000001', position: WRAP - 1 });
    expect(request.readUInt32LE(1)).toBe(WRAP - 1);
    expect(request.subarray(11).toString()).toBe('binlog.000001');
    expect(() => dumpRequest(session, { file: 'binlog.000001', position: WRAP })).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          message: `s0: position ${WRAP} in binlog.000001 is too large to be asked for.`,
          next: expect.stringContaining('Take a full backup'),
          where: { shard: 's0', file: 'binlog.000001' },
        }),
      }),
    );
  });
});

describe('a transaction whose inner events do not say where they end, as MariaDB 11 logs it', () => {
  const FILE = 'binlog.000001';
  const begin = sample('mariadbStandalone');
  const inner = [sample('tableMap'), sample('mysqlWriteRows')].map((event) => {
    event.writeUInt32LE(0, 13);
    return sealEvent(event);
  });
  const lengthOf = (events: readonly Buffer[]) => events.reduce((sum, event) => sum + event.length, 0);
  begin.writeUInt32LE(4 + begin.length, 13);
  sealEvent(begin);
  const commit = commitUntil(4 + lengthOf([begin, ...inner]) + XID_BYTES);
  const until = 4 + lengthOf([begin, ...inner, commit]);

  const collect = (events: readonly Buffer[]) => {
    const collector = new LogCollector('s0', { file: FILE, position: 4 }, { file: FILE, position: until });
    for (const event of [formatDescription(), ...events]) collector.take(event);
    collector.finish();
    return collector;
  };

  test('is stored with all of them', () => {
    const collector = collect([begin, ...inner, commit]);
    expect(collector.takePiece()?.events).toBe(5);
    expect(collector.segments).toMatchObject([{ from: 4, to: until, transactions: 1 }]);
  });

  test('is refused where one of them is missing', () => {
    expect(() => collect([begin, inner[0] as Buffer, commit])).toThrow('is not whole');
  });

  test('is told from what a server makes up in front of all transactions', () => {
    const [madeUp] = inner;
    const collector = collect([madeUp as Buffer, begin, ...inner, commit]);
    expect(collector.position).toBe(until);
  });
});

describe('a server that was taken over', () => {
  const place = { file: 'binlog.000002', position: 4 };
  const collector = () => new LogCollector('s0', place, { ...place, position: 1000 }, false, 100);

  test('and sends signs of life or what is made up, and no event of a file, is given up', () => {
    const heartbeat = Buffer.alloc(23);
    heartbeat.writeUInt8(EventType.heartbeat, 4);
    for (const event of [sealEvent(heartbeat), rotate('binlog.000001'), formatDescription()]) {
      const one = collector();
      for (let i = 0; i < 100; i++) one.take(event);
      expect(() => one.take(event)).toThrow('101 events came that are in no file');
    }
  });

  test.each(['../../evil.000001', 'a\\b.000001', '\x1b[31mevil.000001', '', 'binlog.000003', 'x'.repeat(600)])(
    'and goes on with %j is given up',
    (name) => expect(() => collector().take(rotate(name))).toThrow('a file that is not of this log'),
  );

  test.each(['binlog.000001', 'binlog.000002', 'renamed.000003', '日志.000001'])('may go on with %s', (name) => {
    expect(collector().take(rotate(name))).toBe('next');
  });
});

test('a server that was started within a log is noted with when, also where nothing was logged since', () => {
  const until = { file: 'binlog.000003', position: 104 };
  const collector = new LogCollector('s0', { file: 'binlog.000001', position: 4 }, until);
  /** The head of a file as it stands there. */
  const head = (started: number) => {
    const event = formatDescription(started);
    event.writeUInt32LE(104, 13);
    return sealEvent(event);
  };
  const file = (n: number, started: number) => [rotate(`binlog.00000${n}`), head(started)];
  for (const event of [...file(1, 0), ...file(2, 1_700_000_000), ...file(3, 0)]) {
    collector.take(event);
    collector.takePiece();
  }
  expect(collector.starts).toEqual(['2023-11-14T22:13:20.000000Z']);
  const [remark, ...more] = startRemarks('s0', { starts: [...collector.starts, '2024-01-01T00:00:00Z'] });
  expect([remark, more]).toEqual([{ code: 'restarted', shard: 's0', at: '2024-01-01T00:00:00Z', count: 2 }, []]);
  expect(startRemarks('s0', {})).toEqual([]);
});
