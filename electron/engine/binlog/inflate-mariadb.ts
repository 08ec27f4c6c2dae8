import { inflateSync } from 'node:zlib';
import { fail } from '../engine-error.ts';
import { expectMemory } from '../expect-memory.ts';

/** No server takes an event, compressed or not, that is larger than its largest packet. */
const EVENT_BYTES = 1 << 30;

/**
 * Unpacks what MariaDB compressed inside an event (log_bin_compress): a byte 0x80 | algorithm << 4 | bytes of the length,
 * the length (big endian), and zlib data. https://mariadb.com/kb/en/compressing-events-to-reduce-size-of-the-binary-log/
 */
export function inflateMariadb(packed: Buffer): Buffer {
  const head = packed[0] ?? 0;
  const lengthBytes = head & 0x07;
  const algorithm = (head & 0x70) >> 4;
  if (!(head & 0x80) || algorithm !== 0 || lengthBytes < 1 || lengthBytes > 4 || packed.length < 1 + lengthBytes)
    throw fail('log-compressed-damaged', { what: 'it does not begin as one' });
  const length = packed.readUIntBE(1, lengthBytes);
  if (length > EVENT_BYTES) throw fail('log-compressed-damaged', { what: `it is said to be of ${length} bytes` });
  expectMemory(length, 2, {}); // pieces, and what is put together of them
  let plain: Buffer;
  try {
    plain = inflateSync(packed.subarray(1 + lengthBytes), { maxOutputLength: Math.max(1, length) });
  } catch (cause) {
    throw fail('log-compressed-damaged', { what: 'it cannot be unpacked' }, { cause });
  }
  if (plain.length !== length)
    throw fail('log-compressed-damaged', { what: `${plain.length} instead of ${length} bytes` });
  return plain;
}
