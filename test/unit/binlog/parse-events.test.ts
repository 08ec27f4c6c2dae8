import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHECKSUM_BYTES,
  EventType,
  HEADER_BYTES,
  hasGoodChecksum,
  readHeader,
  sealEvent,
} from '../../../electron/engine/binlog/event.ts';
import { expandPayload } from '../../../electron/engine/binlog/expand-payload.ts';
import { expandRows, isCompressedRows } from '../../../electron/engine/binlog/expand-rows.ts';
import { beginsTransaction, parseGtidEvent } from '../../../electron/engine/binlog/gtid-event.ts';
import { inflateMariadb } from '../../../electron/engine/binlog/inflate-mariadb.ts';
import { parseQueryEvent } from '../../../electron/engine/binlog/query-event.ts';
import { parseRotateEvent } from '../../../electron/engine/binlog/rotate-event.ts';
import {
  asStatementEnd,
  endsStatement,
  parseTableMap,
  renameTableMap,
  tableIdOf,
} from '../../../electron/engine/binlog/table-map.ts';
import { EngineError } from '../../../electron/engine/engine-error.ts';
import { SAMPLES, sample } from './events.ts';

const UUID = '70a6b230-e5ce-11f1-88ed-02fc00000001';

describe('a statement', () => {
  test('of MySQL comes with its session', () => {
    const event = parseQueryEvent(sample('mysqlCreateTable'));
    expect(event).toMatchObject({ threadId: 10, seconds: 0, errorCode: 0, schema: 'a' });
    expect(event.sql.toString()).toBe('create table if not exists t(id int primary key auto_increment, v text)');
    expect(event.status).toEqual({
      flags2: 0,
      sqlMode: 1168113696n,
      catalog: 'std',
      charset: { client: 255, connection: 255, server: 255 },
      updatedSchemas: ['a'],
      ddlXid: 12n,
      defaultCollationForUtf8mb4: 255,
      sqlRequirePrimaryKey: false,
    });
    expect(parseQueryEvent(sample('mysqlCreateView')).status.invoker).toEqual({ user: 'shardkeep', host: '%' });
  });

  test('of MariaDB is unpacked, and an ALTER in two phases says which one it is', () => {
    const create = parseQueryEvent(sample('mariadbCompressedQuery'));
    expect(create.sql.toString()).toBe('create table if not exists t(id int primary key auto_increment, v text)');
    expect(create.status).toMatchObject({ flags2: 1 << 24, ddlXid: 10n });
    expect(parseQueryEvent(sample('mariadbStartAlter')).status.gtidFlags).toBe(2);
    expect(parseQueryEvent(sample('mariadbCommitAlter')).status).toMatchObject({
      gtidFlags: 4,
      alterSequenceNumber: 8n,
    });
  });

  test('with a session variable that nobody knows is refused by its number', () => {
    const event = withStatus([0, 1, 2, 3, 4, 99, 0]);
    expect(() => parseQueryEvent(event)).toThrow(/session variable 99/);
  });

  test('has every session variable that servers write', () => {
    const { status } = parseQueryEvent(
      withStatus([
        ...[2, 3, 115, 116, 100, 0], // catalog with NUL
        ...[3, 2, 0, 1, 0],
        ...[5, 3, 85, 84, 67],
        ...[7, 9, 0],
        ...[8, 45, 0],
        ...[9, 5, 0, 0, 0, 0, 0, 0, 0],
        ...[10, 1, 0, 0, 0],
        ...[11, 1, 117, 1, 104],
        ...[12, 2, 97, 0, 98, 0],
        ...[13, 64, 226, 1],
        ...[15, 1, 0, 0, 0, 0, 0, 0, 0],
        ...[16, 1],
        ...[19, 1],
        ...[20, 1],
        ...[131, 1, 45, 0, 224, 0],
      ]),
    );
    expect(status).toEqual({
      catalog: 'std',
      autoIncrement: { increment: 2, offset: 1 },
      timeZone: 'UTC',
      lcTimeNames: 9,
      databaseCollation: 45,
      tableMapForUpdate: 5n,
      masterDataWritten: 1,
      invoker: { user: 'u', host: 'h' },
      updatedSchemas: ['a', 'b'],
      microseconds: 123456,
      commitTimestamp: 1n,
      explicitDefaultsForTimestamp: true,
      sqlRequirePrimaryKey: true,
      defaultTableEncryption: true,
      charsetCollations: [{ charset: 45, collation: 224 }],
    });
    for (const zone of ["x\\' , @@global.a=1 -- ", 'x\0', 'Ã\\', ''])
      expect(() => parseQueryEvent(withStatus([5, Buffer.byteLength(zone), ...Buffer.from(zone)]))).toThrow(
        /time zone/,
      );
    expect(parseQueryEvent(withStatus([12, 254])).status.updatedSchemas).toBeNull();
  });
});

