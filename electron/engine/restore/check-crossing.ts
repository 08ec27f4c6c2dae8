import type { Table } from '../../../shared/manifest.ts';
import type { Feature, Finding } from '../../../shared/restore-report.ts';
import type { Flavour } from '../mysql/connect.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import { nameObjects } from './name-objects.ts';
import type { ShardScope } from './select-scope.ts';

/** Types of columns that not every server has: by flavour the version that brought them. */
const NEW_TYPES: Readonly<Record<Flavour, Readonly<Record<string, number>>>> = {
  mariadb: { inet6: 100_500, uuid: 100_700, inet4: 101_000, vector: 110_700 },
  mysql: { vector: 90_000 },
};
const SOME_TYPES: ReadonlySet<string> = new Set(Object.values(NEW_TYPES).flatMap((types) => Object.keys(types)));
/** MySQL 9.2. */
const LIBRARIES_SINCE = 90_200;
/** Older servers cannot insert rows that were (`system_versioning_insert_history`). */
const HISTORY_SINCE = 101_100;
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

/** What of the scope the other flavour, or an older version, does not have: it is named before the restore and refused by it. */
export function checkCrossing({ scope, info }: { readonly scope: ShardScope; readonly info: ServerInfo }): Finding[] {
  const { source, target, objects, tables, schemas } = scope;
  const crossing = source.flavour !== info.flavour;
  const ofKind = (...kinds: string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  const found: [Feature, string, readonly { schema: string; name: string; kind?: 'table' }[]][] = [
    ['sequence', '', crossing ? ofKind('sequence') : []],
    ['package', '', crossing ? ofKind('package', 'package-body') : []],
    ['library', '', crossing || info.versionNumber < LIBRARIES_SINCE ? ofKind('library') : []],
    ['row-history', '', crossing || info.versionNumber < HISTORY_SINCE ? tables.filter(({ history }) => history) : []],
    ...grouped(tables, (table) => unknownTypes(table, info)).map(([type, list]) => ['type', type, list] as const),
    ...(crossing && source.flavour === 'mariadb'
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

function unknownTypes({ columns }: Table, { flavour, versionNumber }: ServerInfo): string[] {
  const since = (type: string) => NEW_TYPES[flavour][type] ?? Number.POSITIVE_INFINITY;
  const used = new Set(columns.map(({ dataType }) => dataType));
  return [...used].filter((type) => SOME_TYPES.has(type) && versionNumber < since(type));
}

function grouped(tables: readonly Table[], of: (table: Table) => string[]): [string, Table[]][] {
  const groups = new Map<string, Table[]>();
  for (const table of tables) for (const name of of(table)) groups.set(name, [...(groups.get(name) ?? []), table]);
  return [...groups];
}
