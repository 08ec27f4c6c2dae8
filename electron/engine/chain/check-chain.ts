import { isDeepStrictEqual } from 'node:util';
import type { BinlogPosition, BinlogRange } from '../../../shared/binlog-range.ts';
import type { ManifestShard } from '../../../shared/manifest.ts';
import { brokenChain } from '../binlog/broken-chain.ts';
import { BINLOG_MAGIC } from '../binlog/event.ts';
import { EngineError } from '../engine-error.ts';
import type { LaneHandle } from '../lane/lane-pool.ts';
import { missingForLog } from '../mysql/check-privileges.ts';
import type { Session } from '../mysql/connect.ts';
import { readAccount, readGrants } from '../mysql/grants.ts';
import { quoteText } from '../mysql/quote.ts';
import { readReplication } from '../mysql/read-replication.ts';
import { parseVersion, type ServerInfo } from '../mysql/server-info.ts';
import { Tally } from '../progress.ts';
import { diagnoseLog, whyMissing } from './diagnose-log.ts';
import { findLogGap } from './logs-everything.ts';
import { readLogFiles } from './read-log-files.ts';

/** A shard as it is now. */
export interface ChainedShard {
  readonly control: Session;
  readonly info: ServerInfo;
  /** Reads the log. */
  readonly lane: LaneHandle;
}

/** A shard as it was when a set ended. */
export type ChainEnd = Pick<
  ManifestShard,
  'name' | 'flavour' | 'version' | 'uuid' | 'variables' | 'binlog' | 'replication'
>;

/**
 * Makes sure that the shard's binary log goes on exactly where a set ended, before anything is written: same server, same
 * log, nothing purged, rows and not statements. The last transaction that the set holds is read again and must be the same
 * bytes at the same place. Throws 'chain-broken' and returns where the next set begins.
 */
export async function checkChain(now: ChainedShard, set: string, was: ChainEnd): Promise<BinlogPosition> {
  const { control, info, lane } = now;
  const { name } = control.shard;
  const missing = missingForLog(info, await readGrants(control), await readAccount(control));
  if (missing.length > 0)
    throw brokenChain(name, { code: 'log-unreadable', grant: missing.map(({ grant }) => grant).join(' ') });
  const gap = await findLogGap(control, info);
  if (gap) throw brokenChain(name, gap);
  refuseOtherServer(name, info, was);
  await refuseUnloggedChanges(control, info, was);
  if (info.binlogFormat !== 'ROW') throw brokenChain(name, { code: 'format', format: info.binlogFormat });
  if (!was.binlog) throw brokenChain(name, { code: 'no-position', set });
  const { to, fingerprint } = was.binlog;
  const broken = async (cause?: unknown) => brokenChain(name, await whyMissing(control, to.file, to.position), cause);
  const files = await readLogFiles(control);
  const size = files.get(to.file);
  if (size === undefined || size < to.position || (await hasForgotten(control, to))) throw await broken();
  const { from, expected } = placeToCheck(was.binlog, files);
  const again = await lane
    .call('capture', {
      shard: control.shard,
      server: control.identity,
      from,
      until: { file: to.file, position: to.position },
      compressed: false, // one transaction
      folder: null,
      volumePerFile: false,
      withoutAccounts: false,
      tally: new Tally().buffer,
    })
    .catch(async (error) => {
      if (error instanceof EngineError && error.failure.code === 'damaged') throw await broken(error);
      return diagnoseLog(control, from, error);
    });
  if (again.fingerprint !== fingerprint || !isDeepStrictEqual(again.last, expected)) throw await broken();
  return to;
}

/**
 * Where the log is read again, and the last transaction that must come out. Where the set ended in the head of a file and
 * the server has purged those before it, the head has to do: nobody else has one of this name and second (`fingerprint`).
 */
function placeToCheck({ to, last }: BinlogRange, files: ReadonlyMap<string, number>) {
  if (last && (last.file === to.file || files.has(last.file)))
    return { from: { file: last.file, position: last.from }, expected: last };
  return { from: { file: to.file, position: last ? BINLOG_MAGIC.length : to.position }, expected: null };
}

function refuseOtherServer(name: string, info: ServerInfo, was: ChainEnd): void {
  const version = (text: string) => Math.floor(parseVersion(text) / 100);
  if (info.flavour !== was.flavour || version(info.version) !== version(was.version))
    throw brokenChain(name, { code: 'other-version', was: was.version, is: info.version });
  if (info.uuid !== was.uuid)
    throw brokenChain(name, { code: 'other-server', was: was.uuid ?? '', is: info.uuid ?? '' });
}

/**
 * Throws where the server has applied changes of another one since the set and its log does not have them: as a replica
 * that was started for a while, or that was promoted since. MariaDB counts all it applies in gtid_slave_pos, logged or not;
 * MySQL counts among its purged transactions those that it executed without logging them.
 */
async function refuseUnloggedChanges(control: Session, info: ServerInfo, was: ChainEnd): Promise<void> {
  const { applied: then } = was.replication ?? { applied: '' };
  if (control.flavour === 'mysql') {
    if (!was.replication) return;
    const [row] = await control.texts(`SELECT GTID_SUBTRACT(@@GLOBAL.gtid_purged, ${quoteText(then)}) AS unknown`);
    const unknown = (row?.unknown ?? '').replaceAll('\n', '');
    if (unknown !== '') throw brokenChain(control.shard.name, { code: 'applied-unlogged', was: then, is: unknown });
    return;
  }
  const logs = (variables: Readonly<Record<string, string>>) => /^(ON|1)$/i.test(variables.log_slave_updates ?? '');
  if (logs(info.variables) && logs(was.variables)) return;
  const { applied: now } = await readReplication(control, info);
  if (now !== then) throw brokenChain(control.shard.name, { code: 'applied-unlogged', was: then, is: now });
}

/** True where a MySQL server does not know transactions that it had executed before. */
async function hasForgotten(control: Session, { gtid }: BinlogPosition): Promise<boolean> {
  if (control.flavour !== 'mysql' || gtid === '') return false;
  const [row] = await control.texts(
    `SELECT GTID_SUBSET('${gtid.replace(/[^\w:,\- ]/g, '')}', @@GLOBAL.gtid_executed) AS known`,
  );
  return row?.known === '0';
}
