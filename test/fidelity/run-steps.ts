import { createConnection } from 'mysql2/promise';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';
import type { Step } from './extract-statements.ts';

/** A statement that takes longer ends its test: suites also hold what waits for another connection. */
const STATEMENT_MS = 8000;
const TEST_MS = 20_000;

/** Runs the steps of one test in schemas of their own; what the server refuses is counted and passed over. */
export async function runSteps(
  server: ServerHandle,
  name: string,
  steps: readonly Step[],
): Promise<{ run: number; refused: number }> {
  const count = { run: 0, refused: 0 };
  // Latin1 both ways sends the bytes of the file as they are.
  const connection = await createConnection({ host: '127.0.0.1', port: server.port, ...ADMIN, charset: 'latin1' });
  connection.on('error', () => {});
  const run = async (sql: string) => {
    count.run++;
    await connection.query({ sql, timeout: STATEMENT_MS });
  };
  const end = performance.now() + TEST_MS;
  let schemas = 0;
  const nextSchema = async () => {
    const schema = `${name.slice(-50)}_${++schemas}`; // long names differ at their end
    await run(`CREATE DATABASE \`${schema}\``);
    await run(`USE \`${schema}\``);
  };
  try {
    await nextSchema();
    for (const step of steps) {
      if (performance.now() > end) break;
      try {
        if (step.kind === 'run') await run(step.sql);
        else await nextSchema();
      } catch (error) {
        count.refused++;
        if (isTimeout(error)) break;
      }
    }
    await connection.query('COMMIT').catch(() => {});
  } finally {
    connection.destroy();
  }
  return count;
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /TIMEOUT|PROTOCOL_CONNECTION_LOST|ECONNRESET/.test(String(error.code))
  );
}
