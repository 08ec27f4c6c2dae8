import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { runProgram } from './run-program.ts';

/** Paths of a flavour's server and stock programs; plain data. */
export interface ServerPrograms {
  /** As the program says it, such as `10.11.19-MariaDB-0+deb12u1` or `9.7.4-2`. */
  readonly version: string;
  readonly server: string;
  readonly client: string;
  readonly dump: string;
  readonly binlog: string;
  /** MariaDB only: what fills a new data folder. */
  readonly install: string | null;
  /** Folder of plugins that setup unpacked for this server, null where it has its own. */
  readonly plugins: string | null;
}

/** Where setup keeps what tests and the demo use again. */
export const CACHE_FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shardkeep');

const NAMES = {
  mariadb: { server: ['mariadbd', 'mysqld'], client: 'mariadb', dump: 'mariadb-dump', binlog: 'mariadb-binlog' },
  mysql: { server: ['mysqld'], client: 'mysql', dump: 'mysqldump', binlog: 'mysqlbinlog' },
} as const satisfies Record<Flavour, object>;

/** `installed`: what the machine has; else a newer or older MariaDB that setup unpacked beside it, by the name of its folder. */
export type Release = 'installed' | 'mariadb-11' | 'mariadb-10.5';

/** Finds a flavour's programs on this machine, or null when its server is not there; throws when one is missing beside it. */
export async function findPrograms(flavour: Flavour, release: Release = 'installed'): Promise<ServerPrograms | null> {
  const names = NAMES[flavour];
  const places = release === 'installed' ? searchFolders(flavour) : [join(CACHE_FOLDER, release)];
  for (const server of await findAll(names.server, places)) {
    const version = /Ver (\S+)/.exec(await runProgram(server, ['--version']))?.[1];
    if (version === undefined || /mariadb/i.test(version) !== (flavour === 'mariadb')) continue;
    // Its own folder first: beside another flavour, PATH may lead to that one's client.
    const folders = [dirname(server), ...places];
    const find = async (name: string): Promise<string> => {
      const [path] = await findAll([name], folders);
      if (path === undefined) throw new Error(`${server} is installed, but ${name} is not; npm run setup -- --servers`);
      return path;
    };
    return {
      version,
      server,
      client: await find(names.client),
      dump: await find(names.dump),
      binlog: await find(names.binlog),
      install: flavour === 'mariadb' ? await find('mariadb-install-db') : null,
      plugins: flavour === 'mariadb' ? await unpackedPlugins(version) : null,
    };
  }
  return null;
}

async function unpackedPlugins(version: string): Promise<string | null> {
  const folder = join(CACHE_FOLDER, `mariadb-plugins-${version.split('-')[0]}`);
  return access(folder).then(
    () => folder,
    () => null,
  );
}

/** Servers are often installed where only root's PATH leads, or unlinked because two flavours would collide. */
function searchFolders(flavour: Flavour): string[] {
  return [
    ...(flavour === 'mysql' ? [join(CACHE_FOLDER, 'mysql')] : []),
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    '/usr/sbin',
    '/usr/libexec',
    '/usr/local/mysql/bin',
    `/opt/homebrew/opt/${flavour}/bin`,
    `/usr/local/opt/${flavour}/bin`,
  ];
}

async function findAll(names: readonly string[], folders: readonly string[]): Promise<string[]> {
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const usable = await Promise.all(
    candidates.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return candidates.filter((_, index) => usable[index]);
}
