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
 * 11.5 moved that moment: as they stand in the set, an older server's current rows would be history on a newer one.
 */
export function withCurrentRows(table: Table, source: DatedServer, target: DatedServer): RestoredTable {
  const current = { inSet: lastMoment(source), here: lastMoment(target) };
  const end = table.columns.at(-1);
  if (!table.history || !end || current.inSet === current.here) return table;
  return { ...table, columns: [...table.columns.slice(0, -1), { ...end, current }] };
}

/** What stands in the row end of a server's current rows. */
export function lastMoment({ flavour, version, variables }: DatedServer): string {
  const longer =
    flavour === 'mariadb' &&
    parseVersion(version) >= MARIADB_LONGER_TIMESTAMP &&
    /64|s390x/.test(variables.version_compile_machine ?? '');
  return longer ? LONGER_LAST_MOMENT : LAST_MOMENT;
}

/** SQL that gives `value`, which is never NULL, with the moment `to` where it is `from`. */
export function exchangeMoment(value: string, from: string, to: string): string {
  return `COALESCE(NULLIF(${value},'${from}'),'${to}')`;
}
