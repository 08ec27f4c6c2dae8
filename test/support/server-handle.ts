import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { ServerPrograms } from './programs.ts';
import { runProgram } from './run-program.ts';

/** A running server as plain data, so that Vitest can hand it to test files. */
export interface ServerData {
  readonly flavour: Flavour;
  /** `SELECT VERSION()`. */
  readonly version: string;
  /** Listens on 127.0.0.1. */
  readonly port: number;
  readonly socket: string;
  /** Holds `data`, `error.log` and the socket. */
  readonly folder: string;
  readonly pid: number;
  /** PEM file that proves the server's certificate for 127.0.0.1; null unless started with `tls: 'certified'`. */
  readonly ca: string | null;
  readonly programs: ServerPrograms;
}

interface ClientOptions {
  /** Default schema. */
  readonly database?: string;
  readonly via?: 'tcp' | 'socket';
  /** Further arguments of the stock client, such as `--column-names`. */
  readonly args?: readonly string[];
}

/** What tests do with a server, wherever it was started. */
export interface ServerHandle extends ServerData {
  /** The server as a shard named `name`, with the admin account; `more` adds schemas, TLS or another account. */
  shard(name: string, more?: Partial<Omit<Shard, 'name'>>): Shard;
  /** Runs SQL by the stock client in batch mode (tab-separated, no column names); throws with the client's words. */
  client(sql: string | Buffer, options?: ClientOptions): Promise<string>;
  /** Runs the stock dump program with these arguments after the connection's and returns its SQL. */
  dump(args: readonly string[]): Promise<string>;
}

/** An account with all privileges on every server, usable by TCP and socket. */
export const ADMIN = { user: 'shardkeep', password: 'secret-Pa55' } as const;

/** Adds the tools to a server's data. */
export function serverHandle(data: ServerData): ServerHandle {
  const environment = { MYSQL_PWD: ADMIN.password }; // never an argument: those are visible to every user
  const connectBy = (via: 'tcp' | 'socket') => [
    '--no-defaults',
    `--user=${ADMIN.user}`,
    '--default-character-set=utf8mb4',
    ...(via === 'socket'
      ? ['--protocol=socket', `--socket=${data.socket}`]
      : ['--protocol=tcp', '--host=127.0.0.1', `--port=${data.port}`]),
    // Without TLS the password goes encrypted by the server's key, which the client must be allowed to ask for.
    ...(data.flavour === 'mysql' ? ['--get-server-public-key'] : []),
  ];
  return {
    ...data,
    shard: (name, more) => ({ name, host: '127.0.0.1', port: data.port, ...ADMIN, ...more }),
    client: (sql, { database, via = 'tcp', args = [] } = {}) => {
      const all = [...connectBy(via), '--batch', '--skip-column-names', '--local-infile=1', ...args];
      if (database !== undefined) all.push(`--database=${database}`);
      return runProgram(data.programs.client, all, { input: sql, env: environment });
    },
    dump: (args) => runProgram(data.programs.dump, [...connectBy('tcp'), ...args], { env: environment }),
  };
}
