import type { LoggedStatement } from '../../../shared/binlog-range.ts';
import { type ManifestShard, ObjectKind } from '../../../shared/manifest.ts';
import { definerOf } from '../schema/rewrite-definer.ts';

/** What a log defines, by the source's names, and as whom it runs. */
export interface DefinedBy {
  readonly object: { readonly kind: ObjectKind; readonly schema: string; readonly name: string };
  /** Its trigger's table among them: what a selection is asked for. */
  readonly names: readonly { readonly schema: string; readonly name: string }[];
  readonly definer: string;
}

/** Everything with a definer that statements of a log create or alter, as their set names it. */
export function loggedDefiners(statements: readonly LoggedStatement[]): DefinedBy[] {
  return statements.flatMap((statement) => {
    const definer = definerIn(statement);
    if (definer === undefined) return [];
    const { makes, tables = [] } = statement;
    return makes.flatMap(({ kind, ...name }) => {
      const known = ObjectKind.safeParse(kind);
      return known.success ? [{ object: { ...name, kind: known.data }, names: [name, ...tables], definer }] : [];
    });
  });
}

/** All accounts as which something of a shard runs, in its definitions or its log. */
export function definersOf({ objects, binlog }: ManifestShard): string[] {
  const logged = binlog?.segments.flatMap(({ statements }) => statements) ?? [];
  return [...objects.flatMap(({ definer }) => definer ?? []), ...loggedDefiners(logged).map(({ definer }) => definer)];
}

/** Sets of earlier versions have it in the statement's beginning only. */
function definerIn({ verb, definer, text }: LoggedStatement): string | undefined {
  if (definer !== undefined || (verb !== 'create' && verb !== 'alter')) return definer;
  return definerOf(Buffer.from(text), 'utf8mb4', '');
}
