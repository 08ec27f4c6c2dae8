import { join } from 'node:path';
import { EngineError } from '../../electron/engine/engine-error.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { type Content, compareContent, contentOf } from './compare-servers.ts';
import { firstDefinitions, walkStatement } from './ddl-grammar.ts';
import { LIVE_TABLE, WALK_SCHEMAS } from './ddl-names.ts';
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
  /** Statements that the server took, each behind the number of its session. */
  readonly taken: readonly string[];
  readonly refused: number;
  /** Restores that came to their end, and were compared but for what they name. */
  readonly whole: number;
  /** What restores named instead of bringing it back. */
  readonly named: readonly string[];
  /** In words: a difference that is not named, or something live that was touched. */
  readonly problems: readonly string[];
}

/**
 * What is live where a walk is restored to: nothing, a table in a schema of the restore that the log does not name or may
 * name, the schema that the log makes.
 */
const LIVE = ['nothing', 'other', 'table', 'nothing', 'other', 'schema'] as const;
const NAMES = new Map(WALK_SCHEMAS.map((schema) => [schema, `${schema}_copy`]));
/** A schema that is no part of any restore. */
const ASIDE = 'aside';

/** Logs random definitions over three schemas, and restores them beside these under other names, and elsewhere. */
export async function proveDdl({ server, elsewhere, to, seed, statements }: DdlProofOptions): Promise<DdlProof> {
  const live = LIVE[seed % LIVE.length] ?? 'nothing';
  const inside = live === 'table' || live === 'other';
  const shards = [server.shard('s0', { schemas: [...WALK_SCHEMAS] })];
  await server.client(
    `SET foreign_key_checks=0; ${firstDefinitions(live === 'schema' ? ['walk_a', 'walk_b'] : WALK_SCHEMAS).join(';')};`,
  );
  await drop(server, [...NAMES.values(), ASIDE]);
  await drop(elsewhere, [...WALK_SCHEMAS, ASIDE]);
  await backUp(shards, { to: join(to, String(seed)) });
  // What is said of a schema that has something live ends a restore before anything else is tried.
  const counts = await walk(server, seed, statements, inside ? OF_SCHEMAS : undefined);
  const set = await backUpLog(shards, join(to, String(seed)));
  await makeLive(server, ASIDE, '');
  if (inside) await makeLive(server, 'walk_a_copy', '');
  if (inside) await makeLive(elsewhere, 'walk_b', '');
  if (live === 'other')
    for (const [one, schema] of [
      [server, 'walk_a_copy'],
      [elsewhere, 'walk_b'],
    ] as const)
      await one.client(`SET sql_log_bin=0; DROP TABLE ${schema}.${LIVE_TABLE}`);
  // A schema that the log makes and that nobody renamed is the live one.
  if (live === 'schema') await makeLive(elsewhere, 'walk_c', 'CHARACTER SET cp850');
  const source = await contentOf(server, WALK_SCHEMAS);
  const rename = new Map([...NAMES].filter(([schema]) => live !== 'schema' || schema !== 'walk_c'));
  const options = { replace: inside || (live === 'schema' && seed % 2 === 0) };
  const beside = await tryRestore(() => restore(set, [server.shard('s0')], { ...options, rename }), {
    server,
    schemas: [...WALK_SCHEMAS, ASIDE, ...(inside ? ['walk_a_copy'] : [])],
    names: rename,
    source,
  });
  const other = await tryRestore(() => restore(set, [elsewhere.shard('s0')], options), {
    server: elsewhere,
    schemas: inside ? ['walk_b'] : live === 'schema' ? ['walk_c'] : [],
    names: new Map(WALK_SCHEMAS.map((schema) => [schema, schema])),
    source,
  });
  return {
    ...counts,
    whole: [beside, other].filter(({ whole }) => whole).length,
    named: [beside, other].flatMap(({ named }) => named),
    problems: [
      ...beside.problems.map((text) => `beside: ${text}`),
      ...other.problems.map((text) => `elsewhere: ${text}`),
    ],
  };
}

interface Tried {
  readonly server: ServerHandle;
  /** Where something is that the restore has to leave alone. */
  readonly schemas: readonly string[];
  /** What the restore calls the source's schemas. */
  readonly names: ReadonlyMap<string, string>;
  readonly source: Content;
}

/** Restores, and finds what was touched, and what is another than it was and not named. */
async function tryRestore(
  run: () => Promise<RestoreReport>,
  { server, schemas, names, source }: Tried,
): Promise<{ whole: boolean; named: string[]; problems: string[] }> {
  const before = await contentOf(server, schemas);
  const result = await run().catch((error: unknown) => error);
  const after = await contentOf(server, schemas);
  const replaced = isReport(result)
    ? result.findings.flatMap((one) => (one.code === 'replaces' ? one.objects.names : []))
    : [];
  // What is told to be replaced goes, and schemas that the restore fills get more.
  const isOurs = (text: string) =>
    ![...names.values()].some((schema) => text.startsWith(`dump of ${schema}:`)) &&
    !replaced.some((name) => text.startsWith(`${name}:`)) &&
    !(before.size > 0 && isAdded(text, before, names));
  const touched = compareContent(before, after)
    .filter(isOurs)
    .map((text) => `touched: ${text}`);
  if (!isReport(result)) return { whole: false, ...failedBy(result, touched) };
  const stopped = result.rolled.flatMap((one) => one.stopped?.cause ?? []);
  const named = result.exceptions.map((one) => `${one.schema}.${one.object}: ${JSON.stringify(one.why)}`);
  if (stopped.length > 0) return { whole: false, named: [...stopped, ...named], problems: touched };
  const found = await contentOf(server, [...names.values()]);
  return { whole: true, named, problems: [...touched, ...differing(source, found, names, result, before)] };
}

