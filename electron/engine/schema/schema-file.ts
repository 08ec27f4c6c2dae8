import type { Exception, SchemaObject } from '../../../shared/manifest.ts';

/** One schema object as an entry of a set: SQL that the stock client can run, and what is inside it. */
export interface SchemaFile {
  readonly object: SchemaObject;
  readonly sql: Buffer;
}

/** Something of a schema that could not be read; the caller adds the shard. */
export type SchemaException = Omit<Exception, 'shard'>;
