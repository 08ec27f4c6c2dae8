import type { ClusterProfile, SetSummary } from '../../shared/contract.ts';
import { formatCount } from '../../shared/format.ts';
import { openHalves, tablesThere } from '../../shared/half-restored.ts';
import { withRestoresBeside } from '../../shared/restores-beside.ts';

/** A restore from a set of this destination that left a part on its targets. */
export interface HalfRestoredBeside {
  readonly set: string;
  readonly at: string;
  /** `host:port` */
  readonly servers: readonly string[];
  readonly tables: { readonly done: number; readonly total: number } | null;
}

/** What is half restored by what is written down beside the sets, newest first. */
export function halvesBeside(folder: string, sets: SetSummary[]): HalfRestoredBeside[] {
  const runs = sets.flatMap(({ checks = [] }) => checks.filter((one) => one.kind === 'run'));
  const servers = [...new Set(runs.flatMap(({ targets }) => Object.values(targets)))];
  // To the rules that the app judges by, all servers together are one cluster.
  const all: ClusterProfile = {
    ...{ id: '', name: '' },
    shards: servers.map((server) => {
      const colon = server.lastIndexOf(':');
      const place = { host: server.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(server.slice(colon + 1)) };
      return { id: server, name: server, ...place, user: '-', hasPassword: false };
    }),
  };
  const jobs = withRestoresBeside([], [{ path: folder, sets }], [all]);
  return openHalves(jobs).map((job) => ({
    set: job.request.id,
    at: job.endedAt ?? job.startedAt,
    servers: [...new Set(Object.values(job.request.map))],
    tables: tablesThere(job),
  }));
}

/** What `list` says of them. */
export function halfLines(halves: readonly HalfRestoredBeside[]): string[] {
  const lines = halves.map(({ set, at, servers, tables }) => {
    const part = tables === null ? '' : `, ${formatCount(tables.done)} of ${formatCount(tables.total)} tables`;
    return `HALF RESTORED since ${at.slice(0, 19)}Z from ${set}${part}: ${servers.join(', ')}. Do not use it before the same restore has run again.`;
  });
  return lines.length === 0 ? [] : ['', ...lines];
}
