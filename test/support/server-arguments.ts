import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { AS_ROOT, LOWER_CASE_NAMES, REDO_LOG } from './data-folder.ts';
import type { Release, ServerPrograms } from './programs.ts';
import { runProgram } from './run-program.ts';
import { ADMIN } from './server-handle.ts';

export interface ServerOptions {
  readonly flavour: Flavour;
  /** Default: the server that the machine has. */
  readonly release?: Release;
  /** Server arguments after ours, so that they win. */
  readonly args?: readonly string[];
  /** Names of tables and schemas are stored in lower case (lower_case_table_names = 1). */
  readonly lowerCaseNames?: boolean;
  /** Time zone of its machine, such as `Asia/Shanghai`. */
  readonly zone?: string;
  /** InnoDB buffer pool, such as `64M`. */
  readonly bufferPool?: string;
  /**
   * stock – what the flavour does by itself: MySQL offers TLS with a certificate nobody can check, MariaDB 10.11 none;
   * off – the server refuses TLS; certified – a certificate for 127.0.0.1 that `ca` proves.
   */
  readonly tls?: 'stock' | 'off' | 'certified';
  /** Added to the server's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Loopback only, binary log in rows, LOAD DATA LOCAL allowed; durability is given up for speed. */
export function serverArguments(
  options: ServerOptions,
  { plugins }: Pick<ServerPrograms, 'plugins'>,
  folder: string,
  port: number,
): string[] {
  const own: Record<Flavour, string[]> = {
    mariadb: ['--binlog-format=ROW', `--innodb-log-file-size=${REDO_LOG}`],
    mysql: [
      '--mysqlx=OFF',
      '--gtid-mode=ON',
      '--enforce-gtid-consistency=ON',
      `--innodb-redo-log-capacity=${REDO_LOG}`,
      // 100 MB less memory for each server
      '--table-open-cache=400',
      '--table-definition-cache=400',
    ],
  };
  const off: Record<Flavour, string[]> = { mariadb: ['--skip-ssl'], mysql: ['--tls-version='] };
  const tls = {
    stock: [],
    off: off[options.flavour],
    certified: [`--ssl-cert=${join(folder, 'cert.pem')}`, `--ssl-key=${join(folder, 'key.pem')}`],
  }[options.tls ?? 'stock'];
  return [
    '--no-defaults',
    ...AS_ROOT,
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'socket')}`,
    `--tmpdir=${folder}`, // a starting mariadbd clears what others have in a common one
    `--pid-file=${join(folder, 'pid')}`,
    `--log-error=${join(folder, 'error.log')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--server-id=${port}`, // unique among the servers of this machine
    '--skip-name-resolve',
    '--log-bin=binlog',
    '--sync-binlog=0',
    '--local-infile=1',
    '--secure-file-priv=',
    `--innodb-buffer-pool-size=${options.bufferPool ?? '64M'}`,
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-doublewrite=OFF',
    ...(plugins === null ? [] : [`--plugin-dir=${plugins}`]),
    ...own[options.flavour],
    ...(options.lowerCaseNames ? LOWER_CASE_NAMES : []),
    ...tls,
    ...(options.args ?? []),
  ];
}

/** Runs before the server listens; kept out of the binary log, which starts empty. */
export function writeAccounts(file: string): Promise<void> {
  const account = `'${ADMIN.user}'@'%'`;
  const statements = [
    'SET sql_log_bin=0',
    `CREATE USER ${account} IDENTIFIED BY '${ADMIN.password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION`,
  ];
  return writeFile(file, `${statements.join(';\n')};\n`, { mode: 0o600 });
}

/** A self-signed certificate for 127.0.0.1, which is its own authority. */
export async function writeCertificate(folder: string): Promise<string> {
  const cert = join(folder, 'cert.pem');
  const subject = ['-subj', '/CN=shardkeep-test', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key.pem')];
  await runProgram('openssl', ['req', '-x509', '-days', '30', ...key, '-out', cert, ...subject]);
  return cert;
}
