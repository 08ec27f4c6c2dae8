import { join } from 'node:path';
import { EngineError } from '../../electron/engine/engine-error.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { compareContent, contentOf } from './compare-servers.ts';
import { firstDefinitions, WALK_SCHEMAS, walkStatement } from './ddl-grammar.ts';
import { backUpLog } from './incremental.ts';
import { compareRenamed } from './mapped-content.ts';
import { backUp, restore } from './round-trip.ts';
import { seededRandom } from './seeded-random.ts';
import type { ServerHandle } from './server-handle.ts';

export interface DdlProofOptions {
  /** Is walked on, and restored to beside what is there. */
  readonly server: ServerHandle;
  /** Is restored to under the same names. */
  readonly elsewhere: ServerHandle;
  /** A folder for the sets. */
  readonly to: string;
  readonly seed: number;
  readonly statements: number;
}

export interface DdlProof {
  readonly done: number;
  readonly refused: number;
  /** What restores named instead of bringing it back. */
  readonly named: readonly string[];
  /** In words: a difference that is not named, or a schema beside the restore that was touched. */
  readonly problems: readonly string[];
}

const NAMES = new Map(WALK_SCHEMAS.map((schema) => [schema, `${schema}_copy`]));

/** Logs random definitions over two schemas, and restores them beside these under other names, and elsewhere. */
export async function proveDdl({ server, elsewhere, to, seed, statements }: DdlProofOptions): Promise<DdlProof> {
  const shards = [server.shard('s0', { schemas: [...WALK_SCHEMAS] })];
  await server.client(`SET foreign_key_checks=0; ${firstDefinitions().join(';')};`);
  await drop(server, [...NAMES.values()]);
  await drop(elsewhere, WALK_SCHEMAS);
  await backUp(shards, { to: join(to, String(seed)) });
  const counts = await walk(server, seed, statements);
  const set = await backUpLog(shards, join(to, String(seed)));
  const live = await contentOf(server, WALK_SCHEMAS);
  const beside = await restore(set, [server.shard('s0')], { rename: NAMES });
  const touched = compareContent(live, await contentOf(server, WALK_SCHEMAS)).map((text) => `live: ${text}`);
  const copy = await contentOf(server, [...NAMES.values()]);
  const other = await restore(set, [elsewhere.shard('s0')]);
  const found = await contentOf(elsewhere, WALK_SCHEMAS);
  const named = [beside, other].flatMap(namedBy);
  return {
    ...counts,
    named,
    problems: [
      ...touched,
      ...(namedBy(beside).length > 0 ? [] : compareRenamed(live, copy, NAMES).map((text) => `beside: ${text}`)),
      ...(namedBy(other).length > 0 ? [] : compareRenamed(live, found, new Map()).map((text) => `elsewhere: ${text}`)),
    ],
  };
}

function namedBy({ exceptions, rolled }: RestoreReport): string[] {
  return [
    ...exceptions.map((one) => `${one.schema}.${one.object}: ${JSON.stringify(one.why)}`),
    ...rolled.flatMap(({ stopped }) => stopped?.cause ?? []),
  ];
}

async function drop(server: ServerHandle, schemas: readonly string[]): Promise<void> {
  const drops = schemas.map((schema) => `DROP DATABASE IF EXISTS ${schema};`);
  await server.client(['SET foreign_key_checks=0;', ...drops].join('\n'));
}

async function walk(
  server: ServerHandle,
  seed: number,
  statements: number,
): Promise<{ done: number; refused: number }> {
  const random = seededRandom(seed);
  const session = await connect(server.shard('walk'));
  let [done, refused] = [0, 0];
  try {
    await session.execute(`USE ${WALK_SCHEMAS[0]}`);
    await session.execute("SET lock_wait_timeout=2, time_zone='+00:00'");
    for (; done < statements && refused < statements * 20; ) {
      try {
        await session.query(walkStatement(random, server.flavour));
        done++;
      } catch (error) {
        if (!(error instanceof EngineError) || error.errno === undefined) throw error;
        refused++;
      }
    }
    await dropBroken(session);
  } finally {
    await session.close();
  }
  return { done, refused };
}

/** Views whose tables are gone: the stock dump ends at one. */
async function dropBroken(session: Session): Promise<void> {
  const list = WALK_SCHEMAS.map((schema) => `'${schema}'`).join(',');
  for (let again = true; again; ) {
    again = false;
    const views = await session.texts(
      `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA IN (${list})`,
    );
    for (const { name } of views)
      await session.query(`SELECT * FROM ${name} LIMIT 0`).catch(async () => {
        await session.query(`DROP VIEW ${name}`);
        again = true;
      });
  }
}
