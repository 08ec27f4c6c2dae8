import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import { type ShardStanding, statusOfShard } from '../../shared/shard-standing.ts';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';

/** A shard's state in a word or two, the same wherever it is shown. */
export function useShardWords(): (standing: ShardStanding) => string {
  const { t } = useTranslation('clusters');
  return ({ state }) => t(`shardState.${state}`);
}

/** What there is to say of a shard's state beside the word: what is wrong, and when it was found. */
export function useShardMore(): (standing: ShardStanding) => string {
  const { t } = useTranslation('clusters');
  const { list, relative } = useFormat();
  const now = useNow();
  return (standing) => {
    switch (standing.state) {
      case 'unknown':
      case 'busy':
        return '';
      case 'lost':
        return t('shardMore.lost', { ago: relative(standing.at, now) });
      case 'unmatched':
        return t('unmatched', { globs: list(standing.globs) });
      case 'offline':
      case 'refused':
      case 'unusable':
      case 'open':
      case 'online':
        return t('shardMore.asked', { ago: relative(standing.at, now) });
      default:
        return assertNever(standing);
    }
  };
}

/** The state of a shard as icon and word; how that is known is told on hover. */
export function ShardStateWord({ standing }: { readonly standing: ShardStanding }) {
  const words = useShardWords();
  const more = useShardMore();
  return (
    <span title={more(standing)}>
      <StatusWord status={statusOfShard(standing)} size="sm">
        {words(standing)}
      </StatusWord>
    </span>
  );
}
