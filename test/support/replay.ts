import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import type { ReplayEvent, ReplayOptions, ReplayReport } from '../../electron/engine/replay/replay-options.ts';
import { replayShard } from '../../electron/engine/replay/replay-shard.ts';
import { logEvents } from './log-files.ts';
import type { ServerHandle } from './server-handle.ts';

export interface ReplayTestOptions extends Partial<ReplayOptions> {
  /** Instead of everything that is in the source's log. */
  readonly events?: AsyncIterable<ReplayEvent>;
  /** Is given the session before the replay begins. */
  readonly onSession?: (session: Session) => void;
}

/** Replays the whole binary log of one server to another one. */
export async function replayLog(
  source: ServerHandle,
  target: ServerHandle,
  { events = logEvents(source), onSession, ...options }: ReplayTestOptions = {},
): Promise<ReplayReport> {
  const session = await connect(target.shard('target'));
  onSession?.(session);
  return replayShard(session, events, {
    flavour: source.flavour,
    route: 'same',
    stop: { kind: 'end' },
    maxStatement: 64 << 20,
    skipBinlog: true,
    ...options,
  });
}

/** Where the server's log ends now. */
export async function logEnd(server: ServerHandle): Promise<{ file: string; position: number }> {
  const statement = server.flavour === 'mysql' ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
  const [file = '', position] = (await server.client(statement)).split('\t');
  return { file, position: Number(position) };
}
