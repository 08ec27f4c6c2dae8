import { readEventData } from '../binlog/byte-reader.ts';
import { CHECKSUM_BYTES, HEADER_BYTES } from '../binlog/event.ts';
import type { Xid } from '../binlog/gtid-event.ts';

/** An XA transaction's name as both flavours write it: `X'6761',X'',1`. */
export function formatXid({ format, gtrid, bqual }: Xid): string {
  return `X'${gtrid.toString('hex')}',X'${bqual.toString('hex')}',${format}`;
}

/** The global transaction that a branch belongs to: all branches have its format and `gtrid`, each has a `bqual` of its own. */
export function globalXid(xid: string): string {
  return xid.replace(/,X'[0-9a-f]*',/, ',');
}

/** Reads the event that ends an XA transaction's rows: prepared, or committed at once. */
export function parseXaPrepare(event: Buffer): { readonly onePhase: boolean; readonly xid: string } {
  const reader = readEventData(event, 'the end of an XA transaction', HEADER_BYTES, CHECKSUM_BYTES);
  const onePhase = reader.u8() !== 0;
  const format = reader.u32();
  const gtridLength = reader.u32();
  const bqualLength = reader.u32();
  return {
    onePhase,
    xid: formatXid({ format, gtrid: reader.bytes(gtridLength), bqual: reader.bytes(bqualLength) }),
  };
}
