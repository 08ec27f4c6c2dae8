import { join } from 'node:path';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { RestoreOptions } from '../../electron/engine/restore/restore-options.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { backUpLog } from './incremental.ts';
import { backUp, restore, stockDump, temporaryFolder } from './round-trip.ts';
import type { ServerHandle } from './server-handle.ts';

export interface ChainCase {
  /** All that the case makes, also what comes with the log. */
  readonly schemas: readonly string[];
  /** SQL in front of the full set, and between it and the incremental one. */
  readonly before: string;
  readonly after: string | Buffer;
  /** What is done to the target in front of the restore. */
  readonly onTarget?: string;
  /** What is done to both in front of the stock dumps, which keep to limits that Shardkeep lifts. */
  readonly beforeDump?: string;
  readonly options?: Partial<RestoreOptions>;
}

export interface ChainOutcome {
  readonly set: WrittenSet;
  /** What a look beforehand says. */
  readonly look: RestoreReport;
  readonly report: RestoreReport;
  /** What the stock dump makes of source and target. */
  readonly source: string;
  readonly target: string;
}

/** Takes a full and an incremental set around what is written, and restores both to another server, on which the schemas are new. */
export async function runChain(source: ServerHandle, target: ServerHandle, chain: ChainCase): Promise<ChainOutcome> {
  const { schemas, before, after, onTarget, beforeDump, options } = chain;
  const drop = schemas.map((schema) => `DROP DATABASE IF EXISTS \`${schema}\``).join('; ');
  await source.client(`${drop}; ${before}`);
  await target.client(`${drop}; ${onTarget ?? ''}`);
  const to = join(temporaryFolder(), 'destination');
  const shards = [source.shard('s0', { schemas: [...schemas] })];
  await backUp(shards, { to });
  await source.client(after);
  const set = await backUpLog(shards, to);
  const look = await restore(set, [target.shard('s0')], { ...options, dryRun: true });
  const report = await restore(set, [target.shard('s0')], options);
  if (beforeDump !== undefined) await Promise.all([source, target].map((server) => server.client(beforeDump)));
  return {
    set,
    look,
    report,
    source: await stockDump(source, ...schemas),
    target: await stockDump(target, ...schemas),
  };
}

/** Why a restore's logs did not come as far as they should; empty where they did. */
export function stops({ rolled }: RestoreReport): string[] {
  return rolled.flatMap(({ stopped }) => (stopped ? [stopped.cause] : []));
}
