import { hash } from 'node:crypto';
import type { StoredAccounts } from '../../../shared/manifest.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { accountName } from '../mysql/account-name.ts';
import type { Session } from '../mysql/connect.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import type { SourceException } from '../schema/source-exception.ts';
import { type ReadAccount, readAccounts } from './read-accounts.ts';

/** The entry that holds them; one per shard. */
const ENTRY = 'accounts/accounts.sql';

/** Reads the accounts of one shard and stores them as an entry that the stock client can run. */
export async function storeAccounts(
  shard: string,
  session: Session,
  info: ServerInfo,
  lane: LaneHandle,
): Promise<{ accounts: StoredAccounts; exceptions: SourceException[] }> {
  const read = await readAccounts(session, info);
  const { sql, list } = writeAccountsFile(read.accounts);
  const [place] = await lane.call('store', { entries: [{ name: ENTRY, bytes: sql }] });
  if (!place) throw new Error('The accounts were given no place.');
  return {
    accounts: { place, bytes: sql.length, sha256: hash('sha256', sql, 'hex'), list },
    exceptions: read.exceptions.map((exception) => ({ shard, schema: '', kind: 'account', ...exception })),
  };
}

/** All accounts first, then what they were given: roles are given to roles. */
function writeAccountsFile(accounts: readonly ReadAccount[]): { sql: Buffer; list: StoredAccounts['list'] } {
  const pieces = [Buffer.from('-- Shardkeep: accounts, with their password hashes\n\\C utf8mb4\n')];
  let length = pieces[0]?.length ?? 0;
  const add = (text: string) => {
    const bytes = Buffer.from(text, 'utf8');
    const range = { offset: length, length: bytes.length };
    pieces.push(bytes, Buffer.from(';\n'));
    length += bytes.length + 2;
    return range;
  };
  const creates = accounts.map(({ create }) => add(create));
  const list = accounts.map((account, i) => ({
    name: account.name,
    host: account.host,
    role: account.role,
    plugins: [...account.plugins],
    create: creates[i] ?? fail(account),
    grants: account.grants.map(add),
  }));
  return { sql: Buffer.concat(pieces), list };
}

function fail(account: ReadAccount): never {
  throw new Error(`${accountName(account)} was not written.`);
}
