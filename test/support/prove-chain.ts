import { setTimeout as pause } from 'node:timers/promises';
import { takeMark } from '../../electron/engine/backup/take-mark.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { RestorePoint } from '../../shared/restore-point.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { type Content, compareContent, contentOf } from './compare-servers.ts';
import { backUpLog } from './incremental.ts';
import { RANDOM_SCHEMAS } from './random-statements.ts';
import { RandomWorkload } from './random-workload.ts';
import { backUp, restore } from './round-trip.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import type { ServerHandle } from './server-handle.ts';

export interface ChainProofOptions {
  /** As many targets as servers; what they have in the schemas of the workload goes. */
  readonly servers: readonly ServerHandle[];
  readonly targets: readonly ServerHandle[];
  /** A folder for the sets. */
  readonly to: string;
  readonly seed: number;
  /** Sets behind the full one. */
  readonly sets: number;
  /** Marks that are restored, besides the chain's end. */
  readonly restores: number;
  /** At most, in front of each set. */
  readonly marks: number;
}

export interface ChainProof {
  /** Kind and method of each set. */
  readonly chain: readonly string[];
  readonly marks: number;
  /** Points that were restored and compared. */
  readonly restored: readonly string[];
  readonly counts: RandomWorkload['counts'];
  /** In words; empty when everything restored was what the servers had had. */
  readonly problems: readonly string[];
}

/** A moment at which nobody wrote, and what the stock programs said of every shard. */
interface Reference {
  readonly name: string;
  readonly contents: readonly Content[];
}

/**
 * Takes a full set and others behind it while random transactions and changes of definitions run on all shards, marks
 * moments between them at which the writers rest, and restores some of these and the end of the chain to the targets.
 */
export async function proveChain(options: ChainProofOptions): Promise<ChainProof> {
  const { servers, to, seed } = options;
  const random = seededRandom(seed);
  const shards = servers.map((server, i) => server.shard(`s${i}`, { schemas: [...RANDOM_SCHEMAS] }));
  const workload = new RandomWorkload();
  const chain: WrittenSet[] = [];
  const marks: Reference[] = [];
  await workload.start(servers, seed);
  try {
    await pause(200);
    chain.push(await backUp(shards, { to, method: random.pick(['hot', 'warm', 'cold']) }));
    await workload.pause();
    workload.mode = 'all';
    workload.resume();
    for (let left = options.sets; left > 0; left--) {
      for (let more = 1 + random.below(options.marks); more > 0; more--) {
        await pause(200 + random.below(500));
        await workload.pause();
        const name = `mark ${marks.length}`;
        const marked = takeMark({ cluster: { name: 'test', shards }, to, name });
        marks.push({ name, contents: await readContents(servers, marked) });
        workload.resume();
      }
      await pause(random.below(300));
      if (left === 1) await workload.pause();
      // Two sets of different kinds lead to a different choice of sets for the same point.
      const kind = random.chance(left === 2 ? 80 : 35) ? 'differential' : 'incremental';
      chain.push(await backUpLog(shards, to, { kind, method: random.pick(['hot', 'warm']) }));
    }
    const end = { name: 'the end', contents: await readContents(servers) };
    await workload.stop();
    const chosen = choose(random, marks, options.restores);
    const problems = chain.flatMap(({ manifest }) => manifest.exceptions.map(({ reason }) => `in the set: ${reason}`));
    for (const reference of [...chosen, end]) problems.push(...(await checkRestore(options, chain, reference)));
    return {
      chain: chain.map(({ manifest: { kind, method } }) => `${kind} ${method}`),
      marks: marks.length,
      restored: [...chosen, end].map(({ name }) => name),
      counts: workload.counts,
      problems,
    };
  } finally {
    await workload.stop().catch(() => {}); // its own failure has been told
  }
}

async function readContents(servers: readonly ServerHandle[], before?: Promise<unknown>): Promise<Content[]> {
  await before;
  const contents = await Promise.all(servers.map((server) => contentOf(server, RANDOM_SCHEMAS)));
  const comparable = (text: string) => withoutTriggersSchema(withoutDefaultCollation(text));
  return contents.map((content) => new Map([...content].map(([key, text]) => [key, comparable(text)])));
}

/**
 * A column that CREATE … SELECT makes in MySQL has its charset's default collation. SHOW CREATE TABLE names that on the
 * target, where it came out of the log's text, and not on the source.
 */
function withoutDefaultCollation(text: string): string {
  return text.replaceAll('CHARACTER SET latin1 COLLATE latin1_swedish_ci', 'CHARACTER SET latin1');
}

/**
 * MariaDB writes a trigger's table anew, without its schema, when a RENAME TABLE moves it there and back: one that it
 * refuses for another table of the statement too, which is in no log.
 */
function withoutTriggersSchema(text: string): string {
  return text.replaceAll(/( TRIGGER \S+ AFTER INSERT ON )(?:\w+\.(\w+)|`(\w+)`)/g, '$1$2$3');
}

function choose<T>(random: Random, list: readonly T[], count: number): T[] {
  const left = [...list];
  while (left.length > count) left.splice(random.below(left.length), 1);
  return left;
}

async function checkRestore(
  { targets }: ChainProofOptions,
  chain: readonly WrittenSet[],
  { name, contents }: Reference,
): Promise<string[]> {
  const last = chain.at(-1);
  if (!last) return ['no set'];
  for (const target of targets)
    await target.client(RANDOM_SCHEMAS.map((schema) => `DROP DATABASE IF EXISTS ${schema};`).join(' '));
  const point: RestorePoint | undefined = name === 'the end' ? undefined : { kind: 'mark', name };
  const report = await restore(
    last,
    targets.map((target, i) => target.shard(`s${i}`)),
    point ? { id: undefined, point } : {},
  );
  // Undecided on the source too, where nobody sees it; here it would keep whoever compares waiting.
  for (const [i, { prepared }] of report.rolled.entries())
    for (const { xid } of prepared) await targets[i]?.client(`XA ROLLBACK ${xid}`);
  const found = await readContents(targets);
  const differences = found.flatMap((content, i) => compareContent(contents[i] ?? new Map(), content));
  return [...faultsOf(report), ...differences].map((words) => `${name}: ${words}`);
}

/** What a restore says that is not whole. */
function faultsOf({ quality, warnings, exceptions, rolled }: RestoreReport): string[] {
  // MariaDB forgets a number by which an UPDATE moves a row to another partition, and no restore can set that.
  const others = exceptions.filter(({ why }) => why.code !== 'counter-raised');
  const isWhole = quality?.value === 1 || (others.length === 0 && exceptions.length > 0);
  return [
    ...(isWhole ? [] : [`quality ${quality?.value}`]),
    ...[...warnings, ...others].map((one) => JSON.stringify(one)),
    ...rolled.flatMap(({ shard, stopped, leftOut, prepared }) => [
      ...(stopped ? [`${shard} stopped: ${stopped.cause}`] : []),
      ...leftOut.map(({ text }) => `${shard} left out: ${text}`),
      ...prepared.filter(({ why }) => why.code !== 'undecided').map((one) => `${shard} has ${JSON.stringify(one)}`),
    ]),
  ];
}
