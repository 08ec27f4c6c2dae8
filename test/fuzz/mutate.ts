import fc from 'fast-check';
import { assertNever } from '../../shared/failure.ts';

/** One change to bytes: put in, cut off, overwritten, repeated. Places are parts of the length. */
type Change =
  | { readonly kind: 'set'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly count: number };

/** Bytes that mean something as lengths, marks and counts in the protocols. */
const telling = fc.constantFrom(0, 1, 7, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff);
const bytes = fc.oneof(
  fc.array(telling, { minLength: 1, maxLength: 8 }).map((list) => Uint8Array.from(list)),
  fc.uint8Array({ minLength: 1, maxLength: 20 }),
);
const at = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at, bytes }),
  fc.record({ kind: fc.constant('insert' as const), at, bytes }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('repeat' as const), at, count: fc.nat({ max: 40 }) }),
);

/** Up to five changes for `applyChanges`. */
export const changes: fc.Arbitrary<Change[]> = fc.array(change, { minLength: 1, maxLength: 5 });

/** The bytes with all changes, one after the other. */
export function applyChanges(original: Uint8Array, list: readonly Change[]): Buffer {
  return list.reduce<Buffer>(applied, Buffer.from(original));
}

function applied(now: Buffer, change: Change): Buffer {
  const place = Math.floor(change.at * now.length);
  switch (change.kind) {
    case 'set':
      return Buffer.concat([now.subarray(0, place), change.bytes, now.subarray(place + change.bytes.length)]);
    case 'insert':
      return Buffer.concat([now.subarray(0, place), change.bytes, now.subarray(place)]);
    case 'cut':
      return now.subarray(0, place);
    case 'repeat':
      return Buffer.concat([now, now.subarray(place, place + change.count)]);
    default:
      return assertNever(change);
  }
}
