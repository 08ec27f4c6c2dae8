import type { Session } from '../mysql/connect.ts';
import type { TableDescription } from '../schema/describe-tables.ts';
import { BOUND_SEPARATOR, type KeyRange } from '../schema/key-range.ts';
import { IndexDives } from './index-dives.ts';
import { hasUnorderedUuids } from './unordered-uuids.ts';

/** Data of one chunk as the server counts it: small enough that a lost chunk is cheap, large enough that lanes rarely ask. */
export const CHUNK_BYTES = 64 << 20;
/** Chunks per table at most; each costs a few looks into the index. */
const MAX_CHUNKS = 4096;
/** A split that leaves less than this share on one side is poor: keys are not spread as they were guessed to be. */
const POOR_SHARE = 1 / 8;
/** After so many poor splits in a row the index is walked for the length of a chunk, which always gives a good one. */
const MAX_POOR = 6;

/** What planning asks about the keys of a table; `Key` is one that exists, or null for an open end. */
export interface KeySpace<Key> {
  /** About how many rows there are from `from` to below `to`. */
  estimate(from: Key | null, to: Key | null): Promise<number>;
  /** The lowest and the highest key of a range, null when it has none. */
  ends(from: Key | null, to: Key | null): Promise<{ low: Key; high: Key } | null>;
  /** Keys of the range behind `low` that may split it well. Each is looked up when it is asked for. */
  candidates(from: Key | null, to: Key | null, low: Key, high: Key): AsyncIterable<Key>;
  /** The key with `rows` others in front of it in the range. */
  walk(from: Key | null, to: Key | null, rows: number): Promise<Key | null>;
  same(a: Key, b: Key): boolean;
}

/**
 * Cuts a table into ranges of its key that hold about `chunkBytes` each. The server's own estimates (EXPLAIN, no rows are
 * read) tell which range still has to be split, and every bound is a key that exists, found by a dive into the index; so
 * sparse and skewed keys of any type come out balanced. Tables without an index for it come as one range.
 */
export async function planChunks(session: Session, table: TableDescription, chunkBytes: number): Promise<KeyRange[]> {
  const { cut, byteEstimate, rowEstimate } = table;
  const whole: KeyRange[] = [{ from: null, to: null }];
  if (byteEstimate <= chunkBytes || cut === null || (await hasUnorderedUuids(session, table, cut))) return whole;
  const rowsPerChunk = Math.max(1, (rowEstimate * chunkBytes) / byteEstimate, rowEstimate / MAX_CHUNKS);
  const bounds = await cutKeys(new IndexDives(session, table, cut), Math.ceil(rowsPerChunk));
  const texts = bounds.map(({ bound }) => bound.join(BOUND_SEPARATOR));
  // The ends stay open: rows that arrive outside the range seen now, and none at all, must not fall between chunks.
  return [null, ...texts].map((from, i) => ({ from, to: texts[i] ?? null }));
}

interface Piece<Key> {
  readonly from: Key | null;
  readonly to: Key | null;
  readonly poor: number;
}

/** The inner bounds, in order, of ranges that hold about `rowsPerChunk` rows each. */
export async function cutKeys<Key>(space: KeySpace<Key>, rowsPerChunk: number): Promise<Key[]> {
  const pending: Piece<Key>[] = [{ from: null, to: null, poor: 0 }];
  const leaves: { from: Key | null; rows: number }[] = [];
  for (let piece = pending.shift(); piece; piece = pending.shift()) {
    const rows = await space.estimate(piece.from, piece.to);
    const splittable = rows > 2 * rowsPerChunk && leaves.length + pending.length < 2 * MAX_CHUNKS;
    const split = splittable ? await splitPiece(space, piece, rows, rowsPerChunk) : null;
    if (!split) leaves.push({ from: piece.from, rows });
    else
      pending.unshift(
        { from: piece.from, to: split.key, poor: split.poor },
        { from: split.key, to: piece.to, poor: split.poor },
      );
  }
  return joinSmall(leaves, rowsPerChunk);
}

async function splitPiece<Key>(
  space: KeySpace<Key>,
  { from, to, poor }: Piece<Key>,
  rows: number,
  rowsPerChunk: number,
): Promise<{ key: Key; poor: number } | null> {
  const ends = await space.ends(from, to);
  if (!ends || space.same(ends.low, ends.high)) return null;
  let best: { key: Key; share: number } | null = null;
  for await (const key of space.candidates(from, to, ends.low, ends.high)) {
    const left = (await space.estimate(from, key)) / rows;
    const share = Math.min(left, 1 - left);
    if (share >= POOR_SHARE) return { key, poor: 0 };
    if (best === null || share > best.share) best = { key, share };
  }
  if (best && poor < MAX_POOR) return { key: best.key, poor: poor + 1 };
  const walked = await space.walk(from, to, rowsPerChunk);
  if (walked !== null && !space.same(walked, ends.low)) return { key: walked, poor };
  return best && { key: best.key, poor };
}

/** Splitting leaves crumbs beside what it was looking for; neighbours that fit into one chunk become one. */
function joinSmall<Key>(leaves: readonly { from: Key | null; rows: number }[], rowsPerChunk: number): Key[] {
  const bounds: Key[] = [];
  let rows = 0;
  for (const leaf of leaves) {
    if (leaf.from !== null && rows + leaf.rows > rowsPerChunk) {
      bounds.push(leaf.from);
      rows = 0;
    }
    rows += leaf.rows;
  }
  return bounds;
}
