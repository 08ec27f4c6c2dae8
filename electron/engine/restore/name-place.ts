import type { ObjectKind } from '../../../shared/manifest.ts';

/**
 * One place for all that share a name space: tables, views and sequences do. `ignoreCase` on servers that keep the names
 * of schemas, tables and triggers without regard to case; those of routines and events never differ by it.
 */
export function namePlace(schema: string, kind: ObjectKind, name: string, ignoreCase: boolean): string {
  const space = kind === 'view' || kind === 'sequence' ? 'table' : kind;
  const files = space === 'table' || space === 'trigger' || space === 'database';
  return JSON.stringify([nameAs(schema, ignoreCase), space, nameAs(name, ignoreCase || !files)]);
}

/** A name in the form in which the server compares it. */
export function nameAs(name: string, ignoreCase: boolean): string {
  return ignoreCase ? name.toLowerCase() : name;
}
