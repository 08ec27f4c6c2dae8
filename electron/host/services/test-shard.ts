import type { Shard } from '../../../shared/cluster.ts';
import type { ShardCheck } from '../../../shared/contract.ts';
import { matchesSchema, unmatchedGlobs } from '../../../shared/glob.ts';
import { serverName } from '../../../shared/server-name.ts';
import { fail, failureOf } from '../../engine/engine-error.ts';
import { type MissingPrivilege, missingForBackup } from '../../engine/mysql/check-privileges.ts';
import { connect, type Session } from '../../engine/mysql/connect.ts';
import { readAccount, readGrants } from '../../engine/mysql/grants.ts';
import { readServerInfo } from '../../engine/mysql/server-info.ts';
import { describeTables } from '../../engine/schema/describe-tables.ts';
import { listSchemas } from '../../engine/schema/list-schemas.ts';

const CONNECT_MS = 8_000;
/** For everything after the login; only a server that hangs takes this long. */
const LOOK_MS = 20_000;

/** Logs in, looks what the account sees and lacks, and logs out. Never throws: a failure is the result. */
export async function testShard(shard: Shard): Promise<ShardCheck> {
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const began = performance.now();
    const opened = await connect(shard, { timeoutMs: CONNECT_MS, signal: AbortSignal.timeout(CONNECT_MS + 2000) });
    session = opened;
    const milliseconds = performance.now() - began;
    timer = setTimeout(() => opened.destroy(), LOOK_MS);
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(tooSlow(shard)), LOOK_MS + 50).unref();
    });
    return await Promise.race([look(opened, milliseconds), late]);
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    return { state: 'failed', failure: timedOut ? tooSlow(shard).failure : failureOf(error) };
  } finally {
    clearTimeout(timer);
    await session?.close();
  }
}

/** What is required first. */
export function orderMissing(missing: readonly MissingPrivilege[]): MissingPrivilege[] {
  return missing.toSorted((a, b) => Number(a.needed === 'better') - Number(b.needed === 'better'));
}

async function look(session: Session, milliseconds: number): Promise<ShardCheck> {
  const info = await readServerInfo(session);
  const [grants, account] = [await readGrants(session), await readAccount(session)];
  const all = await listSchemas(session);
  const names = all.filter((name) => matchesSchema(session.shard.schemas, name));
  const { tables } = await describeTables(session, names);
  const bySchema = Map.groupBy(tables, (table) => table.schema);
  // Schemas that were named but are not seen are just those the account lacks privileges on.
  const wanted = [...new Set([...names, ...(session.shard.schemas ?? []).filter((glob) => !/[*?]/.test(glob))])];
  return {
    state: 'ok',
    flavour: info.flavour,
    version: info.version,
    line: session.line,
    milliseconds,
    schemas: names.map((name) => {
      const own = bySchema.get(name) ?? [];
      return {
        name,
        tables: own.length,
        rows: own.reduce((sum, table) => sum + table.rowEstimate, 0),
        bytes: own.reduce((sum, table) => sum + table.byteEstimate, 0),
      };
    }),
    missing: orderMissing(missingForBackup(info, grants, account, wanted, 'hot')),
    unmatched: unmatchedGlobs(session.shard.schemas, all),
  };
}

function tooSlow(shard: Shard) {
  const server = serverName(shard);
  return fail('slow-answer', { shard: shard.name, server }, { where: { shard: shard.name, server } });
}
