import { parseGtid } from '../../../shared/restore-point.ts';
import { fail } from '../engine-error.ts';
import type { ByteReader } from './byte-reader.ts';
import { formatUuid } from './format-uuid.ts';

/** Numbers of the fields; each stands in front of its value. Other fields are not needed and follow these. */
const FIELD = { flags: 0, uuid: 1, number: 2, tag: 3, lastCommitted: 4, sequence: 5, commitTime: 6 } as const;

/** The most that the seven bytes of an untagged GTID's commit time can say. */
const LAST_TIME = (1n << 55n) - 1n;

/**
 * Reads MySQL's tagged GTID (from 8.3), which is written by its serialization library: integers of variable length,
 * fields with their number in front, fields with a default value left out.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/PageLibsMysqlSerialization.html
 */
export function readTaggedGtid(reader: ByteReader): { gtid: string; commitMicros: bigint | null } {
  readUnsigned(reader); // version of the library's format
  readUnsigned(reader); // size of the message
  readUnsigned(reader); // last field that may not be ignored
  let uuid = '';
  let number = 0n;
  let tag = '';
  let commitMicros: bigint | null = null;
  while (reader.left > 0 && commitMicros === null) {
    const field = Number(readUnsigned(reader));
    switch (field) {
      case FIELD.flags:
        readUnsigned(reader);
        break;
      case FIELD.uuid:
        uuid = readUuid(reader);
        break;
      case FIELD.number:
        number = readSigned(reader);
        break;
      case FIELD.tag:
        tag = reader.text(Number(readUnsigned(reader)));
        break;
      case FIELD.lastCommitted:
      case FIELD.sequence:
        readSigned(reader);
        break;
      case FIELD.commitTime:
        commitMicros = readUnsigned(reader);
        break;
      default:
        throw damaged(`has an unexpected field ${field}`);
    }
  }
  const gtid = [uuid, ...(tag === '' ? [] : [tag]), number].join(':');
  // It goes into manifests and messages and is looked for later: what is no identity is none.
  if (parseGtid(gtid) !== gtid) throw damaged('is not the identity of a transaction');
  if (commitMicros !== null && commitMicros > LAST_TIME) throw damaged('has an impossible time');
  return { gtid, commitMicros };
}

function damaged(what: string) {
  return fail('log-event-damaged', { what: `a tagged GTID ${what}` });
}

function readUuid(reader: ByteReader): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => Number(readUnsigned(reader)) & 0xff));
  return formatUuid(bytes);
}

/** The low bits of the first byte say how many bytes follow: as many as there are ones before the first zero. */
function readUnsigned(reader: ByteReader): bigint {
  const first = reader.u8();
  let more = 0;
  while (more < 8 && first & (1 << more)) more++;
  // With eight bytes behind it the first byte holds nothing but the count.
  let value = more < 7 ? BigInt(first) >> BigInt(more + 1) : 0n;
  const firstBits = more < 7 ? 7 - more : 0;
  for (let i = 0; i < more; i++) value |= BigInt(reader.u8()) << BigInt(firstBits + 8 * i);
  return value;
}

/** The lowest bit of a signed value is its sign. */
function readSigned(reader: ByteReader): bigint {
  const value = readUnsigned(reader);
  return value & 1n ? -(value >> 1n) - 1n : value >> 1n;
}
