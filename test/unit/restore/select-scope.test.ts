import { describe, expect, test } from 'vitest';
import { type Selection, selectScope } from '../../../electron/engine/restore/select-scope.ts';
import type { ManifestShard, ObjectKind } from '../../../shared/manifest.ts';
import { sampleManifest, sampleShard, sampleTable } from '../../support/sample-set.ts';

const place = { volume: 's0.0001.zip', entry: 'e' };

function shard(name: string, tables: readonly string[]): ManifestShard {
  const object = (kind: ObjectKind, object: string, table?: string) => ({
    kind,
    schema: 'shop',
    name: object,
    statement: { offset: 0, length: 0 },
    place,
    bytes: 0,
    sha256: '',
    ...(table === undefined ? {} : { table }),
  });
  return sampleShard(name, {
    objects: [
      object('database', 'shop'),
      ...tables.map((table) => object('table', table)),
      object('view', 'totals'),
      object('trigger', 'stamp', tables[0]),
    ],
    tables: tables.map((table) => sampleTable({ name: table })),
  });
}

/** Two shards whose tables have the same names. */
const manifest = sampleManifest([shard('s0', ['orders', 'users']), shard('s1', ['orders', 'users'])]);
const targets = ['s0', 's1', 't0'].map((name, i) => ({ name, host: 'db', port: 3306 + i, user: 'u', password: 'p' }));

function select(only: Selection | undefined, map: readonly (readonly [string, string])[] = []) {
  const scopes = selectScope(manifest, {
    cluster: { name: 'shop', shards: targets },
    map: new Map(map),
    only,
    rename: new Map(),
  });
  return Object.fromEntries(
    scopes.map(({ source, target, objects, tables }) => [
      `${source.name} → ${target.name}`,
      { objects: objects.map(({ name }) => name).join(' '), tables: tables.map(({ name }) => name).join(' ') },
    ]),
  );
}

const everything = { objects: 'shop orders users totals stamp', tables: 'orders users' };

describe('what is restored', () => {
  test('is everything, shard by shard, while nobody chooses', () => {
    expect(select(undefined)).toEqual({ 's0 → s0': everything, 's1 → s1': everything });
  });

  test('globs for all shards choose on each of them, with the database and the triggers of the tables', () => {
    const chosen = { objects: 'shop orders stamp', tables: 'orders' };
    expect(select(['shop.o*'])).toEqual({ 's0 → s0': chosen, 's1 → s1': chosen });
  });

  test('globs of one shard leave the tables of the same names on all others out', () => {
    expect(select(new Map([['s1', ['shop.users']]]))).toEqual({
      's1 → s1': { objects: 'shop users', tables: 'users' },
    });
  });

  test('each shard has its own choice, and null is all of it', () => {
    const choice = new Map([
      ['s0', ['shop.orders']],
      ['s1', null],
    ]);
    expect(select(choice, [['s0', 't0']])).toEqual({
      's0 → t0': { objects: 'shop orders stamp', tables: 'orders' },
      's1 → s1': everything,
    });
  });

  test.each(['mysql', 'SYS', 'Information_Schema', 'performance_schema', 'ndbinfo'])(
    'is never the schema %s, whether the set says so or a new name',
    (schema) => {
      const options = {
        cluster: { name: 'shop', shards: targets },
        map: new Map<string, string>(),
        only: undefined,
        rename: new Map([['shop', schema]]),
      };
      expect(() => selectScope(manifest, options)).toThrow(/the server’s own/);
      const objects = shard('s0', ['user']).objects.map((object) => ({ ...object, schema }));
      const forged = sampleManifest([sampleShard('s0', { objects, tables: [] })]);
      expect(() => selectScope(forged, { ...options, rename: new Map() })).toThrow(/the server’s own/);
    },
  );

  test('does not need a target for shards that stay out', () => {
    const scopes = selectScope(manifest, {
      cluster: { name: 'shop', shards: targets.slice(1) },
      map: new Map(),
      only: new Map([['s1', null]]),
      rename: new Map(),
    });
    expect(scopes.map(({ target }) => target.name)).toEqual(['s1']);
  });

  test.each<[string, Selection, RegExp]>([
    ['a shard the set does not have', new Map([['s9', null]]), /"s9" is not a shard of the set/],
    ['no shard at all', new Map(), /Nothing in the set/],
    ['tables the set does not have', new Map([['s0', ['shop.gone']]]), /Nothing in the set .* matches s0: shop\.gone/],
    ['globs that match nothing anywhere', ['nothing.*'], /Nothing in the set .* matches nothing\.\*/],
  ])('is refused when it names %s', (_, only, message) => {
    expect(() => select(only)).toThrow(message);
  });
});
