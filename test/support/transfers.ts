import { createConnection } from 'mysql2/promise';
import type { ServerHandle } from './server-handle.ts';
import { ADMIN } from './server-handle.ts';

/** Tables that money moves between, and what all accounts of one schema hold together. */
export const ACCOUNT_TABLES = ['acc_0', 'acc_1', 'acc_2', 'acc_3'] as const;
const PER_TABLE = 200;
export const TOTAL = ACCOUNT_TABLES.length * PER_TABLE * 1000;

/** Creates the accounts in `schema`; `filler` bytes per row make reading them take a while. */
export async function createAccounts(server: ServerHandle, schema: string, filler = 2000): Promise<void> {
  const rows = Array.from({ length: PER_TABLE }, (_, i) => `(${i}, 1000, REPEAT('x', ${filler}))`).join(',');
  await server.client(
    ACCOUNT_TABLES.map(
      (table) =>
        `CREATE TABLE ${table} (id INT PRIMARY KEY, amount INT NOT NULL, filler MEDIUMTEXT); INSERT INTO ${table} VALUES ${rows};`,
    ).join('\n'),
    { database: schema },
  );
  await server.client(`ANALYZE TABLE ${ACCOUNT_TABLES.join(', ')}`, { database: schema });
}

/** Moves money between random accounts of different tables, one transaction at a time per writer, until stopped. */
export async function startTransfers(
  server: ServerHandle,
  schema: string,
  writers = 3,
): Promise<{ stop: () => Promise<number> }> {
  const stopping = new AbortController();
  let transfers = 0;
  const random = (below: number) => Math.floor(Math.random() * below);
  const connections = await Promise.all(
    Array.from({ length: writers }, () =>
      createConnection({ host: '127.0.0.1', port: server.port, ...ADMIN, database: schema }),
    ),
  );
  const loops = connections.map(async (connection) => {
    while (!stopping.signal.aborted) {
      const [from, to] = [random(4), random(4)].map((i) => ACCOUNT_TABLES[i] ?? 'acc_0');
      try {
        await connection.beginTransaction();
        await connection.query(`UPDATE ${from} SET amount = amount - 7 WHERE id = ${random(PER_TABLE)}`);
        await connection.query(`UPDATE ${to} SET amount = amount + 7 WHERE id = ${random(PER_TABLE)}`);
        await connection.commit();
        transfers++;
      } catch {
        await connection.rollback(); // writers that run into each other: one of them is told to try again
      }
    }
  });
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.catch(() => {})));
      await Promise.all(connections.map((connection) => connection.end()));
      return transfers;
    },
  };
}
