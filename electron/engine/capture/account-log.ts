import type { LoggedAccounts } from '../../../shared/binlog-range.ts';
import { brokenChain } from '../binlog/broken-chain.ts';
import type { LogPlace } from './collect-log.ts';
import { type Secret, secretTable, withoutStatement } from './logged-secrets.ts';

/** How many of a segment's statements tell what. */
export type AccountCounts = { -readonly [K in keyof LoggedAccounts]: number };

/** Counts what a log tells of accounts, and leaves it out where that was asked for. */
export class AccountLog {
  readonly #shard: string;
  readonly #leavesOut: boolean;

  constructor(shard: string, leavesOut: boolean) {
    this.#shard = shard;
    this.#leavesOut = leavesOut;
  }

  /** Takes a statement's event; returns what is stored in its place. */
  statement(event: Buffer, secret: Secret, checksums: boolean, counts: AccountCounts): Buffer {
    if (this.#leavesOut) {
      counts.leftOut++;
      return withoutStatement(event, checksums);
    }
    if (secret !== 'none') counts[secret === 'hash' ? 'hashes' : 'plain']++;
    return event;
  }

  /** Takes a table whose rows change. Nothing can stand in the place of rows alone. */
  table(tableMap: Buffer, { file, position }: LogPlace, counts: AccountCounts): void {
    const table = secretTable(tableMap);
    if (table === undefined) return;
    if (!this.#leavesOut) counts.hashes++;
    else throw brokenChain(this.#shard, { code: 'account-rows', table: `mysql.${table}`, file, position });
  }
}
