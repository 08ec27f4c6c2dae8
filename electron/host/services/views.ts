import type { Cluster } from '../../../shared/cluster.ts';
import type { ClusterView, ShardCheck } from '../../../shared/contract.ts';
import type { Drift, MemberName } from '../../engine/cluster/find-drift.ts';
import { inspectCluster, type ShardInspection } from '../../engine/cluster/inspect-cluster.ts';
import { orderMissing } from './test-shard.ts';

/** Members named per odd definition; a drifted family of a thousand tables must not fill the page. */
const NAMED_MEMBERS = 8;
/** A server that accepts and then says nothing must not keep a page waiting for ever. */
const DEADLINE_MS = 60_000;

type LogicalTableView = ClusterView['logicalTables'][number];

/** Looks at all shards of a cluster at once. A shard that fails is shown as failed. */
export async function viewCluster(cluster: Cluster, shardIds: ReadonlyMap<string, string>): Promise<ClusterView> {
  const began = performance.now();
  const inspection = await inspectCluster(cluster, { signal: AbortSignal.timeout(DEADLINE_MS) });
  const milliseconds = performance.now() - began;
  return {
    shards: inspection.shards.map((shard) => ({
      id: shardIds.get(shard.name) ?? shard.name,
      name: shard.name,
      check: toCheck(shard, milliseconds),
    })),
    logicalTables: inspection.logicalTables.map(({ label, shards, members, rows, bytes, drift }) => ({
      label,
      shards: [...shards],
      tables: members.length,
      rows,
      bytes,
      drift: drift ? nameDrift(drift) : [],
    })),
    bytes: inspection.totals.bytes,
    seconds: inspection.estimate.fullSeconds,
  };
}

function toCheck(shard: ShardInspection, milliseconds: number): ShardCheck {
  if (shard.state === 'failed') return { state: 'failed', failure: shard.failure };
  return {
    state: 'ok',
    flavour: shard.info.flavour,
    version: shard.info.version,
    line: shard.line,
    milliseconds,
    schemas: shard.schemas.map(({ name, tables, rows, bytes }) => ({ name, tables, rows, bytes })),
    missing: orderMissing(shard.privileges.backup),
    unmatched: shard.unmatched,
  };
}

function nameDrift({ odd }: Drift): LogicalTableView['drift'] {
  return odd.map(({ members, differences }) => ({
    names: members.slice(0, NAMED_MEMBERS).map(memberName),
    count: members.length,
    differences: [...differences],
  }));
}

function memberName({ shard, schema, table }: MemberName): string {
  return `${shard} ${schema}.${table}`;
}
