import type { Session } from './connect.ts';

/** How lanes are connected: by what the wire was measured to carry, or as told. */
export type WireChoice = 'measured' | 'plain' | 'compressed';

/** Bytes per second of one connection below which the protocol compresses: docs/PERFORMANCE.md, "Slow links". */
export const SLOW_WIRE = 16e6;

const LEAST_BYTES = 64 << 10;
const MOST_BYTES = 4 << 20;
/** A sample says nothing before it has lasted so long, in milliseconds and in round trips: TCP begins slowly. */
const LEAST_MS = 30;
const LEAST_TRIPS = 4;
/** A sample so many times as fast as a slow wire leaves no doubt although it was short; the first one is too small for that. */
const CLEARLY = 4;
/** How often a slow sample is taken again: on a computer with much else to do, two in a row can be late. */
const AGAIN = 2;

/** True where a backup waits for the wire rather than for the server: what it sends should be compressed. */
export async function isSlowToRead(session: Session): Promise<boolean> {
  // In rows, since servers answer NULL to texts beyond their max_allowed_packet.
  const row = `SELECT REPEAT('x',${LEAST_BYTES})`;
  const sql = (bytes: number) => Array.from({ length: bytes / LEAST_BYTES }, () => row).join(' UNION ALL ');
  return (await measureWire(session, MOST_BYTES, sql)) < SLOW_WIRE;
}

/** The same for what is sent to a server that takes statements of `maxStatement` bytes. */
export async function isSlowToWrite(session: Session, maxStatement: number): Promise<boolean> {
  const sql = (bytes: number) => `DO LENGTH('${'x'.repeat(bytes)}')`;
  return (await measureWire(session, Math.min(MOST_BYTES, maxStatement / 2), sql)) < SLOW_WIRE;
}

/**
 * Bytes per second that a session carries, by statements of growing size: 30 ms or four round trips long, `most` bytes at
 * most. Ends sooner where the wire is clearly fast. A slow sample is taken again and the fastest counts: a moment in which
 * somebody else had the wire or the processor is not the wire.
 */
async function measureWire(session: Session, most: number, sql: (bytes: number) => string): Promise<number> {
  const time = async (statement: string) => {
    const began = performance.now();
    await session.query(statement);
    return performance.now() - began;
  };
  const trip = Math.min(await time('DO 0'), await time('DO 0'));
  const sample = async (bytes: number) => {
    const ms = Math.max(0, (await time(sql(bytes))) - trip);
    return { ms, rate: (bytes * 1000) / ms };
  };
  for (let bytes = Math.min(LEAST_BYTES, most); ; bytes *= 4) {
    const { ms, rate } = await sample(bytes);
    const tooShort = ms < Math.max(LEAST_MS, LEAST_TRIPS * trip) && bytes * 4 <= most;
    if (tooShort) {
      if (bytes > LEAST_BYTES && rate >= CLEARLY * SLOW_WIRE) return rate;
      continue;
    }
    let fastest = rate;
    for (let again = 0; again < AGAIN && fastest < SLOW_WIRE; again++)
      fastest = Math.max(fastest, (await sample(bytes)).rate);
    return fastest;
  }
}
