import type { ObjectKind } from '../../../shared/manifest.ts';

/** One place for all that share a name space: tables, views and sequences do. */
export function namePlace(schema: string, kind: ObjectKind, name: string): string {
  const space = kind === 'view' || kind === 'sequence' ? 'table' : kind;
  return JSON.stringify([schema, space, name]);
}