function isReport(result: unknown): result is RestoreReport {
  return typeof result === 'object' && result !== null && 'exceptions' in result;
}

/** A restore that did not begin has said why; any other end is none. */
function failedBy(error: unknown, touched: string[]): { named: string[]; problems: string[] } {
  if (error instanceof EngineError && error.failure.safety === 'nothing-written')
    return {
      named: [`did not begin: ${JSON.stringify(error.failure.detail ?? error.failure.message)}`],
      problems: touched,
    };
  return {
    named: [],
    problems: [...touched, `ended with ${error instanceof Error ? (error.stack ?? '') : String(error)}`],
  };
}

/** An object of the restore in a schema that had something live before. */
function isAdded(text: string, before: Content, names: ReadonlyMap<string, string>): boolean {
  const key = text.slice(0, text.indexOf(': '));
  return !before.has(key) && [...names.values()].some((schema) => key.startsWith(`${schema}.`));
}

/** Differences of what a restore does not name. */
function differing(
  source: Content,
  found: Content,
  names: ReadonlyMap<string, string>,
  { exceptions }: RestoreReport,
  before: Content,
): string[] {
  const back = new Map([...names].map(([from, to]) => [to, from]));
  const excused = new Set(exceptions.map(({ schema, object }) => `${back.get(schema) ?? schema}.${object}`));
  const partly = new Set(exceptions.map(({ schema }) => `dump of ${back.get(schema) ?? schema}`));
  for (const key of before.keys()) {
    const schema = /^(?:dump of |schema )?([^.]+)/.exec(key)?.[1] ?? '';
    const from = back.get(schema);
    if (from === undefined) continue;
    partly.add(`dump of ${from}`);
    if (!source.has(`schema ${from}`)) excused.add(`${from}.${from}`);
    if (key.includes('.')) excused.add(`${from}${key.slice(schema.length)}`);
  }
  const isCompared = (text: string) => {
    const key = text.slice(0, text.indexOf(': '));
    return (
      !partly.has(key) &&
      !excused.has(key.replace(/ \(.*\)$/, '')) &&
      !excused.has(key.replace(/^schema (.*)$/, '$1.$1'))
    );
  };
  const wanted = [...source].filter(([key]) => names.has(/^(?:dump of |schema )?([^.]+)/.exec(key)?.[1] ?? ''));
  return compareRenamed(new Map(wanted), found, names).filter(isCompared);
}

async function makeLive(server: ServerHandle, schema: string, options: string): Promise<void> {
  await server.client(
    `SET sql_log_bin=0; CREATE DATABASE ${schema} ${options}; CREATE TABLE ${schema}.${LIVE_TABLE} (mine INT); INSERT INTO ${schema}.${LIVE_TABLE} VALUES (1); CREATE TABLE ${schema}.t8 (mine INT)`,
  );
}

async function drop(server: ServerHandle, schemas: readonly string[]): Promise<void> {
  const drops = schemas.map((schema) => `DROP DATABASE IF EXISTS ${schema};`);
  await server.client(['SET foreign_key_checks=0;', ...drops].join('\n'));
}

async function walk(
  server: ServerHandle,
  seed: number,
  statements: number,
  without: RegExp | undefined,
): Promise<Pick<DdlProof, 'taken' | 'refused'>> {
  const random = seededRandom(seed);
  const sessions = [await connect(server.shard('walk')), await connect(server.shard('walk'))];
  const taken: string[] = [];
  let refused = 0;
  try {
    for (const session of sessions) {
      await session.execute(`USE ${WALK_SCHEMAS[0]}`);
      await session.execute("SET lock_wait_timeout=2, time_zone='+00:00'");
    }
    for (; taken.length < statements && refused < statements * 20; ) {
      const by = random.chance(85) ? 0 : 1;
      const session = sessions[by];
      const statement = walkStatement(random, server.flavour);
      if (without?.test(statement.toString('latin1')) && random.chance(97)) continue;
      try {
        if (ANSWERS.test(statement.toString('latin1'))) await session?.query(statement.toString('utf8'));
        else await session?.execute(statement);
        taken.push(`${by}: ${statement}`);
      } catch (error) {
        if (!(error instanceof EngineError) || error.errno === undefined) throw error;
        refused++;
      }
    }
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
  const session = await connect(server.shard('walk'));
  await dropBroken(session);
  await session.close();
  return { taken, refused };
}

const OF_SCHEMAS = /^(?:CREATE|ALTER|DROP).{1,12} (?:DATABASE|SCHEMA)|^(?:CREATE|ALTER|DROP) (?:DATABASE|SCHEMA)/;

/** What gives rows. */
const ANSWERS = /^SELECT|ANALYZE PARTITION/;

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
