import type { Flavour } from './connect.ts';

/** Which server is asked; the version as `parseVersion` has it. */
interface Server {
  readonly flavour: Flavour;
  readonly versionNumber: number;
}

/** MariaDB 10.5.2 took most privileges of today out of SUPER. */
const MARIADB_SPLIT_SUPER = 100_502;

/** What a session needs to keep what it writes out of the binary log. */
export function skipLogPrivilege({ flavour, versionNumber }: Server): string {
  if (flavour === 'mariadb') return versionNumber >= MARIADB_SPLIT_SUPER ? 'BINLOG ADMIN' : 'SUPER';
  if (versionNumber >= 80_014) return 'SESSION_VARIABLES_ADMIN';
  return versionNumber >= 80_000 ? 'SYSTEM_VARIABLES_ADMIN' : 'SUPER';
}

/** What a session needs to run BINLOG statements, and to take over what the source had for each. */
export function applyLogPrivileges({ flavour, versionNumber }: Server): [string, ...string[]] {
  if (flavour === 'mariadb') return [versionNumber >= MARIADB_SPLIT_SUPER ? 'BINLOG REPLAY' : 'SUPER'];
  return versionNumber >= 80_018 ? ['REPLICATION_APPLIER', 'SESSION_VARIABLES_ADMIN'] : ['SUPER'];
}

/** What it takes to create objects that run as another account: MySQL 8.2 split SET_USER_ID. */
export function definerPrivileges({ flavour, versionNumber }: Server): [string, ...string[]] {
  if (flavour === 'mariadb') return [versionNumber >= MARIADB_SPLIT_SUPER ? 'SET USER' : 'SUPER'];
  if (versionNumber >= 80_200) return ['SET_ANY_DEFINER', 'ALLOW_NONEXISTENT_DEFINER'];
  return [versionNumber >= 80_000 ? 'SET_USER_ID' : 'SUPER'];
}

/** What it takes to create spatial reference systems, which MySQL has since 8.0 and a privilege for since 9.2. */
export function spatialPrivilege({ versionNumber }: Server): string {
  return versionNumber >= 90_200 ? 'CREATE_SPATIAL_REFERENCE_SYSTEM' : 'SUPER';
}
