import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { failureOf } from '../engine-error.ts';
import type { Damage, VolumeCheck } from '../lane/lane-protocol.ts';
import type { Tally } from '../progress.ts';
import { type OpenVolume, openVolume } from './open-volume.ts';
import { readFrames } from './read-frames.ts';

const PIECE = 1 << 20;
const NEWLINE = 0x0a;
const MISSING = 'the file is missing.';

/**
 * Reads every byte of a volume: size and SHA-256 of the file, then every entry, every index, every frame. Returns what is
 * wrong, empty when all is well. A damaged file is read to its end all the same, so that everything damaged is named and
 * the rest is known to be good.
 */
export async function checkVolume(check: VolumeCheck, tally: Tally, signal: AbortSignal): Promise<Damage[]> {
  const file = basename(check.path);
  const found: Damage[] = [];
  const whole = await checkFile(check, tally, signal);
  if (whole !== undefined) found.push({ file, entry: null, what: whole });
  let volume: OpenVolume;
  try {
    volume = await openVolume(check.path);
  } catch (error) {
    const what = [whole, failureOf(error).message].filter((text) => text !== undefined).join(' ');
    return [{ file, entry: null, what: whole === MISSING ? MISSING : what, unreadable: true }];
  }
  try {
    for (const object of check.objects) {
      const problem = await checkObject(volume, object);
      if (problem !== undefined) found.push({ file, entry: object.entry, what: problem });
    }
    for (const part of check.parts) {
      signal.throwIfAborted();
      const problem =
        (await checkPart(volume, part)) ?? (whole === undefined ? undefined : await checkPlain(volume, part));
      if (problem !== undefined) found.push({ file, entry: part.place.entry, what: problem });
    }
    const known = new Set([
      ...check.objects.map((o) => o.entry),
      ...check.parts.flatMap((p) => [p.place.entry, `${p.place.entry}.idx`]),
    ]);
    for (const entry of volume.entries.keys())
      if (!known.has(entry) && !check.tolerated.some((prefix) => entry.startsWith(prefix)))
        found.push({ file, entry, what: 'the manifest does not know this entry.' });
  } finally {
    await volume.close();
  }
  return found;
}

/** Size and SHA-256 of the whole file. */
async function checkFile(
  { path, volume }: VolumeCheck,
  tally: Tally,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sha = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(path, 'r');
    try {
      const piece = Buffer.allocUnsafe(PIECE);
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(piece, 0, PIECE, null);
        if (bytesRead === 0) break;
        sha.update(piece.subarray(0, bytesRead));
        bytes += bytesRead;
        tally.add(bytesRead, bytesRead, 0);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? MISSING
      : `the file cannot be read: ${failureOf(error).message}`;
  }
  if (bytes !== volume.bytes) return `the file has ${bytes} bytes where ${volume.bytes} were written.`;
  return sha.digest('hex') === volume.sha256 ? undefined : 'the file has been altered: its SHA-256 differs.';
}

async function checkObject(volume: OpenVolume, object: VolumeCheck['objects'][number]): Promise<string | undefined> {
  try {
    const bytes = await volume.readAll(object.entry);
    return bytes.length === object.bytes && hash('sha256', bytes, 'hex') === object.sha256
      ? undefined
      : 'its content differs.';
  } catch (error) {
    return failureOf(error).message;
  }
}

async function checkPart(volume: OpenVolume, part: VolumeCheck['parts'][number]): Promise<string | undefined> {
  try {
    const sha = createHash('sha256');
    for await (const frame of readFrames(volume, part)) {
      sha.update(frame.tsv);
      let rows = 0;
      for (let at = frame.tsv.indexOf(NEWLINE); at >= 0; at = frame.tsv.indexOf(NEWLINE, at + 1)) rows++;
      if (rows !== frame.rows) return `a block has ${rows} rows where ${frame.rows} were recorded.`;
    }
    return part.sha256 === undefined || sha.digest('hex') === part.sha256
      ? undefined
      : 'its rows are not those that were read: their SHA-256 differs.';
  } catch (error) {
    return failureOf(error).message;
  }
}

/** Compressed blocks carry their own checksums; plain ones have only the CRC-32 of their entry. */
async function checkPlain(volume: OpenVolume, { place }: VolumeCheck['parts'][number]): Promise<string | undefined> {
  const entry = volume.entries.get(place.entry);
  if (!entry || place.entry.endsWith('.zst')) return undefined;
  let sum = 0;
  for (let at = 0; at < entry.size; at += PIECE)
    sum = crc32(await volume.read(entry, at, Math.min(PIECE, entry.size - at)), sum);
  return sum === entry.crc32 ? undefined : 'its content differs.';
}
