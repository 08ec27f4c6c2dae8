import fc from 'fast-check';
import { countRows, placesOf, readColumns } from '../../electron/engine/binlog/count-rows.ts';
import { EventType, HEADER_BYTES, sealEvent } from '../../electron/engine/binlog/event.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';
import { applyChanges, changes } from './mutate.ts';

/** A column as a server describes it, and how it writes a value of it. */
interface Column {
  readonly type: number;
  readonly meta: readonly number[];
  readonly write: (content: Uint8Array) => Buffer;
}

function fixed(type: number, size: number, meta: readonly number[] = []): Column {
  return { type, meta, write: (content) => Buffer.concat([content, Buffer.alloc(size)]).subarray(0, size) };
}

function sized(type: number, lengthBytes: number, meta: readonly number[]): Column {
  return {
    type,
    meta,
    write: (content) => {
      const length = Buffer.alloc(lengthBytes);
      length.writeUIntLE(content.length, 0, lengthBytes);
      return Buffer.concat([length, content]);
    },
  };
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Table__map__event.html */
const column = fc.constantFrom<Column>(
  ...[1, 2, 3, 8, 9].map((type, i) => fixed(type, [1, 2, 4, 8, 3][i] ?? 0)),
  ...[4, 5].map((type) => fixed(type, type === 4 ? 4 : 8, [type === 4 ? 4 : 8])),
  ...[0, 1, 2, 3, 4, 5, 6].flatMap((digits) => [
    fixed(17, 4 + Math.ceil(digits / 2), [digits]),
    fixed(18, 5 + Math.ceil(digits / 2), [digits]),
    fixed(19, 3 + Math.ceil(digits / 2), [digits]),
  ]),
  fixed(10, 3),
  fixed(13, 1),
  fixed(16, 2, [3, 1]), // BIT(11)
  fixed(16, 1, [0, 1]), // BIT(8)
  fixed(246, 5, [10, 2]), // DECIMAL(10,2)
  fixed(246, 30, [65, 30]),
  fixed(254, 1, [247, 1]), // ENUM
  fixed(254, 8, [248, 8]), // SET
  sized(254, 1, [254, 200]), // CHAR
  sized(254, 2, [0xee, 0xfc]), // CHAR(255) of four bytes each
  sized(15, 1, [255, 0]),
  sized(15, 2, [0, 1]),
  ...[1, 2, 3, 4].map((bytes) => sized(252, bytes, [bytes])),
  sized(245, 4, [4]),
  sized(255, 4, [4]),
  sized(242, 4, [4]),
  sized(140, 3, [3]),
  sized(141, 2, [44, 1]),
);

const table = fc.array(column, { minLength: 1, maxLength: 12 }).chain((columns) => {
  const image = fc.array(fc.option(fc.uint8Array({ maxLength: 60 })), {
    minLength: columns.length,
    maxLength: columns.length,
  });
  return fc.record({
    columns: fc.constant(columns),
    type: fc.constantFrom(
      EventType.writeRowsV1,
      EventType.updateRowsV1,
      EventType.deleteRowsV1,
      EventType.writeRows,
      EventType.updateRows,
      EventType.deleteRows,
    ),
    rows: fc.array(fc.tuple(image, image), { maxLength: 9 }),
    /** Columns of the second image of an update; all of the first. At least one is there. */
    second: fc.array(fc.boolean(), { minLength: columns.length, maxLength: columns.length }),
    more: fc.uint8Array({ maxLength: 6 }),
  });
});
type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function seal(type: number, body: Buffer): Buffer {
  const event = Buffer.concat([Buffer.alloc(HEADER_BYTES), body, Buffer.alloc(4)]);
  event.writeUInt8(type, 4);
  return sealEvent(event);
}

function bits(list: readonly boolean[]): Buffer {
  const out = Buffer.alloc(Math.ceil(list.length / 8));
  for (const [i, bit] of list.entries()) if (bit) out[i >> 3] = (out[i >> 3] ?? 0) | (1 << (i & 7));
  return out;
}

function mapOf({ columns }: Table): Buffer {
  const meta = columns.flatMap((one) => one.meta);
  return Buffer.concat([
    Buffer.from([109, 0, 0, 0, 0, 0, 1, 0, 1, 97, 0, 1, 116, 0, columns.length]),
    Buffer.from(columns.map(({ type }) => type)),
    Buffer.from([meta.length, ...meta]),
    bits(columns.map(() => true)),
  ]);
}

/** A row event's body, and where the values of the first column stand in the event. */
function rowsOf({ columns, type, rows, second, more }: Table): { body: Buffer; first: number[] } {
  const v2 = type >= EventType.writeRows;
  const updates = type === EventType.updateRows || type === EventType.updateRowsV1;
  const all = columns.map(() => true);
  const present = updates ? [all, second.some(Boolean) ? second : all] : [all];
  const parts = [
    Buffer.from([109, 0, 0, 0, 0, 0, 1, 0]),
    ...(v2 ? [Buffer.from([2 + more.length, 0, ...more])] : []),
    Buffer.from([columns.length]),
    ...present.map(bits),
  ];
  const first: number[] = [];
  for (const images of rows)
    for (const [i, there] of present.entries()) {
      const values = columns.flatMap((one, at) => (there[at] ? [{ one, at, content: images[i]?.[at] ?? null }] : []));
      parts.push(bits(values.map(({ content }) => content === null)));
      for (const { one, at, content } of values) {
        if (content === null) continue;
        if (at === 0) first.push(HEADER_BYTES + parts.reduce((sum, part) => sum + part.length, 0));
        parts.push(one.write(content));
      }
    }
  return { body: Buffer.concat(parts), first };
}

/** Rows are counted and their values found exactly, in every layout; in anything else nothing is found outside of it. */
export const rowCounts: FuzzTarget[] = [
  {
    name: 'row-counts',
    property: fc.property(table, (given) => {
      const columns = readColumns(seal(EventType.tableMap, mapOf(given)));
      const { body, first } = rowsOf(given);
      const event = seal(given.type, body);
      const counted = countRows(event, columns);
      demand(counted === given.rows.length, `${counted} rows instead of ${given.rows.length}`);
      demand(placesOf(event, columns, 0).join() === first.join(), 'places of the first column');
    }),
  },
  {
    name: 'row-counts-damaged',
    property: fc.property(
      table,
      fc.option(changes, { nil: null }),
      changes,
      fc.nat({ max: 12 }),
      (given, ofMap, ofRows, column) => {
        const map = seal(EventType.tableMap, ofMap ? applyChanges(mapOf(given), ofMap) : mapOf(given));
        const event = seal(given.type, applyChanges(rowsOf(given).body, ofRows));
        const columns = orNamed(() => readColumns(map));
        if (!columns) return;
        const rows = orNamed(() => countRows(event, columns));
        demand(rows === undefined || rows === null || (rows >= 0 && rows <= event.length), `${rows} rows`);
        const places = orNamed(() => placesOf(event, columns, column)) ?? [];
        demand(
          places.every((at) => at >= HEADER_BYTES && at <= event.length - 4),
          'a value outside of its event',
        );
      },
    ),
  },
];
