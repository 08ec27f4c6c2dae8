import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { PARTED, TABLES, WALK_SCHEMAS, wordsOf } from './ddl-names.ts';
import { programStatements } from './ddl-programs.ts';
import { sessionStatements } from './ddl-sessions.ts';
import { partitionStatements, RANGES, tableStatements } from './ddl-tables.ts';
import type { Random } from './seeded-random.ts';

/** Tables to begin with, in `schemas`, which are those that are there from the beginning. */
export function firstDefinitions(schemas: readonly string[]): string[] {
  return [
    ...WALK_SCHEMAS.map((schema) => `DROP DATABASE IF EXISTS ${schema}`),
    ...schemas.flatMap((schema) => [
      `CREATE DATABASE ${schema}`,
      `CREATE TABLE ${schema}.log (n INT)`,
      ...TABLES.map((table) => `CREATE TABLE ${schema}.${table} (id INT NOT NULL PRIMARY KEY, n INT)`),
      ...PARTED.map(
        (table) =>
          `CREATE TABLE ${schema}.${table} (id INT NOT NULL PRIMARY KEY, n INT) PARTITION BY RANGE (id) ${RANGES}`,
      ),
      ...[...TABLES, ...PARTED].map(
        (table, i) => `INSERT INTO ${schema}.${table} VALUES (${i}, 1), (${i + 10}, 2), (${i + 20}, 3)`,
      ),
    ]),
  ];
}

/** One random statement of a walk, as the bytes that a client sends; not every one succeeds. */
export function walkStatement(random: Random, flavour: Flavour): Buffer {
  const words = wordsOf(random, flavour);
  const kind = random.below(100);
  const statements =
    kind < 30
      ? sessionStatements(words)
      : kind < 65
        ? tableStatements(words)
        : kind < 77
          ? partitionStatements(words)
          : programStatements(words);
  const text = random.pick(statements)();
  const prefixed =
    words.maria && random.chance(3) && /^(?:ALTER|DROP)/.test(text)
      ? `SET STATEMENT lock_wait_timeout=2 FOR ${text}`
      : text;
  // What a client sends need not be what it says that it sends.
  return Buffer.from(prefixed, random.chance(20) ? 'latin1' : 'utf8');
}
