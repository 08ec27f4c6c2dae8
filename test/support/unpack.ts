import { join } from 'node:path';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { readPlainFrames } from '../../electron/engine/archive/read-frames.ts';
import type { Segment } from '../../shared/binlog-range.ts';
import type { ChunkPart, Table } from '../../shared/manifest.ts';

/** A segment as the binary log file that it is. */
export function unpackSegment(folder: string, segment: Segment): Promise<Buffer> {
  return unpackParts(
    folder,
    segment.parts.map((part) => ({ ...part, rows: part.events })),
  );
}

/** The rows of a table as they are in the set. */
export async function unpackRows(folder: string, table: Table): Promise<string> {
  const parts = table.chunks.flatMap((chunk) => chunk.parts);
  return (await unpackParts(folder, parts)).toString('utf8');
}

async function unpackParts(folder: string, parts: readonly ChunkPart[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    const volume = await openVolume(join(folder, part.place.volume));
    for await (const { plain } of readPlainFrames(volume, part)) pieces.push(plain);
    await volume.close();
  }
  return Buffer.concat(pieces);
}