describe('the identity of a transaction', () => {
  test('of MySQL with a tag that is no identity, or of an impossible time, is damage', () => {
    const event = sample('mysqlTaggedGtid');
    const tag = event.indexOf('my_tag');
    const changed = (at: number, byte: number) => {
      const copy = Buffer.from(event);
      copy[at] = byte;
      return sealEvent(copy);
    };
    expect(parseGtidEvent(changed(tag, 'n'.charCodeAt(0))).gtid).toContain(':ny_tag:');
    for (const byte of [0x1b, 0x3a, 0x20, 0x4d, 0xff])
      expect(() => parseGtidEvent(changed(tag, byte))).toThrow('identity');
    expect(() =>
      parseGtidEvent(sealEvent(Buffer.concat([event.subarray(0, HEADER_BYTES + 3), Buffer.alloc(4)]))),
    ).toThrow('identity');
    const time = Buffer.from([...event.subarray(0, tag + 6), 12, 0xff, ...Buffer.alloc(8, 0xff), 0, 0, 0, 0]);
    expect(() => parseGtidEvent(sealEvent(time))).toThrow('impossible time');
  });

  test('is read from every kind of event, with the instant of commit where there is one', () => {
    expect(parseGtidEvent(sample('mysqlGtid'))).toEqual({
      gtid: `${UUID}:1`,
      commitMicros: 1795281090376523n,
      standalone: false,
      preparesXa: null,
    });
    expect(parseGtidEvent(sample('mysqlTaggedGtid'))).toMatchObject({
      gtid: `${UUID}:my_tag:1`,
      commitMicros: 1795281090532407n,
    });
    expect(parseGtidEvent(sample('mariadbStandalone'))).toMatchObject({
      gtid: '0-45199-1',
      commitMicros: null,
      standalone: true,
    });
    expect(parseGtidEvent(sample('mariadbXaPrepare'))).toMatchObject({
      standalone: false,
      preparesXa: { format: 7, gtrid: Buffer.from('q1'), bqual: Buffer.from('b2') },
    });
    const anonymous = sample('mysqlGtid');
    anonymous[4] = EventType.anonymousGtid;
    expect(parseGtidEvent(anonymous).gtid).toBe('');
  });

  test('comes without an instant from MySQL 5.7, whose event is shorter', () => {
    const event = sample('mysqlGtid');
    const short = sealEvent(Buffer.concat([event.subarray(0, 19 + 42), Buffer.alloc(CHECKSUM_BYTES)]));
    expect(parseGtidEvent(short)).toMatchObject({ gtid: `${UUID}:1`, commitMicros: null });
  });
});

test('the next file of a log is named with and without a checksum', () => {
  const event = sample('mysqlRotate');
  expect(parseRotateEvent(event)).toEqual({ file: 'binlog.000002', position: 4n });
  const madeUp = Buffer.from(event.subarray(0, -CHECKSUM_BYTES));
  madeUp.writeUInt32LE(0, 13);
  expect(parseRotateEvent(madeUp)).toEqual({ file: 'binlog.000002', position: 4n });
});

test('a compressed transaction of MySQL becomes events with good checksums', () => {
  const events = [...expandPayload(sample('mysqlPayload'))];
  expect(events.map((event) => readHeader(event).type)).toEqual([
    EventType.query,
    EventType.tableMap,
    EventType.writeRows,
    EventType.tableMap,
    EventType.updateRows,
    EventType.xid,
  ]);
  expect(events.every(hasGoodChecksum)).toBe(true);
  expect(events.every((event) => readHeader(event).length === event.length)).toBe(true);
});

describe('a compressed transaction', () => {
  const packed = (size: number) => Buffer.concat([Buffer.from([0xfc]), Buffer.from([size & 255, size >> 8])]);
  const holding = (type: number): Buffer => {
    const inner = Buffer.alloc(400);
    inner[4] = type;
    inner.writeUInt32LE(inner.length, 9);
    const fields = [Buffer.from([1, 3]), packed(inner.length), Buffer.from([2, 3, 0xfc, 255, 0, 0])];
    return sealEvent(Buffer.concat([Buffer.alloc(HEADER_BYTES), ...fields, inner, Buffer.alloc(CHECKSUM_BYTES)]));
  };

  test.each(['formatDescription', 'transactionPayload', 'gtid', 'mariadbGtid', 'rotate'] as const)(
    'that holds what says how other events are read, or where they stand (%s), is damage',
    (kind) => {
      expect(() => [...expandPayload(holding(EventType[kind]))]).toThrow('stands outside of transactions');
    },
  );

  test('that says to be of more than memory holds is refused before it is unpacked', () => {
    const size = Buffer.alloc(9, 0xfe);
    size.writeBigUInt64LE(1n << 50n, 1);
    const fields = [Buffer.from([1, 1, 0, 2, 1, 0, 3, 9]), size, Buffer.from([0])];
    const event = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...fields, Buffer.alloc(CHECKSUM_BYTES)]);
    expect(() => [...expandPayload(sealEvent(event))]).toThrow('has to be held in memory');
    const row = Buffer.from([0x84, 0x40, 0, 0, 1, 0]);
    expect(() => inflateMariadb(row)).toThrow('is said to be of 1073741825 bytes');
  });
});

