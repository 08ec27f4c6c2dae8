import { brokenChain } from '../binlog/broken-chain.ts';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { readAccount } from '../mysql/grants.ts';
import { readLogFiles } from './read-log-files.ts';

/** ER_MASTER_FATAL_ERROR_READING_BINLOG: the place that was asked for is not there. */
const CANNOT_READ = 1236;
/** MySQL's words, under that same number, where it would have to send transactions of another mode. */
const GTID_MODE = /@@GLOBAL\.GTID_MODE = (\w+)/;

/** Says what it means for a chain that a server did not give its log from a place on; other errors pass as they are. */
export async function diagnoseLog(
  control: Session,
  place: { readonly file: string; readonly position: number },
  error: unknown,
): Promise<never> {
  if (!(error instanceof EngineError)) throw error;
  const { name } = control.shard;
  const { file, position } = place;
  if (error.failure.code === 'missing-privilege') {
    const grant = `GRANT REPLICATION SLAVE ON *.* TO ${await readAccount(control)};`;
    throw brokenChain(name, { code: 'log-unreadable', grant }, error);
  }
  if (error.errno !== CANNOT_READ) throw error;
  const mode = GTID_MODE.exec(error.failure.message)?.[1];
  const why = mode === undefined ? await whyMissing(control, file, position) : ({ code: 'gtid-mode', mode } as const);
  throw brokenChain(name, why, error);
}

/** A file that is gone was purged when later ones are there; else the log was begun anew. */
export async function whyMissing(control: Session, file: string, position: number) {
  const files = [...(await readLogFiles(control)).keys()];
  const purged = !files.includes(file) && files.some((other) => numberOf(other) > numberOf(file));
  return purged ? ({ code: 'purged', file } as const) : ({ code: 'reset', file, position } as const);
}

/** `binlog.000012` → 12 */
function numberOf(file: string): number {
  return Number(file.slice(file.lastIndexOf('.') + 1));
}
