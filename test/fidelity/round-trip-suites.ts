import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exception } from '../../shared/manifest.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import { backUp, restore } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { compareServers, type Difference, userSchemas } from './compare-servers.ts';
import { extractStatements } from './extract-statements.ts';
import { runSteps } from './run-steps.ts';

/** Servers on which the suites can be run. */
export const SUITE_SERVERS = ['mariadb', 'mariadb-11', 'mysql'] as const;
export type SuiteServer = (typeof SUITE_SERVERS)[number];

/**
 * No table leaves the caches: InnoDB forgets where a counter stood when it does, on both flavours, and goes on behind the
 * largest number (a counter of 1,001 rows from one INSERT stands at 1,024 before and at 1,002 after that).
 */
const LARGE_CACHES = ['--table-definition-cache=40000', '--table-open-cache=40000', '--open-files-limit=100000'];

/** What the suites count on: every engine that is there, and room for long keys. */
const MARIADB_ARGUMENTS = [
  '--plugin-load-add=ha_archive;ha_blackhole;ha_federatedx',
  '--event-scheduler=OFF',
  '--max-statement-time=5',
  '--max-recursive-iterations=1000',
];
const SERVER_ARGUMENTS: Record<SuiteServer, string[]> = {
  mariadb: MARIADB_ARGUMENTS,
  'mariadb-11': MARIADB_ARGUMENTS,
  mysql: ['--event-scheduler=OFF', '--log-bin-trust-function-creators=1'],
};

/** A statement of a suite ended the server. */
export class ServerEnded extends Error {}

export interface RoundTrip {
  readonly counts: Record<'schemas' | 'tables' | 'rows' | 'objects' | 'statements' | 'refused', number>;
  readonly differences: readonly Difference[];
  readonly unreadable: ReadonlySet<string>;
}

/**
 * Runs the statements of some suite files on one server, takes a set of it, restores the set to another one and compares the
 * two. Throws what ends the backup or the restore, and ServerEnded.
 */
export async function roundTrip(server: SuiteServer, root: string, batch: readonly string[]): Promise<RoundTrip> {
  const [source, target] = await Promise.all([start(server), start(server)]);
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-fidelity-'));
  try {
    const run = { statements: 0, refused: 0 };
    for (const test of batch) {
      const name = test.replaceAll(/\W+/g, '_').replace(/_test$/, '');
      const count = await runSteps(source, name, extractStatements(root, test));
      run.statements += count.run;
      run.refused += count.refused;
    }
    await source.client('DO 1').catch((error: unknown) => {
      throw new ServerEnded(String(error));
    });
    const set = await backUp([source.shard('s0')], { to: join(folder, 'd') });
    const report = await restore(set, [target.shard('s0')]);
    const { differences, unreadable } = await compareServers(source, target, await userSchemas(source));
    const said = saidByShardkeep(set.manifest.exceptions, report);
    const silent = [...unreadable].filter((object) => !said.some((one) => one.object === object));
    const [shard] = set.manifest.shards;
    return {
      counts: {
        ...run,
        schemas: shard?.schemas.length ?? 0,
        tables: shard?.tables.length ?? 0,
        rows: shard?.tables.reduce((sum, table) => sum + table.rows, 0) ?? 0,
        objects: shard?.objects.length ?? 0,
      },
      differences: [
        ...said,
        ...silent.map((object): Difference => ({ what: 'not named', object, text: 'the source cannot read it' })),
        ...differences,
      ],
      unreadable,
    };
  } finally {
    await Promise.all([source.stop(), target.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

function saidByShardkeep(exceptions: readonly Exception[], report: RestoreReport): Difference[] {
  return [
    ...exceptions.map(
      (e): Difference => ({ what: 'exception', object: `${e.schema}.${e.object}`, text: `${e.kind}: ${e.reason}` }),
    ),
    ...report.exceptions.map(
      (e): Difference => ({
        what: 'not restored',
        object: `${e.schema}.${e.object}`,
        text: JSON.stringify([e.kind, e.why]),
      }),
    ),
    ...report.tables
      .filter(({ state }) => state !== 'equal')
      .map(
        (t): Difference => ({
          what: 'not equal',
          object: `${t.schema}.${t.table}`,
          text: `${t.state}: ${JSON.stringify(t.problem)}`,
        }),
      ),
  ];
}

function start(server: SuiteServer): Promise<TestServer> {
  const args = [...LARGE_CACHES, ...SERVER_ARGUMENTS[server]];
  switch (server) {
    case 'mysql':
      return startServer({ flavour: 'mysql', args });
    case 'mariadb':
      return startServer({ flavour: 'mariadb', args });
    case 'mariadb-11':
      return startServer({ flavour: 'mariadb', release: 'mariadb-11', args });
  }
}
