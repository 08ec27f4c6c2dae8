import { crc32 as zlibCrc32 } from 'node:zlib';
import crc32 from 'crc-32';

/** CRC-32 of `bytes` as a signed number; archiver begins with a Buffer of zeros as the seed. */
export function nativeCrc(bytes: Uint8Array, seed?: unknown): number {
  return zlibCrc32(bytes, typeof seed === 'number' ? seed >>> 0 : 0) | 0;
}

/**
 * Lets archiver compute its CRC-32 by Node's own zlib: crc-32, which it calls for every stored byte, takes three times as
 * long (1.3 against 0.4 s/GB, a quarter of the row path's CPU without compression).
 */
export function speedUpCrc(): void {
  Object.assign(crc32, { buf: nativeCrc });
}
