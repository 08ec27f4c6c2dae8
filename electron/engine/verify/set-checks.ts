import { hostname } from 'node:os';
import { z } from 'zod';
import type { ChainProofReport } from '../../../shared/chain-proof.ts';
import { jsonText } from '../../../shared/printable.ts';
import type { RestoreReport } from '../../../shared/restore-report.ts';
import {
  checkOfChain,
  checkOfReading,
  checksOfRestore,
  leftHalf,
  type RestoreRun,
  SetCheck,
} from '../../../shared/set-checks.ts';
import { openDestination } from '../archive/destination.ts';
import { findSet } from '../archive/set-folder.ts';
import { readChain } from '../chain/read-chain.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import { storeAt } from '../store/store-at.ts';
import { readWhole } from '../store/whole-files.ts';
import type { VerifyResult } from './verify-set.ts';

/** Beside the manifest; the dot keeps it out of what belongs to the set. */
export const CHECKS_FILE = '.checks.json';
/** Older looks say nothing that the newer ones do not. */
const KEPT = 50;

const ChecksFile = z.object({ format: z.literal('shardkeep-checks'), checks: z.array(z.unknown()) });

/** What was found out about a set since it was written, oldest first; nothing where none was or it cannot be read. */
export async function readChecks(folder: string): Promise<SetCheck[]> {
  try {
    const { checks } = ChecksFile.parse(
      JSON.parse((await readWhole(storeAt(folder), CHECKS_FILE, FILE_LIMITS.small)).toString('utf8')),
    );
    // A kind of look that this version does not know says nothing here.
    return checks.flatMap((one) => {
      const check = SetCheck.safeParse(one);
      return check.success ? [check.data] : [];
    });
  } catch {
    return [];
  }
}

/** Keeps what a verification found beside the set. */
export async function recordReading(folder: string, result: Pick<VerifyResult, 'damage' | 'tables'>): Promise<void> {
  await record(folder, [checkOfReading(now(), result)]);
}

/** Keeps beside the set what a restore proved of it, with the share that this is. */
export async function recordRestore(destination: string, report: RestoreReport): Promise<void> {
  try {
    const { folder } = await openDestination(destination);
    const set = await findSet(folder, report.id);
    const [full] = await readChain(folder, set);
    const tables = (full?.manifest ?? set.manifest).shards.flatMap((shard) => shard.tables);
    const of = { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    await record(set.folder, checksOfRestore(now(), report, of));
  } catch {
    // The destination has gone meanwhile; what was restored is no worse for it.
  }
}

/** Keeps beside every set of a chain behind its full one what its proof found, since each of their logs may be at fault. */
export async function recordChainProof(destination: string, report: ChainProofReport): Promise<void> {
  try {
    const { folder } = await openDestination(destination);
    const sets = await Promise.all(report.chain.slice(1).map((id) => findSet(folder, id)));
    for (const set of sets) await record(set.folder, checkOfChain(now(), report, set === sets.at(-1)));
  } catch {
    // The destination has gone meanwhile; what was proven is no worse for it.
  }
}

/** Never fails: a drive that nothing may be written to can be verified and restored from all the same. */
async function record(folder: string, checks: readonly SetCheck[]): Promise<void> {
  if (checks.length === 0) return;
  try {
    await write(folder, [...(await readChecks(folder)), ...checks]);
  } catch {
    // Then nothing is remembered, and nothing is claimed.
  }
}

/** The newest; and whatever is left half done, however long ago that was. */
async function write(folder: string, checks: readonly SetCheck[]): Promise<void> {
  const old = checks.slice(0, -KEPT).filter((one) => one.kind === 'run' && leftHalf(one));
  const kept = [...old, ...checks.slice(-KEPT)];
  await storeAt(folder).put(CHECKS_FILE, `${jsonText({ format: 'shardkeep-checks', checks: kept })}\n`);
}

/** When, and on which computer. */
export function now() {
  return { at: new Date().toISOString(), on: hostname() };
}

/** Writes down how a restore from this set stands, in the place of what was written of it before; throws where it cannot be. */
export async function writeRun(folder: string, run: RestoreRun): Promise<void> {
  const others = (await readChecks(folder)).filter((one) => one.kind !== 'run' || one.id !== run.id);
  await write(folder, [...others, run]);
}

/** Somebody said that what this restore left half done was undone. */
export async function settleRun(destination: string, set: string, id: string): Promise<void> {
  const { folder } = await openDestination(destination);
  const found = await findSet(folder, set);
  const run = (await readChecks(found.folder)).find((one): one is RestoreRun => one.kind === 'run' && one.id === id);
  if (run) await writeRun(found.folder, { ...run, ...now(), state: 'settled' });
}
