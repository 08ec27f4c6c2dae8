import { spawn } from 'node:child_process';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { quoteTable, quoteText } from '../../electron/engine/mysql/quote.ts';
import { listSchemas } from '../../electron/engine/schema/list-schemas.ts';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';

/** The users' schemas of a server. */
export async function userSchemas(server: ServerHandle): Promise<string[]> {
  const session = await connect(server.shard('look'));
  try {
    return await listSchemas(session);
  } finally {
    await session.close();
  }
}

/** What differs between two servers by means that are not ours: the stock dump program and CHECKSUM TABLE. */
export async function compareServers(
  source: ServerHandle,
  target: ServerHandle,
  schemas: readonly string[],
): Promise<string[]> {
  const sessions = await Promise.all([connect(source.shard('s')), connect(target.shard('t'))]);
  try {
    const own = await Promise.all(sessions.map(ownCollations));
    const [before, after] = await Promise.all([dumpLines(source, schemas, own[0]), dumpLines(target, schemas, own[1])]);
    const found = differingLines(before, after).map((line) => `dump: ${line}`);
    for (const schema of schemas) {
      const [sums, restored] = await Promise.all(sessions.map((session) => checksums(session, schema)));
      for (const [table, sum] of sums ?? [])
        if (restored?.get(table) !== sum) found.push(`checksum: ${table}: ${sum}, now ${restored?.get(table)}`);
    }
    return found;
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function checksums(session: Session, schema: string): Promise<Map<string, string | null>> {
  const tables = await session.texts(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ${quoteText(schema)}
      AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  if (tables.length === 0) return new Map();
  const names = tables.map(({ name }) => quoteTable(schema, name ?? '')).join(', ');
  const rows = await session.texts(`CHECKSUM TABLE ${names} EXTENDED`);
  return new Map(rows.map((row) => [row.Table ?? '', row.Checksum ?? null]));
}

/** The collation that each charset has where none is named. */
async function ownCollations(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.texts(
    'SELECT character_set_name AS charset, default_collate_name AS collation FROM information_schema.character_sets',
  );
  return new Set(rows.map(({ charset, collation }) => ` CHARACTER SET ${charset} COLLATE ${collation}`));
}

/**
 * The dump as lines, each with its schema: rows of tables without a key come in any order. Events are restored disabled,
 * and what a line only sets for the next ones is left out. So is a charset's own collation behind it, and a charset in front
 * of another of its collations: MySQL prints both only where a statement named them, and CREATE … SELECT names neither.
 */
async function dumpLines(
  server: ServerHandle,
  schemas: readonly string[],
  collations: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const own = {
    mysql: ['--set-gtid-purged=OFF', '--column-statistics=0', '--no-tablespaces'],
    mariadb: ['--dump-history'],
  };
  const what = ['--routines', '--events', '--triggers', '--hex-blob', '--skip-extended-insert', '--complete-insert'];
  const quiet = ['--skip-comments', '--skip-dump-date', '--skip-lock-tables', '--force'];
  const text = await dump(server, [...own[server.flavour], ...what, ...quiet, '--databases', ...schemas]);
  const neutral = text.replaceAll(
    /^(\/\*!50106 CREATE.*?EVENT [\s\S]*? ON COMPLETION (?:NOT )?PRESERVE) (?:ENABLE|DISABLE ON SLAVE|DISABLE ON REPLICA|DISABLE)/gm,
    '$1',
  );
  let schema = '';
  return neutral
    .replaceAll(/( CHARACTER SET \w+)( COLLATE \w+)/g, (both, charset: string, collation: string) =>
      collations.has(both) ? charset : collation,
    )
    .split('\n')
    .flatMap((line) => {
      schema = /^USE (`.*`);$/.exec(line)?.[1] ?? schema;
      return /^\/\*!\d+ SET |^SET @/.test(line) ? [] : [`${schema}: ${line}`];
    });
}

function dump(server: ServerHandle, args: readonly string[]): Promise<string> {
  const child = spawn(
    server.programs.dump,
    ['--no-defaults', `--user=${ADMIN.user}`, `--socket=${server.socket}`, '--default-character-set=utf8mb4', ...args],
    { env: { ...process.env, MYSQL_PWD: ADMIN.password }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
}

/** Lines that one side has more often than the other, `-` for the source's. */
function differingLines(before: readonly string[], after: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of before) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of after) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([line, count]) => `${count > 0 ? '-' : '+'} ${line.slice(0, SHOWN)}`);
}

/** Characters of a line that are shown. */
const SHOWN = 400;
