import { join } from 'node:path';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { TestServer } from '../support/server.ts';
import { ADMIN } from '../support/server-handle.ts';
import type { Peers } from './find-peers.ts';

/** One way to do the job; all of a group do the same job and are run in turn. */
export interface Contender {
  readonly name: string;
  /** Shell command; FOLDER is empty for dumps and holds what `source` of the group wrote for restores. */
  command(folder: string): string;
  /** For restores: the dump that it reads. */
  readonly source?: string;
}

/** Everything commands need to know about the machine. */
export interface Stage {
  readonly flavour: Flavour;
  readonly sources: readonly TestServer[];
  readonly targets: readonly TestServer[];
  readonly clusterFile: string;
  /** The same shards over TLS with a certificate that is checked; null where that is not measured. */
  readonly tlsClusterFile: string | null;
  readonly targetFile: string;
  /** A client's option file with the account, so that no password is an argument. */
  readonly optionFile: string;
  readonly peers: Peers;
  /** One schema per source server. */
  readonly schemas: readonly string[];
}

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'cli.js');
/** Connections per shard of every tool that can have more than one. */
const CONNECTIONS = 2;
/** MySQL's programs encrypt wherever the server can; nobody else here does. */
const WITHOUT_TLS: Readonly<Record<Flavour, string>> = {
  mariadb: '',
  mysql: '--ssl-mode=DISABLED --get-server-public-key',
};
/** Shardkeep as it is built. */
export const ours = (args: string) => `'${process.execPath}' '${CLI}' ${args} --json`;

/** Runs a command for each server at the same time; fails if one of them does. */
function together(commands: readonly string[]): string {
  return `pids=(); ${commands.map((one) => `( ${one} ) & pids+=($!)`).join('; ')}; for pid in "\${pids[@]}"; do wait "$pid"; done`;
}

/** Dumps of all source servers, in the order they are run. */
export function dumpContenders(stage: Stage): Contender[] {
  const { flavour, clusterFile, tlsClusterFile, optionFile, sources, schemas, peers } = stage;
  const backup = (compression: string, over = '', cluster = clusterFile): Contender => ({
    name: `shardkeep ${compression}${over}`,
    command: (folder) =>
      ours(
        `backup --cluster '${cluster}' --to '${folder}' --lanes ${CONNECTIONS} --compression ${compression} --method hot`,
      ),
  });
  const mydumper = (name: string, program: string, options: string): Contender => ({
    name,
    command: (folder) =>
      together(
        sources.map(
          (server, i) =>
            `'${program}' --defaults-file='${optionFile}' -h 127.0.0.1 -P ${server.port} -B ${schemas[i]} -t ${CONNECTIONS} ${options} -o '${folder}/s${i}' >/dev/null 2>&1`,
        ),
      ),
  });
  const { newMydumper, oldMydumper, zstd } = peers;
  const stockDump = (name: string, zstdProgram: string, optionsOf: (server: TestServer) => string): Contender => ({
    name,
    command: (folder) =>
      together(
        sources.map(
          (server, i) =>
            `'${server.programs.dump}' --defaults-extra-file='${optionFile}' -h 127.0.0.1 -P ${server.port} ${optionsOf(server)} --single-transaction --databases ${schemas[i]} | '${zstdProgram}' -q -3 > '${folder}/s${i}.sql.zst'`,
        ),
      ),
  });
  // A dump with the source's GTIDs could not be restored to a server that has written transactions of its own.
  const own = flavour === 'mysql' ? `--set-gtid-purged=OFF ${WITHOUT_TLS.mysql}` : WITHOUT_TLS.mariadb;
  const verified = flavour === 'mysql' ? '--ssl-mode=VERIFY_CA' : '--ssl-verify-server-cert';
  return [
    backup('none'),
    backup('fast'),
    backup('default'),
    ...(tlsClusterFile === null
      ? []
      : [backup('none', ' over TLS', tlsClusterFile), backup('default', ' over TLS', tlsClusterFile)]),
    ...(newMydumper === null
      ? []
      : [
          mydumper('mydumper (new) none', newMydumper, ''),
          mydumper('mydumper (new) zstd', newMydumper, '-c ZSTD'),
          mydumper('mydumper (new) LOAD_DATA zstd', newMydumper, '-c ZSTD --format LOAD_DATA'),
        ]),
    ...(oldMydumper === null
      ? []
      : [mydumper('mydumper (Debian) none', oldMydumper, ''), mydumper('mydumper (Debian) gzip', oldMydumper, '-c')]),
    ...(zstd === null ? [] : [stockDump('stock dump, zstd -3', zstd, () => own)]),
    ...(zstd === null || tlsClusterFile === null
      ? []
      : [stockDump('stock dump, zstd -3, over TLS', zstd, ({ ca }) => `${own} ${verified} --ssl-ca='${ca}'`)]),
  ];
}

