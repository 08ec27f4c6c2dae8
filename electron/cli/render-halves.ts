import type { ClusterProfile, SetSummary } from '../../shared/contract.ts';
import { formatCount } from '../../shared/format.ts';
import { openHalves, tablesThere } from '../../shared/half-restored.ts';
import { withRestoresBeside } from '../../shared/restores-beside.ts';
import { findSet } from '../engine/archive/set-folder.ts';
import { readChain } from '../engine/chain/read-chain.ts';
import { finishingCommand, undoStatements } from './say-half.ts';

/** A restore from a set of this destination that left a part on its targets. */
export interface HalfRestoredBeside {
  readonly run: string;
  readonly set: string;
  readonly at: string;
  /** `host:port` */
  readonly servers: readonly string[];
  readonly tables: { readonly done: number; readonly total: number } | null;
  /** It replaced what was there. */
  readonly replaced: boolean;
  /** FILE is the cluster file of these servers; null where the choice was the app's. */
  readonly finish: string | null;
  /** What takes it away again; empty where the set's manifest cannot be read any more. */
  readonly undo: readonly { readonly server: string; readonly statements: readonly string[] }[];
}

/** Statements of a server that are printed; `--json` has them all. */
const PRINTED = 10;

/** What is half restored by what is written down beside the sets, newest first. */
export async function halvesBeside(folder: string, sets: SetSummary[]): Promise<HalfRestoredBeside[]> {
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
  return Promise.all(
    openHalves(jobs).map(async (job) => {
      const run = runs.find(({ id }) => id === job.id);
      const set = job.request.id;
      const full = await fullOf(folder, set);
      return {
        ...{ run: job.id, set, at: job.endedAt ?? job.startedAt, tables: tablesThere(job) },
        servers: [...new Set(Object.values(job.request.map))],
        replaced: job.request.replace,
        finish: run ? finishingCommand(run, folder, set) : null,
        undo: run && full ? undoStatements(run, full) : [],
      };
    }),
  );
}

async function fullOf(folder: string, id: string) {
  try {
    const [full] = await readChain(folder, await findSet(folder, id));
    return full?.manifest;
  } catch {
    return undefined;
  }
}

/** What `list` says of them: that it is so, what finishes it, and what undoes it. */
export function halfLines(halves: readonly HalfRestoredBeside[], destination: string): string[] {
  const lines = halves.flatMap(({ set, at, servers, tables, replaced, finish, undo }) => {
    const part = tables === null ? '' : `, ${formatCount(tables.done)} of ${formatCount(tables.total)} tables`;
    return [
      `HALF RESTORED since ${at.slice(0, 19)}Z from ${set}${part}: ${servers.join(', ')}. Do not use it before it is finished or undone.`,
      finish === null
        ? '  To finish it: the same restore again in the app, which chose tables per shard.'
        : `  To finish it, with the cluster file of these servers: ${finish}`,
      '    It goes on with the log where only that is left. Where it says that something is in the way, add --replace.',
      ...undo.flatMap(({ server, statements }) => [
        `  To undo it, on ${server}:`,
        ...statements.slice(0, PRINTED).map((sql) => `    ${sql}`),
        ...(statements.length > PRINTED
          ? [`    … and ${formatCount(statements.length - PRINTED)} more; --json has all of them.`]
          : []),
      ]),
      `    These drop all that they name. ${replaced ? 'It replaced what was there before, which only an older set has. ' : ''}Then: shardkeep undone --from ${destination} --id ${set}`,
    ];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}
