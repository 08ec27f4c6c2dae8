import { defect } from '../engine-error.ts';
import { freeMemory } from '../free-memory.ts';
import type { Session } from './connect.ts';
import { damagedAnswer, endlessAnswer } from './diagnose.ts';
import { type ConvertResult, encodeRow, MALFORMED, outputNeeded } from './encode-row.ts';
import { PacketTap } from './packet-tap.ts';
import { BATCH_BYTES, createRowConverter, MOST_FIELDS, type RowConverter } from './row-converter.ts';
import { writeQuery } from './wire.ts';

/** Whole rows as TSV; `tsv` is valid until the next batch is asked for. */
export interface RowBatch {
  readonly tsv: Uint8Array;
  readonly rows: number;
}

const UNFIT_ROW = 'a row that does not fill its packet';

/** Converters are large (4.5 MB), so readers of one thread hand them on. */
const idleConverters: RowConverter[] = [];

/**
 * Runs a SELECT and yields its rows as TSV batches of about 1 MiB, cut at row ends. Bytes come straight from the socket;
 * mysql2 only sees the last packet. The server is held back while nobody asks for the next batch.
 * `columns`: how many were asked for; a server that sends others is not believed.
 * Ending the iteration early destroys the session: a result cannot be left half read.
 */
export async function* readRows(session: Session, sql: string, columns?: number): AsyncGenerator<RowBatch> {
  const converter = idleConverters.pop() ?? createRowConverter();
  const tap = new PacketTap(session, converter.input, (wire) => writeQuery(wire, Buffer.from(sql, 'utf8')));
  try {
    const fields = await readColumnCount(tap, session);
    if (columns !== undefined && fields !== columns)
      throw damagedAnswer(session.shard, `${fields} columns instead of ${columns}`);
    let used = 0;
    let rows = 0;
    let taken = 0;
    const count = (bytes: number) => {
      taken += bytes;
      if (taken > session.limits.tableBytes) throw endlessAnswer(session.shard, taken);
    };
    const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
    for (;;) {
      converter.convert(tap.at, tap.end, used, fields, result);
      tap.at = result.inputAt;
      used = result.outputAt;
      rows += result.rows;
      if (used >= BATCH_BYTES || (result.stop !== 'need-input' && rows > 0)) {
        count(used);
        yield { tsv: converter.output.subarray(0, used), rows };
        used = 0;
        rows = 0;
      } else if (result.stop === 'malformed') throw damagedAnswer(session.shard, UNFIT_ROW);
      else if (result.stop === 'need-input') await tap.more();
      else if (!tap.isLast()) {
        const payload = await tap.gather();
        const big = Buffer.allocUnsafeSlow(outputNeeded(payload.length, fields));
        const length = encodeRow(payload, 0, payload.length, big, 0, fields);
        freeMemory(payload);
        if (length === MALFORMED) throw damagedAnswer(session.shard, UNFIT_ROW);
        count(length);
        yield { tsv: big.subarray(0, length), rows: 1 };
        freeMemory(big);
      } else {
        await tap.finish();
        return;
      }
    }
  } finally {
    tap.release();
    idleConverters.push(converter);
  }
}

/** Reads the column count and skips the definitions; throws the server's error if there is one instead. */
async function readColumnCount(tap: PacketTap, { shard }: Session): Promise<number> {
  await tap.packet();
  if (tap.bytes[tap.at + 4] === 0xff) await tap.finish();
  const first = tap.bytes[tap.at + 4] ?? 0;
  if (first === 0) throw defect('A SELECT returned no result set.');
  const count = first < 0xfb ? first : first === 0xfc && tap.length() >= 3 ? tap.bytes.readUInt16LE(tap.at + 5) : 0;
  if (count < 1 || count > MOST_FIELDS) throw damagedAnswer(shard, 'a result without a number of columns');
  tap.skip();
  for (let i = 0; i < count + 1; i++) {
    // count definitions, then EOF
    await tap.packet();
    tap.skip();
  }
  return count;
}
