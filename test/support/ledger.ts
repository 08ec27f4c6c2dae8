import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { runIncremental } from '../../electron/engine/backup/run-incremental.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { Cut, ManifestShard, Method } from '../../shared/manifest.ts';
import { runProgram } from './run-program.ts';
import type { ServerHandle } from './server-handle.ts';
import { unpackRows, unpackSegment } from './unpack.ts';

/** What the thread of the writers is told. */
export interface LedgerWork {
  readonly shards: readonly Shard[];
  readonly writers: number;
}

export interface Ledger {
  /** Lets the writers finish and returns how many transactions they committed per second. */
  stop(): Promise<number>;
}

/** The number of each writer on one shard. */
type Numbers = ReadonlyMap<number, number>;

/** A cut of a set, compared with what the writers can have done up to any one instant. */
export interface CheckedCut {
  /** `mark`: the cut alone. */
  readonly kind: 'full' | 'incremental' | 'mark';
  readonly cut: Cut;
  /** The longest that a shard was held up, in milliseconds. */
  readonly lockMs: number;
  /** Of the stored log, over all shards. */
  readonly transactions: number;
  /** Effects without their causes: numbers that a shard has and the one before it does not. */
  readonly violations: readonly string[];
  /** Transactions that are missing from the stored log, or in it twice. */
  readonly gaps: readonly string[];
}

/** Creates the ledger of every shard, a row per writer, anew. */
export async function createLedger(servers: readonly ServerHandle[], writers: number): Promise<void> {
  const rows = Array.from({ length: writers }, (_, writer) => `(${writer}, 0)`).join(', ');
  for (const server of servers)
    await server.client(`DROP DATABASE IF EXISTS shop; CREATE DATABASE shop;
      CREATE TABLE shop.ledger (writer INT PRIMARY KEY, n INT NOT NULL); INSERT INTO shop.ledger VALUES ${rows}`);
}

/**
 * Writers that count on shard after shard, as fast as they can. A number is committed on the first shard before its
 * statement on the second one begins, and so on round the shards: at any instant no shard is ahead of the one before it,
 * and the last one is at most the number under way behind the first.
 */
export async function startLedger(work: LedgerWork): Promise<Ledger> {
  const worker = new Worker(new URL('./ledger-writer.ts', import.meta.url), { workerData: work });
  await once(worker, 'message');
  const began = performance.now();
  return {
    stop: async () => {
      // Both may come at once: whoever begins to wait for the exit after the message may wait for ever.
      const [counted, exited] = [once(worker, 'message'), once(worker, 'exit')];
      worker.postMessage('stop');
      const [commits] = await counted;
      const seconds = (performance.now() - began) / 1000;
      await exited;
      return Number(commits) / seconds;
    },
  };
}

export interface TakeCuts {
  readonly shards: readonly Shard[];
  readonly method: Method;
  /** A folder of its own, which goes again. */
  readonly to: string;
  /** The stock program that reads binary logs. */
  readonly tool: string;
  /** Incremental sets behind the full one. */
  readonly sets: number;
}

/** Takes a full set and incremental ones behind it and checks the cut of each from its rows and its stored log. */
export async function takeCuts({ shards, method, to, tool, sets }: TakeCuts): Promise<CheckedCut[]> {
  const options = { cluster: { name: 'test', shards }, to, method, compression: 'fast', volumeBytes: 1 << 30 } as const;
  const checked: CheckedCut[] = [];
  try {
    let numbers: readonly Numbers[] | undefined;
    for (let i = 0; i <= sets; i++) {
      const set = await (i === 0
        ? runBackup({ ...options, lanesPerShard: 2 })
        : runIncremental({ ...options, kind: 'incremental' }));
      const gaps: string[] = [];
      const before = numbers;
      numbers = await Promise.all(
        set.manifest.shards.map((shard, at) => numbersAt(set, shard, before?.[at], tool, gaps)),
      );
      checked.push({ ...aboutCut(set), gaps, violations: findViolations(numbers) });
    }
    return checked;
  } finally {
    await rm(to, { recursive: true, force: true });
  }
}

function aboutCut({ manifest: { kind, cut, shards } }: WrittenSet) {
  const segments = shards.flatMap((shard) => shard.binlog?.segments ?? []);
  return {
    kind: kind === 'full' ? ('full' as const) : ('incremental' as const),
    cut,
    lockMs: Math.max(cut.lockedMs ?? 0, ...shards.map(({ snapshot }) => snapshot?.lockMs ?? 0)),
    transactions: segments.reduce((sum, segment) => sum + segment.transactions, 0),
  };
}

/** What a restore to the set's cut would bring a shard to: its rows, or what was there before, and the stored log. */
async function numbersAt(
  set: WrittenSet,
  shard: ManifestShard,
  before: Numbers | undefined,
  tool: string,
  gaps: string[],
): Promise<Numbers> {
  const numbers = new Map(before);
  for (const table of shard.tables)
    for (const line of (await unpackRows(set.folder, table)).split('\n').filter(Boolean)) {
      const [writer, n] = line.split('\t').map(Number);
      numbers.set(writer ?? Number.NaN, n ?? Number.NaN);
    }
  for (const segment of shard.binlog?.segments ?? []) {
    const file = join(set.folder, `${shard.name}.binlog`);
    await writeFile(file, await unpackSegment(set.folder, segment));
    const text = await runProgram(tool, ['--no-defaults', '--base64-output=DECODE-ROWS', '-v', file]);
    await rm(file);
    for (const [, writer, old, , next] of text.matchAll(UPDATE)) {
      const was = numbers.get(Number(writer));
      if (was !== Number(old)) gaps.push(`${shard.name}, writer ${writer}: ${old} becomes ${next} where ${was} is`);
      numbers.set(Number(writer), Number(next));
    }
  }
  return numbers;
}

/** A row of an update as the stock program writes it: writer and number, before and after. */
const UPDATE = /^### WHERE\n### {3}@1=(\d+)\n### {3}@2=(\d+)\n### SET\n### {3}@1=(\d+)\n### {3}@2=(\d+)$/gm;

/** Writers whose numbers are ahead of what the shard before has, or too far behind. */
export function findViolations(shards: readonly Numbers[]): string[] {
  const found: string[] = [];
  for (const writer of shards[0]?.keys() ?? []) {
    const numbers = shards.map((numbersOf) => numbersOf.get(writer) ?? Number.NaN);
    const [first = 0] = numbers;
    const inOrder = numbers.every((n, i) => n <= (numbers[i - 1] ?? n));
    if (!inOrder || !(first - (numbers.at(-1) ?? 0) <= 1)) found.push(`writer ${writer} is at ${numbers.join(', ')}`);
  }
  return found;
}
