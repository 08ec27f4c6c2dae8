import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, JobSnapshot } from '../../shared/contract.ts';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import type { Status } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useClusterReach } from '../queries.ts';
import classes from './cluster-card.module.css';

interface ClusterShardsProps {
  readonly cluster: ClusterProfile;
  /** What runs on the cluster now. */
  readonly job: JobSnapshot | undefined;
}

/** More names than these are a list to read, not a glance; the glyphs alone still are. */
const NAMED = 12;
/** Names in a sentence. */
const LISTED = 3;

/** The shards of a cluster as glyphs with their state, and the same in one sentence. */
export function ClusterShards({ cluster, job }: ClusterShardsProps) {
  const { t } = useTranslation('overview');
  const { list, relative } = useFormat();
  const now = useNow();
  const reach = useClusterReach(cluster.id);
  const failed = new Set(reach.data?.filter(({ failure }) => failure !== undefined).map(({ name }) => name));
  const many = cluster.shards.length > NAMED;
  const stateOf = (name: string): Status => {
    const phase = job?.progress?.shards.find((shard) => shard.name === name)?.phase;
    if (phase !== undefined && phase !== 'done') return 'busy';
    if (reach.data === undefined) return 'off';
    return failed.has(name) ? 'attention' : 'ok';
  };
  const names = [...failed];
  const ago = relative(new Date(reach.dataUpdatedAt).toISOString(), Math.max(now, reach.dataUpdatedAt));
  const rest = names.length - LISTED;
  return (
    <div className={classes.shards}>
      <div className={classes.glyphs} data-many={many || undefined}>
        {cluster.shards.map(({ id, name }, index) => {
          const state = stateOf(name);
          return (
            <ShardGlyph
              key={id}
              name={name}
              index={index}
              state={state}
              stateWord={t(`shardState.${state}`)}
              bare={many}
              quiet={many && state === 'ok'}
            />
          );
        })}
      </div>
      <Text size="sm" c="dimmed">
        {reach.data === undefined
          ? reach.error
            ? t('reachUnknown')
            : t('reachAsking')
          : names.length === 0
            ? t('reachAll', { count: cluster.shards.length, ago })
            : t('reachNot', {
                count: names.length,
                ago,
                shards: list([...names.slice(0, LISTED), ...(rest > 0 ? [t('reachMore', { count: rest })] : [])]),
              })}
      </Text>
    </div>
  );
}
