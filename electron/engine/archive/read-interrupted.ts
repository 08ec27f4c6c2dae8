import type { Snapshot, Table, Volume } from '../../../shared/manifest.ts';
import { fail } from '../engine-error.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { isAbsent } from '../store/diagnose-disk.ts';
import { placeIn, storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';
import {
  JOURNAL_FILE,
  type JournalOptions,
  JournalRecord,
  type JournalServer,
  type JournalVersion,
} from './journal.ts';
import { openVolume } from './open-volume.ts';
import type { SetPlace } from './set-folder.ts';

/** A table that an interrupted run had read, all of it in volumes that were closed. */
export interface EarlierTable {
  readonly table: Table;
  readonly version: JournalVersion;
}

/** One instant at which an interrupted run read a shard. */
export interface EarlierSnapshot {
  readonly snapshot: Snapshot;
  readonly server: JournalServer;
  readonly tables: readonly EarlierTable[];
}

/** What an interrupted run of a full set has left. */
export interface InterruptedSet {
  readonly folder: string;
  readonly begin: Extract<JournalRecord, { type: 'begin' }>;
  /** The names of its shards, and how it was asked for. */
  readonly shards: readonly string[];
  readonly options: JournalOptions;
  /** When it went on after earlier interruptions. */
  readonly resumedAt: readonly string[];
  /** By shard, oldest first. */
  readonly snapshots: ReadonlyMap<string, readonly EarlierSnapshot[]>;
  /** Closed volumes that are there with the size they were written with. */
  readonly volumes: readonly Volume[];
  /** The highest number that a volume of a shard has, by the encoded name of the shard. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Bytes of the journal's whole lines; a line that was being written when the run ended does not count. */
  readonly journalBytes: number;
}

/** `s0.0001.zip`, and `.partial` behind it while it is written. */
export const VOLUME_NAME = /^(.+)\.(\d{4,})\.zip(\.partial)?$/;

/** Reads what an interrupted run has left of a full set; throws why it cannot be finished. */
export async function readInterrupted({ id, folder }: SetPlace): Promise<InterruptedSet> {
  const { records, bytes } = await readJournal(id, folder);
  const [begin] = records;
  const where = { where: { file: placeIn(folder, JOURNAL_FILE) } };
  if (begin?.type !== 'begin' || begin.id !== id) throw fail('journal-damaged', { id, line: 1 }, where);
  if ((begin.kind ?? 'full') !== 'full' || !id.includes('-full-')) throw fail('resume-not-full', { id }, where);
  const { shards, options } = begin;
  if (!shards || !options) throw fail('journal-older', { id }, where);
  const receipts = records.flatMap((record) => (record.type === 'volume' ? [record.volume] : []));
  const entries = await entriesOf(folder, receipts);
  return {
    folder,
    begin,
    shards,
    options,
    resumedAt: records.flatMap((record) => (record.type === 'resume' ? [record.at] : [])),
    snapshots: new Map(shards.map((shard) => [shard, snapshotsOf(shard, records, entries)])),
    volumes: receipts.filter(({ file }) => entries.has(file)),
    numbers: await numbersOf(folder),
    journalBytes: bytes,
  };
}

async function readJournal(id: string, folder: string): Promise<{ records: JournalRecord[]; bytes: number }> {
  const path = placeIn(folder, JOURNAL_FILE);
  const file = await readWhole(storeAt(folder), JOURNAL_FILE, FILE_LIMITS.journal).catch((error) => {
    throw isAbsent(error) ? fail('journal-missing', { id }, { where: { file: folder } }) : error;
  });
  const bytes = file.lastIndexOf('\n') + 1;
  const lines = file.toString('utf8', 0, bytes).split('\n').slice(0, -1);
  const records = lines.map((line, i) => {
    try {
      return JournalRecord.parse(JSON.parse(line));
    } catch (cause) {
      throw fail('journal-damaged', { id, line: i + 1 }, { where: { file: path }, cause });
    }
  });
  return { records, bytes };
}

/** Names and sizes of the entries of every volume that is as it was receipted; its bytes are not read again. */
async function entriesOf(
  folder: string,
  receipts: readonly Volume[],
): Promise<Map<string, ReadonlyMap<string, { readonly size: number }>>> {
  const found = new Map<string, ReadonlyMap<string, { readonly size: number }>>();
  const store = storeAt(folder);
  for (const { file, bytes } of receipts) {
    const stat = await store.stat(file).catch(() => undefined);
    if (stat?.bytes !== bytes) continue;
    const volume = await openVolume(placeIn(folder, file)).catch(() => undefined);
    if (!volume) continue;
    found.set(file, volume.entries);
    await volume.close();
  }
  return found;
}

/** The snapshots of a shard, each with the tables that were read in it; of a table that was read twice the later counts. */
function snapshotsOf(
  shard: string,
  records: readonly JournalRecord[],
  entries: ReadonlyMap<string, ReadonlyMap<string, { readonly size: number }>>,
): EarlierSnapshot[] {
  const snapshots: { snapshot: Snapshot; server: JournalServer; tables: Map<string, EarlierTable> }[] = [];
  for (const record of records) {
    if (record.type === 'snapshot' && record.shard === shard && record.server)
      snapshots.push({ snapshot: record.snapshot, server: record.server, tables: new Map() });
    if (record.type !== 'table' || record.shard !== shard || !record.version || !isWhole(record.table, entries))
      continue;
    const key = JSON.stringify([record.table.schema, record.table.name]);
    for (const { tables } of snapshots) tables.delete(key);
    snapshots.at(-1)?.tables.set(key, { table: record.table, version: record.version });
  }
  return snapshots.map(({ tables, ...rest }) => ({ ...rest, tables: [...tables.values()] }));
}

/** All parts of all chunks, and their indexes, are in closed volumes. */
function isWhole(
  { chunks }: Table,
  entries: ReadonlyMap<string, ReadonlyMap<string, { readonly size: number }>>,
): boolean {
  return chunks.every(({ parts }) =>
    parts.every(({ place, storedBytes }) => {
      const volume = entries.get(place.volume);
      return volume?.get(place.entry)?.size === storedBytes && volume.has(`${place.entry}.idx`);
    }),
  );
}

async function numbersOf(folder: string): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (const { name } of await storeAt(folder).list('')) {
    const [, prefix, number] = VOLUME_NAME.exec(name) ?? [];
    if (prefix !== undefined) numbers.set(prefix, Math.max(numbers.get(prefix) ?? 0, Number(number)));
  }
  return numbers;
}
