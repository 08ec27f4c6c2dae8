import type { Cluster, Shard } from '../../../shared/cluster.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { Manifest, ManifestShard, StoredSchemaObject, Table } from '../../../shared/manifest.ts';
import { serverName } from '../../../shared/server-name.ts';
import { type EngineError, fail } from '../engine-error.ts';
import { isUsersSchema } from '../schema/list-schemas.ts';
import { namePlace } from './name-place.ts';

/**
 * What is restored: `schema.object` globs that hold on all shards of the set; or shard by shard its own globs, null for
 * all of it, where shards that are not named stay out.
 */
export type Selection = readonly string[] | ReadonlyMap<string, readonly string[] | null>;

export interface ScopeOptions {
  readonly cluster: Cluster;
  /** Set shard → target shard; shards that are not named go to the target of the same name. */
  readonly map: ReadonlyMap<string, string>;
  /** Undefined takes everything. */
  readonly only: Selection | undefined;
  /** Schema name in the set → schema name on the target. */
  readonly rename: ReadonlyMap<string, string>;
}

/** What of one set shard goes to which server, and under which names. */
export interface ShardScope {
  readonly source: ManifestShard;
  readonly target: Shard;
  /** The globs that chose; undefined when the whole shard is restored. */
  readonly only: readonly string[] | undefined;
  readonly objects: readonly StoredSchemaObject[];
  readonly tables: readonly Table[];
  /** Set schema → target schema, for all schemas of `objects`. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** Chooses what is restored where, from the manifest alone; throws 'bad-input' for a choice that cannot be meant. */
export function selectScope(manifest: Manifest, options: ScopeOptions): ShardScope[] {
  checkNames(manifest, options);
  const scopes = manifest.shards.flatMap((source) => {
    const only = globsOf(options.only, source.name);
    if (only === null) return [];
    const objects = new Set(source.objects.filter((object) => isChosen(object, only)));
    if (objects.size === 0) return [];
    const chosenSchemas = new Set([...objects].map((object) => object.schema));
    const withDatabases = source.objects.filter(
      (object) => objects.has(object) || (object.kind === 'database' && chosenSchemas.has(object.schema)),
    );
    const schemas = new Map(withDatabases.map(({ schema }) => [schema, options.rename.get(schema) ?? schema]));
    const own = [...schemas].flat().find((schema) => !isUsersSchema(schema));
    if (own !== undefined) throw fail('server-schema', { schema: own }, { where: { shard: source.name, schema: own } });
    const tables = source.tables.filter((table) => matchesObject(only, table.schema, table.name));
    return [{ source, target: findTarget(source.name, options), only, objects: withDatabases, tables, schemas }];
  });
  if (scopes.length === 0) throw fail('nothing-matches', { id: manifest.id, choice: namesOf(options.only) });
  refuseCollisions(scopes, ({ target }) => serverName(target));
  return scopes;
}

/** The globs for one shard; undefined takes all of it, null nothing. */
function globsOf(only: Selection | undefined, shard: string): readonly string[] | undefined | null {
  if (only === undefined || !isPerShard(only)) return only;
  const own = only.get(shard);
  return own === undefined ? null : (own ?? undefined);
}

function isPerShard(only: Selection): only is Exclude<Selection, readonly string[]> {
  return only instanceof Map;
}

function namesOf(only: Selection | undefined): string {
  if (only === undefined) return 'the choice';
  if (!isPerShard(only)) return only.join(' ');
  return [...only].map(([shard, globs]) => `${shard}: ${(globs ?? ['*']).join(' ')}`).join(', ');
}

/** Triggers belong to their table; a database comes with whatever is chosen from it. */
function isChosen(object: StoredSchemaObject, only: readonly string[] | undefined): boolean {
  if (only === undefined) return true;
  return object.kind !== 'database' && matchesObject(only, object.schema, object.table ?? object.name);
}

function checkNames(manifest: Manifest, { cluster, map, only, rename }: ScopeOptions): void {
  const known = manifest.shards.map(({ name }) => name);
  if (only !== undefined && isPerShard(only))
    for (const name of only.keys()) if (!known.includes(name)) throw unknown('unknown-set-shard', name, known);
  for (const [from, to] of map) {
    if (!known.includes(from)) throw unknown('unknown-set-shard', from, known);
    if (!cluster.shards.some((shard) => shard.name === to))
      throw unknown(
        'unknown-target',
        to,
        cluster.shards.map((s) => s.name),
      );
  }
  const schemas = [...new Set(manifest.shards.flatMap((shard) => shard.schemas))];
  for (const from of rename.keys()) if (!schemas.includes(from)) throw unknown('unknown-schema', from, schemas);
}

type Unknown = 'unknown-set-shard' | 'unknown-target' | 'unknown-schema';

function unknown(reason: Unknown, name: string, known: readonly string[]): EngineError {
  return fail(reason, { name, known: known.slice(0, 20).join(', ') });
}

function findTarget(name: string, { cluster, map }: ScopeOptions): Shard {
  const wanted = map.get(name) ?? name;
  const target = cluster.shards.find((shard) => shard.name === wanted);
  if (target) return target;
  throw fail('no-target', { shard: name }, { where: { shard: name } });
}

/** Whether the set holds rows of a table, none included; the rows of FEDERATED, MERGE and the like live elsewhere. */
export function hasRows(table: Table): boolean {
  return table.chunks.length > 0;
}

/**
 * Two shards may go to one server, as long as no two things get the same name there. Asked twice: with addresses before
 * anything is opened, and with what the servers say of themselves, since one server may have several addresses.
 */
export function refuseCollisions<T extends ShardScope>(scopes: readonly T[], serverOf: (scope: T) => string): void {
  const seen = new Map<string, string>();
  for (const scope of scopes) {
    const { source, target, objects, schemas } = scope;
    for (const object of objects) {
      if (object.kind === 'database') continue;
      const schema = schemas.get(object.schema) ?? object.schema;
      const place = JSON.stringify([serverOf(scope), namePlace(schema, object.kind, object.name, false)]);
      const own = `${source.name}: ${object.schema}.${object.name}`;
      const other = seen.get(place);
      if (other !== undefined)
        throw fail(
          'same-place',
          { one: other, other: own, becomes: `${schema}.${object.name}`, target: target.name },
          {
            where: { shard: source.name, schema, table: object.name },
            detail: { code: 'same-place', one: other, other: own, becomes: `${target.name}: ${schema}.${object.name}` },
          },
        );
      seen.set(place, own);
    }
  }
}
