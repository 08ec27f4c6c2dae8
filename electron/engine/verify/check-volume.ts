import { createHash, hash } from 'node:crypto';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Fact, factFrom } from '../../../shared/failure-words.ts';
import { type OpenVolume, openVolume } from '../archive/open-volume.ts';
import { readFrames } from '../archive/read-frames.ts';
import type { Damage, VolumeCheck } from '../archive/volume-check.ts';
import { becauseOf, factOf, failureOf } from '../engine-error.ts';
import type { Tally } from '../progress.ts';
import { isAbsent, isSilent } from '../store/diagnose-disk.ts';
import { fileAt } from '../store/store-at.ts';
import { checkSegment } from './check-segment.ts';

const PIECE = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Reads every byte of a volume: size and SHA-256 of the file, then every entry, every index, every frame. Returns what is
 * wrong, empty when all is well. A damaged file is read to its end all the same, so that everything damaged is named and
 * the rest is known to be good.
 */
export async function checkVolume(check: VolumeCheck, tally: Tally, signal: AbortSignal): Promise<Damage[]> {
  const file = basename(check.path);
  const found: Damage[] = [];
  const whole = await checkFile(check, tally, signal);
  if (whole !== undefined) found.push({ file, entry: null, fact: whole });
  let volume: OpenVolume;
  try {
    volume = await openVolume(check.path);
  } catch (error) {
    const unreadable = { file, entry: null, fact: damageOf(error), unreadable: true } as const;
    return whole?.reason === unreadable.fact.reason ? [unreadable] : [...found, unreadable];
  }
  try {
    for (const object of check.objects) {
      const problem = await checkObject(volume, object);
      if (problem !== undefined) found.push({ file, entry: object.entry, fact: problem });
    }
    for (const part of check.parts) {
      signal.throwIfAborted();
      const problem =
        (await checkPart(volume, part)) ?? (whole === undefined ? undefined : await checkPlain(volume, part));
      if (problem !== undefined) found.push({ file, entry: part.place.entry, fact: problem });
    }
    for (const part of check.segments) {
      signal.throwIfAborted();
      const problem = await checkSegment(volume, part);
      if (problem !== undefined) found.push({ file, entry: part.place.entry, fact: problem });
    }
    const known = new Set([
      ...check.objects.map((o) => o.entry),
      ...[...check.parts, ...check.segments].flatMap((p) => [p.place.entry, `${p.place.entry}.idx`]),
    ]);
    for (const entry of volume.entries.keys())
      if (!known.has(entry) && !check.tolerated.some((prefix) => entry.startsWith(prefix)))
        found.push({ file, entry, fact: factFrom('stray-entry', {}) });
  } finally {
    await volume.close();
  }
  return found;
}

/** Size and SHA-256 of the whole file. */
async function checkFile({ path, volume }: VolumeCheck, tally: Tally, signal: AbortSignal): Promise<Fact | undefined> {
  const sha = createHash('sha256');
  let bytes = 0;
  const { store, name } = fileAt(path);
  try {
    const reader = await store.open(name);
    try {
      const piece = Buffer.allocUnsafe(PIECE);
      for (;;) {
        signal.throwIfAborted();
        const got = await reader.read(piece, bytes);
        if (got === 0) break;
        sha.update(piece.subarray(0, got));
        bytes += got;
        tally.add(got, got, 0);
      }
    } finally {
      await reader.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (isAbsent(error)) return factFrom('volume-missing', {});
    const fact = damageOf(error);
    const failure = failureOf(error);
    return failure.code === 'damaged' ? fact : factFrom('volume-unreadable', { cause: becauseOf(failure).cause });
  }
  if (bytes !== volume.bytes) return factFrom('volume-length', { bytes, written: volume.bytes });
  return sha.digest('hex') === volume.sha256 ? undefined : factFrom('volume-altered', {});
}

/** What an error says about a file; a drive that does not answer says nothing about it. */
function damageOf(error: unknown): Fact {
  if (isSilent(error)) throw error;
  return factOf(failureOf(error));
}

async function checkObject(volume: OpenVolume, object: VolumeCheck['objects'][number]): Promise<Fact | undefined> {
  try {
    const bytes = await volume.readAll(object.entry, object.bytes);
    return bytes.length === object.bytes && hash('sha256', bytes, 'hex') === object.sha256
      ? undefined
      : factFrom('entry-altered', { entry: object.entry });
  } catch (error) {
    return damageOf(error);
  }
}

async function checkPart(volume: OpenVolume, part: VolumeCheck['parts'][number]): Promise<Fact | undefined> {
  try {
    const sha = createHash('sha256');
    for await (const frame of readFrames(volume, part)) {
      sha.update(frame.tsv);
      let rows = 0;
      for (let at = frame.tsv.indexOf(NEWLINE); at >= 0; at = frame.tsv.indexOf(NEWLINE, at + 1)) rows++;
      if (rows !== frame.rows) return factFrom('block-rows', { rows, recorded: frame.rows });
    }
    return part.sha256 === undefined || sha.digest('hex') === part.sha256 ? undefined : factFrom('rows-altered', {});
  } catch (error) {
    return damageOf(error);
  }
}

/** Compressed blocks carry their own checksums; plain ones have only the CRC-32 of their entry. */
async function checkPlain(volume: OpenVolume, { place }: VolumeCheck['parts'][number]): Promise<Fact | undefined> {
  const entry = volume.entries.get(place.entry);
  if (!entry || place.entry.endsWith('.zst')) return undefined;
  let sum = 0;
  for (let at = 0; at < entry.size; at += PIECE)
    sum = crc32(await volume.read(entry, at, Math.min(PIECE, entry.size - at)), sum);
  return sum === entry.crc32 ? undefined : factFrom('entry-altered', { entry: place.entry });
}
