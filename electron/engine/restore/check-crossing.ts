import type { ManifestShard, Table } from '../../../shared/manifest.ts';
import type { Feature, Finding } from '../../../shared/restore-report.ts';
import type { Flavour } from '../mysql/connect.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { nameObjects } from './name-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** Types of columns that only one flavour has, and the version of the other from which on it has them too. */
const OWN_TYPES: Readonly<Record<Flavour, Readonly<Record<string, number>>>> = {
  mariadb: { uuid: Number.POSITIVE_INFINITY, inet4: Number.POSITIVE_INFINITY, inet6: Number.POSITIVE_INFINITY },
  mysql: { vector: 110_700 },
};
/** Storage engines that MySQL does not have. */
const OWN_ENGINES = new Set([
  'aria',
  'columnstore',
  'connect',
  'mroonga',
  'rocksdb',
  'sequence',
  'sphinx',
  'spider',
  's3',
]);

/** What of the scope the other flavour does not have at all: it is named before the restore and refused by it. */
export function checkCrossing({ scope, info }: { readonly scope: ShardScope; readonly info: ServerInfo }): Finding[] {
  const { source, target, objects, tables, schemas } = scope;
  if (source.flavour === info.flavour) return [];
  const ofKind = (...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const found: [Feature, string, readonly { schema: string; name: string; kind?: 'table' }[]][] = [
    ['sequence', '', ofKind('sequence')],
    ['package', '', ofKind('package', 'package-body')],
    ['row-history', '', tables.filter(({ history }) => history)],
    ...grouped(tables, (table) => typesOf(table, source, info)).map(([type, list]) => ['type', type, list] as const),
    ...(source.flavour === 'mariadb'
      ? grouped(tables, ({ engine }) => (OWN_ENGINES.has(engine.toLowerCase()) ? [engine] : []))
      : []
    ).map(([engine, list]) => ['engine', engine, list] as const),
  ].map(([feature, detail, list]) => [feature as Feature, detail as string, list as Table[]]);
  return found
    .filter(([, , list]) => list.length > 0)
    .map(([feature, detail, list]) => ({
      severity: 'note',
      target: target.name,
      code: 'cannot-cross',
      feature,
      detail,
      objects: nameObjects(
        list.map((one) => ({ kind: 'table', ...one, schema: schemas.get(one.schema) ?? one.schema })),
      ),
    }));
}

function typesOf({ columns }: Table, { flavour }: ManifestShard, { versionNumber }: ServerInfo): string[] {
  const own = OWN_TYPES[flavour];
  return [...new Set(columns.map(({ dataType }) => dataType))].filter((type) => versionNumber < (own[type] ?? 0));
}

function grouped(tables: readonly Table[], of: (table: Table) => string[]): [string, Table[]][] {
  const groups = new Map<string, Table[]>();
  for (const table of tables) for (const name of of(table)) groups.set(name, [...(groups.get(name) ?? []), table]);
  return [...groups];
}
