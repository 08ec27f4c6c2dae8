import { spawnSync } from 'node:child_process';
import { ownIdentity, type ProcessIdentity } from '../../electron/engine/store/process-identity.ts';

/** A lock as this version writes it: of a process of this boot that has ended, unless told otherwise. */
export async function lockText(who: Partial<ProcessIdentity> = {}, beat = '000000000000'): Promise<string> {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const identity = { ...(await ownIdentity()), pid, ...who };
  const since = '2026-01-01T00:00:00.000Z';
  return `${JSON.stringify({ pid: identity.pid, host: identity.host, since, run: 'x', doing: 'backup old', who: identity, beat })}\n`;
}
