import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile } from '../../shared/contract.ts';
import { isOut, type ShardStanding, statusOfShard } from '../../shared/shard-standing.ts';
import { useShardMore, useShardWords } from '../clusters/shard-state-word.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import { useClusterReach } from '../queries.ts';
import classes from './cluster-card.module.css';

interface ClusterShardsProps {
  readonly cluster: ClusterProfile;
  readonly standings: ReadonlyMap<string, ShardStanding>;
}

/** More names than these are a list to read, not a glance; the glyphs alone still are. */
const NAMED = 12;
/** Names in a sentence. */
const LISTED = 3;

/** The shards of a cluster as glyphs with their state, and the same in one sentence. */
export function ClusterShards({ cluster, standings }: ClusterShardsProps) {
  const { t } = useTranslation('overview');
  const { list, relative } = useFormat();
  const words = useShardWords();
  const more = useShardMore();
  const now = useNow();
  const reach = useClusterReach(cluster.id);
  const many = cluster.shards.length > NAMED;
  const namesIn = (...states: readonly ShardStanding['state'][]) =>
    [...standings].flatMap(([name, { state }]) => (states.includes(state) ? [name] : []));
  const someOf = (names: readonly string[]) => {
    const rest = names.length - LISTED;
    return list([...names.slice(0, LISTED), ...(rest > 0 ? [t('reachMore', { count: rest })] : [])]);
  };
  const sentence = () => {
    const ages = [...standings.values()].flatMap((standing) => ('at' in standing ? [standing.at] : []));
    const oldest = ages.toSorted()[0];
    const ago = oldest === undefined ? '' : relative(oldest, now);
    const out = [...standings].flatMap(([name, standing]) => (isOut(standing) ? [name] : []));
    const values = { count: out.length, ago, shards: someOf(out) };
    if (out.length > 0 && namesIn('lost').length === out.length) {
      const at = ages.toSorted().at(-1) ?? '';
      return t('lostNot', { ...values, ago: relative(at, now) });
    }
    if (out.length > 0) return t(namesIn('offline', 'lost').length === out.length ? 'reachNot' : 'outNot', values);
    const unmatched = namesIn('unmatched');
    if (unmatched.length > 0) return t('unmatched', { count: unmatched.length, shards: someOf(unmatched) });
    if (namesIn('unknown').length > 0) return t(reach.error ? 'reachUnknown' : 'reachAsking');
    return oldest === undefined ? '' : t('reachAll', { count: cluster.shards.length, ago });
  };
  return (
    <div className={classes.shards}>
      <div className={classes.glyphs} data-many={many || undefined}>
        {cluster.shards.map(({ id, name }, index) => {
          const standing = standings.get(name) ?? { state: 'unknown' };
          const state = statusOfShard(standing);
          return (
            <ShardGlyph
              key={id}
              name={name}
              index={index}
              state={state}
              stateWord={[words(standing), more(standing)].filter(Boolean).join('. ')}
              bare={many}
              quiet={many && state === 'ok'}
            />
          );
        })}
      </div>
      <Text size="sm" c="dimmed">
        {sentence()}
      </Text>
    </div>
  );
}
