import type { ExceptionKind, SchemaObject } from '../../../shared/manifest.ts';
import type { Why } from '../../../shared/set-facts.ts';

/** One schema object as an entry of a set: SQL that the stock client can run, and what is inside it. */
export interface SchemaFile {
  readonly object: SchemaObject;
  readonly sql: Buffer;
}

/** Something of a schema that could not be read; the caller adds the shard. */
export interface SchemaException {
  readonly schema: string;
  readonly object: string;
  readonly kind: ExceptionKind;
  readonly why: Why;
}
