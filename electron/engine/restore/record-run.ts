import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { JobProgress } from '../../../shared/job.ts';
import type { RestorePoint } from '../../../shared/restore-point.ts';
import { serverName } from '../../../shared/server-name.ts';
import type { RestoreRun } from '../../../shared/set-checks.ts';
import { now, writeRun } from '../verify/set-checks.ts';
import type { RestoreOptions } from './restore-options.ts';
import type { ShardScope } from './select-scope.ts';

/** How long the end of a restore waits for its drive. */
const END_MS = 5_000;

/** What a restore writes down beside its set. */
export interface RecordedRun {
  /** It writes from now on. */
  begin(): Promise<void>;
  /** It is over; without effect on one that did not begin. */
  end(state: 'half' | 'whole', tables: JobProgress['tables']): Promise<void>;
}

/**
 * Keeps beside the set how this restore stands, so that what it leaves half done is known to everybody who has the set. A
 * drive that nothing can be written to does not keep a restore from running.
 */
export function recordRun(
  folder: string,
  scopes: readonly ShardScope[],
  options: Pick<RestoreOptions, 'run' | 'point' | 'rename' | 'replace' | 'verify' | 'only' | 'chosen'>,
): RecordedRun {
  const { run: id = randomUUID(), point, rename, replace, verify } = options;
  const whole = options.only === undefined;
  const base = {
    kind: 'run' as const,
    id,
    began: now().at,
    targets: Object.fromEntries(scopes.map(({ source, target }) => [source.name, serverName(target)])),
    names: Object.fromEntries(scopes.map(({ source, target }) => [source.name, target.name])),
    ...(point?.kind === 'instant' ? { instant: point.at } : {}),
    ...(point?.kind === 'mark' ? { mark: point.name } : {}),
    ...(point?.kind === 'gtid' ? { after: gtidText(point) } : {}),
    ...(whole
      ? {}
      : { scope: Object.fromEntries(scopes.map(({ source, only }) => [source.name, only ? [...only] : null])) }),
    rename: Object.fromEntries(rename),
    replace,
    verify,
  };
  let begun = false;
  const write = (state: RestoreRun['state'], tables?: JobProgress['tables']) =>
    writeRun(folder, { ...base, ...now(), state, ...(tables && { restored: tables }) }).catch(() => {});
  return {
    begin: async () => {
      if (options.chosen !== undefined) return; // a proof, which takes away what it makes
      begun = true;
      await write('begun');
    },
    end: async (state, tables) => {
      // A network drive that hangs may never answer, and the restore has ended all the same.
      if (begun) await Promise.race([write(state, tables), setTimeout(END_MS, undefined, { ref: false })]);
    },
  };
}

function gtidText({ gtid, shard }: Extract<RestorePoint, { kind: 'gtid' }>): string {
  return shard === undefined ? gtid : `${shard}/${gtid}`;
}
