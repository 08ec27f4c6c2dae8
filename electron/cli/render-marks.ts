import type { RestoreMark } from '../../shared/restore-mark.ts';
import type { FoundMark } from '../engine/archive/marks.ts';
import type { WrittenMark } from '../engine/backup/take-mark.ts';
import type { Chain } from '../engine/chain/group-chains.ts';
import type { Documents } from './documents.ts';

/** The JSON document of `mark`. */
export function markDocument({ file, mark }: WrittenMark): Documents['mark'] {
  const { name, cluster, cut, shards } = mark;
  return { name, cluster, path: file, cut, shards };
}

export function renderMark({ mark, file }: WrittenMark): string {
  const { cut, name } = mark;
  const held = cut.lockedMs === undefined ? 'no lock was held' : `commits were held for ${cut.lockedMs.toFixed(1)} ms`;
  return [
    `Marked ${cut.at} on ${mark.shards.length === 1 ? '1 shard' : `${mark.shards.length} shards`} as "${name}"; they are apart by at most ${cut.skewMs.toFixed(1)} ms, ${held}.`,
    `  ${file}`,
    `A restore can go there with --at "${name}" as soon as an incremental backup has been taken.`,
  ].join('\n');
}

/** The marks of a destination for `list --json`; `restorable` where the logs of a chain reach it. */
export function describeMarks(marks: readonly FoundMark[], chains: readonly Chain[]) {
  const isReached = ({ cluster, cut }: RestoreMark) =>
    chains.some((chain) => chain.cluster === cluster && chain.window.from <= cut.at && cut.at <= chain.window.to);
  return marks.map((one) => {
    if (one.state === 'unreadable') return { path: one.file, state: one.state, failure: one.failure };
    const { name, cluster, cut } = one.mark;
    return {
      path: one.file,
      state: one.state,
      name,
      cluster,
      at: cut.at,
      skewMs: cut.skewMs,
      restorable: isReached(one.mark),
    };
  });
}

export function markLines(marks: readonly FoundMark[], chains: readonly Chain[]): string[] {
  const lines = describeMarks(marks, chains).map((one) =>
    one.state === 'unreadable'
      ? `${one.path} is a mark that cannot be read: ${one.failure.message}`
      : `mark "${one.name}" of ${one.cluster} at ${one.at}${one.restorable ? '' : ': no set reaches it yet'}`,
  );
  return lines.length === 0 ? [] : ['', ...lines];
}
