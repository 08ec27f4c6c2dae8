import type { Exception, Warning } from '../../../shared/manifest.ts';
import type { Remark } from '../../../shared/set-facts.ts';
import { sayRemark, sayWhy } from '../../../shared/set-words.ts';
import type { SchemaException } from './schema-file.ts';

/** Something of the source that the set does not hold as it should. */
export interface SourceException extends SchemaException {
  readonly shard: string;
}

/** The exception as the manifest has it: with its reason in words, for readers without Shardkeep. */
export function writeException({ why, ...what }: SourceException): Exception {
  return { ...what, reason: sayWhy(why), why };
}

/** The remark as the manifest has it. */
export function writeRemark(remark: Remark): Warning {
  return { text: sayRemark(remark), remark };
}
