import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { beforeEach } from 'vitest';
import { ADMIN, type ServerHandle } from './server-handle.ts';

/** Between two looks. Looks cost the servers little, and the machine is busy exactly when they matter. */
const EVERY_MS = 1_000;
/** As far back as looks are kept. */
const KEPT = 30;
/** Of a server's error log. */
const LOG_CHARS = 20_000;
/** Git does not look there. */
const FOLDER = join(import.meta.dirname, '../../.cache/evidence');

/** What a server knows of locks; what it does not have, or does not tell, says so itself. */
const LOOKS: Readonly<Record<ServerHandle['flavour'], readonly string[]>> = {
  mariadb: [
    'SHOW FULL PROCESSLIST',
    'SELECT * FROM information_schema.METADATA_LOCK_INFO', // of a plugin, where that is loaded (LOCK_EVIDENCE)
    'SELECT trx_mysql_thread_id, trx_state, trx_started, trx_query FROM information_schema.INNODB_TRX',
  ],
  mysql: [
    'SHOW FULL PROCESSLIST',
    `SELECT t.PROCESSLIST_ID, m.OBJECT_TYPE, m.OBJECT_SCHEMA, m.OBJECT_NAME, m.LOCK_TYPE, m.LOCK_STATUS
      FROM performance_schema.metadata_locks m JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID`,
    'SELECT trx_mysql_thread_id, trx_state, trx_started, trx_query FROM information_schema.INNODB_TRX',
  ],
};

/** Arguments for a server of a test's own, so that it tells of metadata locks. */
export const LOCK_EVIDENCE: Readonly<Record<ServerHandle['flavour'], readonly string[]>> = {
  mariadb: ['--plugin-load-add=metadata_lock_info'],
  mysql: [],
};

/**
 * For test files about locks: looks at their servers once a second and, where a test fails, keeps what was seen until then
 * with the end of the error logs. A lock that was not granted in time leaves no other trace.
 */
export function keepEvidence(servers: () => readonly ServerHandle[]): void {
  beforeEach(async ({ task, onTestFailed }) => {
    const watches = await Promise.all(servers().map(watch));
    onTestFailed(async () => {
      const texts = await Promise.all(watches.map((one) => one.tell()));
      await mkdir(FOLDER, { recursive: true });
      const file = join(
        FOLDER,
        `${new Date().toISOString().replaceAll(':', '')}-${task.name.slice(0, 60).replace(/\W+/g, '-')}.log`,
      );
      await writeFile(file, `${task.name}\n\n${texts.join('\n\n')}\n`);
      process.stderr.write(`What the servers knew: ${file}\n`);
    });
    return async () => {
      for (const one of watches) one.stop();
    };
  });
}

async function watch(server: ServerHandle): Promise<{ stop(): void; tell(): Promise<string> }> {
  const looks: string[] = [];
  const connection = await createConnection({ host: '127.0.0.1', port: server.port, ...ADMIN });
  connection.on('error', () => {}); // the server was ended by its test
  let looking = false;
  const look = async () => {
    if (looking) return; // it still waits for the one before
    looking = true;
    const found = [`-- ${new Date().toISOString()}`];
    for (const sql of LOOKS[server.flavour])
      found.push(
        await connection.query({ sql, rowsAsArray: true }).then(
          ([rows]) => JSON.stringify(rows),
          (error: unknown) => String(error),
        ),
      );
    looks.push(found.join('\n'));
    looks.splice(0, looks.length - KEPT);
    looking = false;
  };
  const timer = setInterval(look, EVERY_MS);
  const stop = () => {
    clearInterval(timer);
    connection.destroy();
  };
  return {
    stop,
    tell: async () => {
      const log = await readFile(join(server.folder, 'error.log'), 'utf8').catch(String);
      return `== ${server.flavour} ${server.version}, port ${server.port}\n${looks.join('\n')}\n-- error log\n${log.slice(-LOG_CHARS)}`;
    },
  };
}
