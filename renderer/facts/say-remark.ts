import type { TFunction } from 'i18next';
import type { ChainBreak, Remark } from '../../shared/set-facts.ts';

/** What is said in words where a code alone does not do. */
interface RemarkParts {
  readonly chainBreak: (why: ChainBreak) => string;
  /** `a, b and 3 more` */
  readonly firstOf: (names: readonly string[], count: number) => string;
  readonly list: (names: readonly string[]) => string;
}

/** A remark on a set in the reader's language. */
export function sayRemarkIn(
  t: TFunction<['facts', 'restore']>,
  remark: Remark,
  { chainBreak, firstOf, list }: RemarkParts,
): string {
  switch (remark.code) {
    case 'no-snapshot':
    case 'computes-anew':
      return t(`remark.${remark.code}`, { shard: remark.shard, tables: firstOf(remark.tables, remark.count) });
    case 'no-chain':
      return t('remark.no-chain', { shard: remark.shard, reason: chainBreak(remark.why) });
    case 'resumed':
      return t('remark.resumed', { ...remark });
    case 'kept-instant':
      return t('remark.kept-instant', { shard: remark.shard, at: remark.at, reason: chainBreak(remark.why) });
    case 'read-anew':
      return t('remark.read-anew', { shard: remark.shard, tables: remark.tables, reason: chainBreak(remark.why) });
    case 'restarted':
      return t('remark.restarted', { shard: remark.shard, at: remark.at, count: remark.count });
    case 'partial-row-image':
      return t('remark.partial-row-image', { shard: remark.shard, image: remark.image });
    case 'log-passwords':
    case 'log-hashes':
    case 'log-without-accounts':
      return t(`remark.${remark.code}`, { shard: remark.shard, count: remark.count });
    case 'prepared-xa':
      return t('remark.prepared-xa', { shard: remark.shard, count: remark.count });
    case 'outside':
      return t('remark.outside', {
        shard: remark.shard,
        kind: t(`outside.${remark.kind}`),
        names: firstOf(remark.names, remark.count),
      });
    case 'outside-unseen':
      return t('remark.outside-unseen', {
        shard: remark.shard,
        kinds: list(remark.kinds.map((kind) => t(`outside.${kind}`))),
      });
    case 'replica':
      return t('remark.replica', {
        shard: remark.shard,
        from: remark.from || t('replicaState.someServer'),
        state: sayState(t, remark),
      });
    case 'no-common-cut':
      return t('remark.no-common-cut', { cause: remark.cause });
    case 'replicas-apart':
      return t('remark.replicas-apart', { names: list(remark.shards) });
    default:
      return t(`remark.${remark.code}`, {
        folder: '',
        shard: '',
        schema: '',
        table: '',
        set: '',
        file: '',
        server: '',
        user: '',
        accounts: 0,
        ...remark,
      });
  }
}

function sayState(
  t: TFunction<['facts', 'restore']>,
  { applies, behindSeconds }: Extract<Remark, { code: 'replica' }>,
): string {
  if (!applies) return t('replicaState.stopped');
  return behindSeconds === null ? t('replicaState.unknown') : t('replicaState.behind', { seconds: behindSeconds });
}
