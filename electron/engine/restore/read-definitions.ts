import type { SchemaObject } from '../../../shared/manifest.ts';
import { showNullableCounter } from '../schema/counters.ts';
import { withExactLiterals } from '../schema/exact-literals.ts';
import { lowerName } from '../schema/lower-name.ts';
import { readSchemaObjects } from '../schema/read-schema.ts';
import type { TargetState } from './preflight.ts';
import type { ReadObject } from './read-objects.ts';

/** An object as a set or a target has it. */
export interface Definition {
  readonly object: SchemaObject;
  readonly statement: Buffer;
  readonly state: Buffer | undefined;
}

/** What stands for an object of a target whose names may be folded: `keyOf`. */
export type KeyOf = (kind: string, schema: string, name: string) => string;

/** One object's key; such a server keeps names in small letters, so that letters of one case count as those of the other. */
export function keysOf({ info }: Pick<TargetState, 'info'>): KeyOf {
  return (...parts) => {
    const key = JSON.stringify(parts);
    return info.lowerCaseTableNames > 0 ? lowerName(key) : key;
  };
}

/**
 * Reads the definitions of a restore's schemas on the target by the code that read them on the source, by their keys;
 * `unread`: keys of those that are there and that the account may not read.
 */
export async function readDefinitions(
  { scope, session, info }: TargetState,
  objects: readonly ReadObject[],
  key: KeyOf,
): Promise<{ readonly there: ReadonlyMap<string, Definition>; readonly unread: ReadonlySet<string> }> {
  const there = new Map<string, Definition>();
  const unread = new Set<string>();
  for (const [source, schema] of scope.schemas) {
    const own = objects.flatMap(({ object }) => (object.schema === source ? [object] : []));
    const named = (name: string) => (info.lowerCaseTableNames === 1 ? lowerName(name) : name);
    const tables = own.flatMap(({ kind, name }) => (kind === 'table' ? [named(name)] : []));
    // A set of a log has triggers without their tables, whose definitions it did not bring.
    const triggersOf = [...tables, ...own.flatMap(({ table }) => (table === undefined ? [] : [named(table)]))];
    const { files, exceptions } = await readSchemaObjects(session, schema, { tables, triggersOf });
    for (const { kind, object } of exceptions) unread.add(key(kind, schema, object));
    for (const { object, sql } of files) {
      const part = ({ offset, length }: { offset: number; length: number }) => sql.subarray(offset, offset + length);
      const printed = part(object.statement);
      // As the set's were written: literals that servers print otherwise are asked for.
      const statement =
        object.kind === 'table'
          ? (await withExactLiterals(session, { schema, name: object.name }, showNullableCounter(printed))).statement
          : printed;
      there.set(key(object.kind, schema, object.name), {
        object,
        statement,
        state: object.state && part(object.state),
      });
    }
  }
  return { there, unread };
}
