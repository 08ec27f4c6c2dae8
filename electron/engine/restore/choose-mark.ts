import type { RestoreMark } from '../../../shared/restore-mark.ts';
import { findMarks } from '../archive/marks.ts';
import type { ReadableSet } from '../archive/set-folder.ts';
import { microsOf } from '../binlog/instant-of.ts';
import { EngineError, fail } from '../engine-error.ts';
import { comparePositions } from '../replay/log-position.ts';
import type { StopRule } from '../replay/replay-options.ts';
import type { RollEnd } from './roll-end.ts';

/** The sets that reach a mark, and where each shard ends: exactly where it was when the mark was taken. */
export async function chooseMark(
  destination: string,
  cluster: string,
  name: string,
  chainFor: (at: string) => Promise<ReadableSet[]>,
): Promise<{ readonly chain: ReadableSet[]; readonly end: RollEnd }> {
  const mark = await findMark(destination, cluster, name);
  const { at } = mark.cut;
  const chain = await chainFor(at).catch((error) => {
    const values = error instanceof EngineError ? error.failure.fact?.values : undefined;
    throw values?.windows === undefined
      ? error
      : fail('mark-not-covered', { name, at, windows: String(values.windows) }, { where: { file: destination } });
  });
  for (const shard of chain[0]?.manifest.shards ?? []) refuseOutside(chain, shard.name, mark);
  const stops = mark.shards.map(({ name: shard, position, until, sure }): [string, StopRule] => [
    shard,
    until === null ? { kind: 'position', ...position } : { kind: 'time', micros: microsOf(until), sure },
  ]);
  return { chain, end: { at, stops: new Map(stops) } };
}

async function findMark(destination: string, cluster: string, name: string): Promise<RestoreMark> {
  const found = await findMarks(destination);
  const marks = found.flatMap((one) => (one.state === 'readable' ? [one.mark] : []));
  const own = marks.filter((mark) => mark.cluster === cluster);
  const among = own.length > 0 ? own : marks;
  const [mark, another] = among.filter((one) => one.name === name);
  const where = { where: { file: destination } };
  if (mark && another) throw fail('mark-ambiguous', { name, clusters: `${mark.cluster}, ${another.cluster}` }, where);
  if (mark) return mark;
  const names = among.slice(-NAMED).map((one) => `${one.name} (${one.cut.at})`);
  throw fail('no-such-mark', { folder: destination, name, marks: names.join('; ') || '–' }, where);
}

/** As many marks as a message bears. */
const NAMED = 10;

/** The clock said that the chain reaches the mark; so must the logs' own positions, and they must be the same server's. */
function refuseOutside(chain: readonly ReadableSet[], shard: string, { name, cut, shards }: RestoreMark): void {
  const marked = shards.find((one) => one.name === shard);
  const held = chain.map(({ manifest }) => manifest.shards.find((one) => one.name === shard));
  const [begin, end] = [held[0]?.binlog?.to, held.at(-1)?.binlog?.to];
  const sameServer = marked?.uuid === held.at(-1)?.uuid;
  // Of MySQL the position was read after the instant, and the log goes up to the instant only.
  const reached =
    marked &&
    begin &&
    end &&
    comparePositions(marked.until === null ? marked.position : (marked.sure ?? begin), end) <= 0;
  if (reached && sameServer && comparePositions(begin, marked.position) <= 0) return;
  throw fail('mark-off-chain', { name, at: cut.at, shard, set: chain.at(-1)?.id ?? '' }, { where: { shard } });
}
