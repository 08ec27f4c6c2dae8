import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ConvertResult } from '../../../electron/engine/mysql/encode-row.ts';
import { createRowConverter, type RowConverter } from '../../../electron/engine/mysql/row-converter.ts';

/**
 * A yardstick that a busy machine slows down likewise: hashing the same bytes by SHA-256. Measured on two EPYC cores, idle
 * and overloaded: the SIMD converter costs 0.7 to 0.8 of it, the plain twin 3.4 to 4.4.
 */
const MOST_HASHES = 2;
const MEGABYTES = 100;
const TRIES = 3;

/** Rows as they come from a server: lengths before every field, packets of about 300 bytes. */
const FIELDS = ['123456789', '99.95', '2026-01-02 03:04:05.678', '北京市朝阳区建国路', 'a line of text\n'.repeat(14)];

function packets(size: number): Buffer {
  const payload = Buffer.concat(
    FIELDS.map((text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])),
  );
  const packet = Buffer.concat([Buffer.from([payload.length & 0xff, payload.length >> 8, 0, 0]), payload]);
  return Buffer.concat(Array.from({ length: Math.floor(size / packet.length) }, () => packet));
}

/** CPU seconds of this process per pass over `MEGABYTES` of packets; the least of a few tries. */
function cpuSeconds(work: () => void): number {
  const tries = Array.from({ length: TRIES }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < MEGABYTES; i++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return Math.min(...tries);
}

/** What converting costs, in hashes of the same bytes. */
function costOf(converter: RowConverter): number {
  const rows = packets(1 << 20);
  rows.copy(converter.input);
  const result: ConvertResult = { inputAt: 0, outputAt: 0, rows: 0, stop: 'need-input' };
  const converting = cpuSeconds(() => converter.convert(0, rows.length, 0, FIELDS.length, result));
  expect(result).toMatchObject({ inputAt: rows.length, stop: 'need-input' });
  return converting / cpuSeconds(() => createHash('sha256').update(rows).digest());
}

test(`converting rows costs less CPU than hashing them ${MOST_HASHES} times`, () => {
  expect(costOf(createRowConverter())).toBeLessThan(MOST_HASHES);
}, 60_000);