test('compressed row events of MariaDB become plain ones', () => {
  const write = expandRows(sample('mariadbCompressedWrite'));
  expect(readHeader(write)).toMatchObject({ type: EventType.writeRowsV1, length: 6040 });
  expect(write.includes('ab'.repeat(3000))).toBe(true);
  const update = expandRows(sample('mariadbCompressedUpdate'));
  expect(readHeader(update)).toMatchObject({ type: EventType.updateRowsV1, length: 12049 });
  expect(hasGoodChecksum(write) && hasGoodChecksum(update)).toBe(true);
});

/** What servers take as a name. */
const identifier = fc
  .string({ minLength: 1, maxLength: 64 })
  .filter((name) => !name.includes('\0') && !name.endsWith(' '));

describe('a table map', () => {
  test('names its table, and is the same under another name but for the name', () => {
    const event = sample('tableMap');
    expect(parseTableMap(event)).toEqual({ tableId: 109, schema: 'a', table: 't' });
    fc.assert(
      fc.property(identifier, identifier, (schema, table) => {
        const renamed = renameTableMap(event, schema, table);
        expect(hasGoodChecksum(renamed)).toBe(true);
        const [plainSchema, plainTable] = [schema, table].map((name) => Buffer.from(name).toString());
        expect(parseTableMap(renamed)).toEqual({ tableId: 109, schema: plainSchema, table: plainTable });
        expect(renameTableMap(renamed, 'a', 't')).toEqual(event);
      }),
    );
  });

  test('with a name that servers may read as another one is refused', () => {
    const event = sample('tableMap');
    const behind = event.subarray(27 + 6); // behind the names
    const named = (...names: Buffer[]) => sealEvent(Buffer.concat([event.subarray(0, 27), ...names, behind]));
    const name = (bytes: string, end = '\0') =>
      Buffer.concat([Buffer.from([bytes.length]), Buffer.from(bytes + end, 'latin1')]);
    expect(parseTableMap(named(name('a'), name('t'))).table).toBe('t');
    // For MySQL 0xfc says that a length of two bytes follows.
    const packed = named(
      Buffer.concat([Buffer.from([0xfc, 6, 0]), Buffer.from('victim\0\x03par\0'), Buffer.alloc(239, 'x')]),
      name('t'),
    );
    for (const forged of [
      packed,
      ...['', 'victim\0x', 'victim ', 'a\xff', 'x'.repeat(65), '\xf0\x9f\x98\x80'].flatMap((odd) => [
        named(name(odd), name('t')),
        named(name('a'), name(odd)),
      ]),
      named(name('a', 'b'), name('t')),
    ])
      expect(() => parseTableMap(forged)).toThrow(/damaged/);
  });

  test('and its rows have one id, and the last of a statement is marked', () => {
    const rows = sample('mysqlWriteRows');
    expect(tableIdOf(rows)).toBe(109);
    expect(endsStatement(rows)).toBe(true);
    const middle = Buffer.from(rows);
    middle[25] = 0x10;
    sealEvent(middle);
    expect(endsStatement(middle)).toBe(false);
    expect(asStatementEnd(middle)).toEqual(rows);
    expect(middle[25]).toBe(0x10);
  });
});

describe('bytes that are no event', () => {
  const parsers: ((event: Buffer) => unknown)[] = [
    parseQueryEvent,
    parseGtidEvent,
    parseRotateEvent,
    parseTableMap,
    tableIdOf,
    endsStatement,
    (event) => renameTableMap(event, 'b', 'u'),
    (event) => [...expandPayload(event)],
    expandRows,
  ];
  /** Parses with all; whatever is thrown has to be damage, or a session variable that is not known. */
  const parseAll = (event: Buffer) => {
    for (const parse of parsers)
      try {
        parse(event);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        expect(error.failure.message).toMatch(/damaged|session variable \d+|should begin|is no compressed row event/);
      }
  };

  test('are called damaged, whatever they are', () => {
    const types = fc.constantFrom(...Object.values(EventType));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), types, (bytes, type) => {
        const event = Buffer.from(bytes);
        if (event.length > 4) event[4] = type;
        parseAll(event);
      }),
      { numRuns: 3000 },
    );
  });

  test('are called damaged when they were an event that was cut or changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        (name, length, changes) => {
          const whole = sample(name);
          const event = length % 3 === 0 ? whole.subarray(0, length % whole.length) : whole;
          for (const [at, value] of changes) if (event.length > 0) event[at % event.length] = value;
          parseAll(event);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('are told from what begins a transaction and from compressed rows by their type', () => {
    const types = SAMPLES.map((name) => readHeader(sample(name)).type);
    expect(types.filter(beginsTransaction)).toHaveLength(4);
    expect(types.filter(isCompressedRows)).toHaveLength(2);
  });
});

/** A statement `x` with these session variables. */
function withStatus(status: readonly number[]): Buffer {
  const head = sample('mysqlCreateTable').subarray(0, 19 + 13);
  const tail = Buffer.from('a\0x');
  const event = Buffer.concat([head, Buffer.from(status), tail, Buffer.alloc(CHECKSUM_BYTES)]);
  event.writeUInt16LE(status.length, 19 + 11);
  return sealEvent(event);
}
