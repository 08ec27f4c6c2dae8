import type { ObjectKind } from '../../../shared/manifest.ts';
import { broadName, lowerName } from '../schema/lower-name.ts';

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
  return ignoreCase ? lowerName(name) : name;
}

/** The same for what must not be touched: also what only may be the same for the server. */
export function keptPlace(schema: string, kind: ObjectKind, name: string, ignoreCase: boolean): string {
  const files = ['table', 'view', 'sequence', 'trigger', 'database'].includes(kind);
  const [of, own] = [ignoreCase ? broadName(schema) : schema, ignoreCase || !files ? broadName(name) : name];
  return namePlace(of, kind, own, ignoreCase);
}
