import type { TestServer } from '../support/server.ts';

/** Tables that one call of the client creates. */
const BATCH = 200;

/** Fills a schema with tables of six columns, three indexes and two rows each, as multi-tenant systems have thousands of. */
export async function seedTables(server: TestServer, schema: string, count: number): Promise<void> {
  await server.client(`CREATE DATABASE ${schema}`);
  for (let first = 0; first < count; first += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => `${schema}.tenant_${first + i}`);
    await server.client(some.map(tableWithRows).join('\n'));
  }
}

function tableWithRows(table: string): string {
  return `CREATE TABLE ${table} (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, code VARCHAR(40) NOT NULL,
      customer INT NOT NULL, amount DECIMAL(12,2) NOT NULL DEFAULT 0, note VARCHAR(200),
      placed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, UNIQUE KEY code (code), KEY placed (customer, placed));
    INSERT INTO ${table} (code, customer, amount, note) VALUES ('a', 1, 1.5, 'first'), ('b', 2, 2.5, NULL);`;
}
