import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type BackupOptions, runBackup } from '../../electron/engine/backup/run-backup.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { RestoreOptions } from '../../electron/engine/restore/restore-options.ts';
import { runRestore } from '../../electron/engine/restore/run-restore.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { RestoreReport } from '../../shared/restore-report.ts';
import type { Statements } from './rich-schema.ts';
import type { ServerHandle } from './server-handle.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shardkeep-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Backs shards up into a fresh destination, with small chunks so that several lanes have work. */
export function backUp(
  shards: readonly Shard[],
  { to = join(temporaryFolder(), 'destination'), ...more }: Partial<BackupOptions> = {},
): Promise<WrittenSet> {
  return runBackup({
    cluster: { name: 'test', shards },
    to,
    method: 'hot',
    lanesPerShard: 2,
    compression: 'fast',
    volumeBytes: 1 << 30,
    chunkBytes: 256 << 10,
    ...more,
  });
}

/** Restores the set of `backUp` to other shards. */
export function restore(
  set: WrittenSet,
  shards: readonly Shard[],
  more: Partial<RestoreOptions> = {},
): Promise<RestoreReport> {
  return runRestore({
    cluster: { name: 'target', shards },
    from: join(set.folder, '../..'),
    id: set.manifest.id,
    map: new Map(),
    only: undefined,
    rename: new Map(),
    replace: false,
    definers: { rule: 'keep', map: new Map() },
    verify: true,
    dryRun: false,
    lanesPerShard: 2,
    ...more,
  });
}

/** Runs statements in `schema` by a session of the engine, which sends bytes as they are. */
export async function runStatements(server: ServerHandle, schema: string, statements: Statements): Promise<void> {
  const session = await connect(server.shard('seed'));
  try {
    await session.execute(`USE \`${schema}\``);
    for (const statement of statements) await session.execute(statement);
  } finally {
    await session.close();
  }
}

/** What the stock dump program makes of schemas; events are restored disabled, so their state is left out. */
export async function stockDump(server: ServerHandle, ...schemas: readonly string[]): Promise<string> {
  const own = server.flavour === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0'] : [];
  const args = [
    '--skip-dump-date',
    '--skip-comments',
    '--routines',
    '--events',
    '--triggers',
    '--hex-blob',
    '--order-by-primary',
    '--skip-extended-insert',
    '--skip-lock-tables',
  ];
  const text = await server.dump([...own, ...args, ...(schemas.length > 1 ? ['--databases'] : []), ...schemas]);
  return text.replaceAll(
    /^(\/\*!50106 CREATE.*?EVENT .*? ON COMPLETION (?:NOT )?PRESERVE) (?:ENABLE|DISABLE ON SLAVE|DISABLE ON REPLICA|DISABLE)/gm,
    '$1',
  );
}
