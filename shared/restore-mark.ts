import { z } from 'zod';
import { BinlogPosition, ShardCut } from './binlog-range.ts';
import { Cut, FORMATS } from './manifest.ts';
import { instant } from './manifest-basics.ts';

/** Where one shard's log is at a mark. */
export const MarkShard = z.object({
  name: z.string(),
  flavour: z.enum(['mariadb', 'mysql']),
  uuid: z.string().nullable(),
  /** Everything up to here belongs to the mark; with `until` less of it. */
  position: BinlogPosition,
  /** MySQL: the transactions that were committed at or before this instant of the server's own clock. */
  until: instant.nullable(),
  /** With `until`: what begins in front of this place belongs to the mark whatever its time says. Absent in older marks. */
  sure: BinlogPosition.exactOptional(),
  cut: ShardCut,
});
export type MarkShard = z.infer<typeof MarkShard>;

/** `<destination>/<cluster>/marks/<instant>-<name>.json`: an instant of all shards to which a restore can go exactly. */
export const RestoreMark = z.object({
  format: z.literal('shardkeep-mark'),
  major: z.literal(FORMATS.usual.major),
  minor: z.int().nonnegative(),
  app: z.string(),
  name: z.string(),
  cluster: z.string(),
  cut: Cut.extend({ kind: z.literal('common') }),
  shards: z.array(MarkShard).min(1),
});
export type RestoreMark = z.infer<typeof RestoreMark>;
