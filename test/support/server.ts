import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createDataFolder } from './data-folder.ts';
import { startGuard } from './guard.ts';
import { findPrograms, type ServerPrograms } from './programs.ts';
import { type ServerOptions, serverArguments, writeAccounts, writeCertificate } from './server-arguments.ts';
import { ADMIN, type ServerHandle, serverHandle } from './server-handle.ts';

/** A server of our own. It dies with this process, whatever ends it. */
export interface TestServer extends ServerHandle {
  /** Ends the server and removes its folder, which is why it need not shut down by itself; may be called again. */
  stop(): Promise<void>;
  /** SIGKILL; the folder stays for a look at it until `stop`. */
  kill(): Promise<void>;
  /** Shuts the server down and starts it on the same folder and port, with these arguments more. */
  restart(args?: readonly string[]): Promise<void>;
}

const START_MS = 60_000;
/** Between asking for a free port and listening on it, another process may take it. */
const PORT_TRIES = 3;

/** Starts a server with an empty data folder and the admin account; throws with the end of its log when it does not start. */
export async function startServer(options: ServerOptions): Promise<TestServer> {
  const { flavour, release } = options;
  const programs = await findPrograms(flavour, release);
  if (!programs)
    throw new Error(`no server ${release ?? flavour} is installed; npm run setup -- --servers installs it`);
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(await realpath(tmpdir()), 'shardkeep-')); // as the server will name it
    try {
      return await launch(options, programs, folder);
    } catch (error) {
      const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
      await rm(folder, { recursive: true, force: true });
      if (attempt < PORT_TRIES && /address already in use/i.test(log)) continue;
      const end = log.trimEnd().split('\n').slice(-8).join('\n');
      throw new Error(`${programs.server} did not start: ${error instanceof Error ? error.message : error}\n${end}`);
    }
  }
}

async function launch(options: ServerOptions, programs: ServerPrograms, folder: string): Promise<TestServer> {
  const at = (name: string) => join(folder, name);
  const [port] = await Promise.all([
    freePort(),
    createDataFolder(programs, at('data'), options.lowerCaseNames),
    writeAccounts(at('init.sql')),
  ]);
  const ca = options.tls === 'certified' ? await writeCertificate(folder) : null;
  const env = { ...process.env, ...options.env, ...(options.zone === undefined ? {} : { TZ: options.zone }) };
  let running = await run(programs.server, serverArguments(options, programs, folder, port), env, folder);
  const kill = () => running.end('SIGKILL');
  const restart = async (args: readonly string[] = []) => {
    await running.end('SIGTERM');
    await writeFile(at('init.sql'), ''); // the accounts are there
    const before = running.guard;
    running = await run(programs.server, [...serverArguments(options, programs, folder, port), ...args], env, folder);
    before.release();
    await untilItAnswers(port, folder, running.child);
  };
  try {
    const version = await untilItAnswers(port, folder, running.child);
    const handle = serverHandle({
      flavour: options.flavour,
      version,
      port,
      socket: at('socket'),
      folder,
      pid: running.pid,
      ca,
      programs,
    });
    const stop = async () => {
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      running.guard.release();
    };
    return { ...handle, stop, kill, restart };
  } catch (error) {
    await kill();
    running.guard.release();
    throw error;
  }
}

/** A server's process, with a guard over it and its folder. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, folder: string) {
  // A Ctrl-C in the terminal is for us; we end the server when we are done with it.
  const child = spawn(program, args, { stdio: 'ignore', env, detached: true });
  const ended = once(child, 'exit').catch((error: Error) => error);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Error(String(await ended));
  const guard = startGuard(pid, folder);
  child.once('exit', () => guard.serverEnded());
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (hasEnded(child)) return;
    child.ref();
    child.kill(signal);
    await ended;
  };
  return { child, pid, guard, end };
}

/** Waits until the admin account can log in and returns the server's version. */
async function untilItAnswers(port: number, folder: string, child: ChildProcess): Promise<string> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    if (hasEnded(child)) throw new Error('it ended by itself');
    try {
      const connection = await createConnection({ host: '127.0.0.1', port, ...ADMIN });
      const [[row]] = await connection.query<RowDataPacket[]>('SELECT VERSION() AS version, @@datadir AS folder');
      await connection.end();
      // A port that another server of ours took in the meantime would let us in just as well.
      if (String(row?.folder).startsWith(folder)) return String(row?.version);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(30);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