/** Restores into the empty target servers; each reads what the dump of its own kind wrote. */
export function restoreContenders(stage: Stage): Contender[] {
  const { flavour, targetFile, optionFile, targets, peers } = stage;
  const map = targets.map((_, i) => `--map s${i}=t${i}`).join(' ');
  const restore = (name: string, options: string): Contender => ({
    name,
    source: 'shardkeep default',
    command: (folder) =>
      ours(`restore --from '${folder}' --cluster '${targetFile}' ${map} --lanes ${CONNECTIONS} ${options}`),
  });
  const { newMyloader, oldMyloader, zstd } = peers;
  const myloader = (name: string, program: string, source: string, options: string): Contender => ({
    name,
    source,
    command: (folder) =>
      together(
        targets.map(
          (server, i) =>
            `'${program}' --defaults-file='${optionFile}' -h 127.0.0.1 -P ${server.port} -t ${CONNECTIONS} -d '${folder}/s${i}' ${options} >/dev/null 2>&1`,
        ),
      ),
  });
  const client = targets[0]?.programs.client ?? '';
  return [
    restore('shardkeep, not verified', '--no-verify --skip-binlog'), // as myloader does by default
    restore('shardkeep, every row proven', '--skip-binlog'),
    restore('shardkeep, with binary log', '--no-verify'),
    ...(newMyloader === null
      ? []
      : [
          myloader('myloader (new) INSERT', newMyloader, 'mydumper (new) zstd', ''),
          myloader('myloader (new) LOAD_DATA', newMyloader, 'mydumper (new) LOAD_DATA zstd', ''),
        ]),
    ...(oldMyloader === null ? [] : [myloader('myloader (Debian) INSERT', oldMyloader, 'mydumper (Debian) gzip', '')]),
    ...(zstd === null
      ? []
      : [
          {
            name: 'zstd -dc, stock client',
            source: 'stock dump, zstd -3',
            command: (folder: string) =>
              together(
                targets.map(
                  (server, i) =>
                    `'${zstd}' -q -dc '${folder}/s${i}.sql.zst' | '${client}' --defaults-extra-file='${optionFile}' -h 127.0.0.1 -P ${server.port} ${WITHOUT_TLS[flavour]}`,
                ),
              ),
          },
        ]),
  ];
}

/** Our own check of a whole set, and the floor below it: reading the same files and hashing them. */
export function verifyContenders(): Contender[] {
  return [
    { name: 'shardkeep verify', source: 'shardkeep default', command: (folder) => ours(`verify --from '${folder}'`) },
    {
      name: 'sha256sum of the files',
      source: 'shardkeep default',
      command: (folder) => `find '${folder}' -name '*.zip' | xargs sha256sum`,
    },
  ];
}

/** The account as the stock clients and mydumper read it. */
export function optionFileText(): string {
  const account = `user=${ADMIN.user}\npassword=${ADMIN.password}\n`;
  return ['client', 'mydumper', 'myloader'].map((group) => `[${group}]\n${account}`).join('\n');
}
