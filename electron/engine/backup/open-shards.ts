import type { Cut, Method, Snapshot } from '../../../shared/manifest.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import type { ConnectedShard } from './connect-shards.ts';
import type { LockPatience } from './hold-writers.ts';
import { openSnapshotsHot } from './open-snapshots.ts';
import { openTogether } from './open-together.ts';
import { claimOwnInstants } from './replicas.ts';

/** A shard whose lanes all read one instant. */
export interface OpenedShard extends Omit<ConnectedShard, 'lanes'> {
  /** Lanes that hold the snapshot. */
  readonly lanes: readonly LaneHandle[];
  /** These and the ones that could not join it. */
  readonly allLanes: readonly LaneHandle[];
  readonly snapshot: Snapshot;
}

export interface OpenedShards {
  readonly shards: readonly OpenedShard[];
  readonly cut: Cut;
  /** Ends what a cold run still holds. */
  readonly unlock: () => Promise<void>;
}

/** Opens the snapshots of all shards: each for itself (hot), or all at one instant (warm, cold). */
export async function openShards(
  shards: readonly ConnectedShard[],
  method: Method,
  patience: LockPatience,
): Promise<OpenedShards> {
  switch (method) {
    case 'hot': {
      const opened = await Promise.all(
        shards.map(async (shard) => ({
          ...shard,
          allLanes: shard.lanes,
          ...(await openSnapshotsHot(shard, patience)),
        })),
      );
      return { shards: opened, cut: perShardCut(opened.map(({ snapshot }) => snapshot)), unlock: async () => {} };
    }
    case 'warm':
    case 'cold': {
      const { cut, snapshots, unlock } = await openTogether(shards, method, patience);
      claimOwnInstants(cut, shards);
      const opened = shards.flatMap((shard, i) => {
        const snapshot = snapshots[i];
        return snapshot ? [{ ...shard, allLanes: shard.lanes, snapshot }] : [];
      });
      return { shards: opened, cut, unlock };
    }
  }
}

/** The cut of shards that each have the instant of their own snapshot. */
export function perShardCut(snapshots: readonly Snapshot[]): Cut {
  const times = snapshots.map(({ takenAt }) => Date.parse(takenAt));
  const first = Math.min(...times);
  return { kind: 'per-shard', at: new Date(first).toISOString(), skewMs: Math.max(...times) - first };
}
