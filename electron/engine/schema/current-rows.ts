import type { Column, ManifestShard, Table } from '../../../shared/manifest.ts';
import { parseVersion } from '../mysql/server-info.ts';

/** What stands in the row end of rows that are still there: in the set, and on the server at hand. */
interface CurrentEnd {
  readonly inSet: string;
  readonly here: string;
}

/** A column as a restore writes and compares it. */
export interface RestoredColumn extends Column {
  /** Only of a row end whose last moment is another one on this server than on the source. */
  readonly current?: CurrentEnd;
  /** Only of a TIMESTAMP that can be later on the source than on this server. */
  readonly mayBeLate?: true;
}

/** A table of a set as a restore writes and compares it. */
export interface RestoredTable extends Omit<Table, 'columns'> {
  readonly columns: RestoredColumn[];
}

/** What tells a server's last moment: a shard of a set, or a server at hand. */
export type DatedServer = Pick<ManifestShard, 'flavour' | 'version' | 'variables'>;

/** https://mariadb.com/kb/en/timestamp/ - 64-bit servers since 11.5, as an unsigned number of seconds. */
const MARIADB_LONGER_TIMESTAMP = 110_500;
const LAST_MOMENT = '2038-01-19 03:14:07.999999';
const LONGER_LAST_MOMENT = '2106-02-07 06:28:15.999999';

/**
 * The table as `target` takes it. MariaDB marks rows that are still there by the last moment that a TIMESTAMP can hold, and
 * 11.5 moved that moment: as they stand in the set, an older server's current rows would be history on a newer one. Other
 * moments that an older server cannot hold are marked.
 */
export function withCurrentRows(table: Table, source: DatedServer, target: DatedServer): RestoredTable {
  const current = { inSet: lastMoment(source), here: lastMoment(target) };
  if (current.inSet === current.here) return table;
  const end = table.history ? table.columns.at(-1) : undefined;
  const columns = table.columns.map((column): RestoredColumn => {
    if (column === end) return { ...column, current };
    const mayBeLate = current.here < current.inSet && column.dataType === 'timestamp';
    return mayBeLate ? { ...column, mayBeLate } : column;
  });
  return { ...table, columns };
}

/** What stands in the row end of a server's current rows. */
export function lastMoment({ flavour, version, variables }: DatedServer): string {
  const longer =
    flavour === 'mariadb' &&
    parseVersion(version) >= MARIADB_LONGER_TIMESTAMP &&
    /64|s390x/.test(variables.version_compile_machine ?? '');
  return longer ? LONGER_LAST_MOMENT : LAST_MOMENT;
}

/** The first second that servers of the shorter kind cannot hold. */
const BEYOND_LAST_MOMENT = '2038-01-19 03:14:08';

/**
 * SQL that gives the text `value` in a form of which such a server makes zero, and a warning, where it is too late: of the
 * fraction of a late moment MariaDB 10.11 would make that of 1970-01-01.
 */
export function withoutLateFraction(value: string): string {
  return `LEAST(${value},'${BEYOND_LAST_MOMENT}')`;
}

/** SQL that gives `value`, which is never NULL, with the moment `to` where it is `from`. */
export function exchangeMoment(value: string, from: string, to: string): string {
  return `COALESCE(NULLIF(${value},'${from}'),'${to}')`;
}
