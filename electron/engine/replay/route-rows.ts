import { type ColumnLayout, readExactColumns } from '../binlog/count-rows.ts';
import { renameTableMap, type TableMap } from '../binlog/table-map.ts';
import { defect } from '../engine-error.ts';
import type { Dependence } from '../schema/session-dependence.ts';
import { LateMoments } from './late-moments.ts';
import { comparePositions } from './log-position.ts';
import type { TableEngines } from './read-engines.ts';
import type { LogPosition, ReplayOptions, TablePlace } from './replay-options.ts';
import { isSystemSchema } from './resolve-names.ts';
import type { AdaptRows, RowEnds } from './row-ends.ts';

/** What becomes of a table's rows. */
interface RowRoute {
  readonly target: TablePlace | null;
  readonly renamed: boolean;
  /** The target was asked about the table. */
  readonly asked: boolean;
  /** Rows up to here are in the table already; undefined once the log has passed it. */
  start: LogPosition | undefined;
  readonly rollsBack: boolean;
  /** Its rows are those of a sequence, which this target does not take from BINLOG. */
  readonly sequence: boolean;
  readonly computesBy: Dependence;
  readonly rowEnd: Awaited<ReturnType<RowEnds['find']>>;
}

/** A table whose stored generated columns the target computes anew, under settings of the session. */
export interface ComputingTable {
  readonly place: TablePlace;
  readonly by: Exclude<Dependence, 'row'>;
}

/** How a table's rows are sent; `map` is null where they are left out. */
interface TakenTable {
  readonly map: Buffer | null;
  readonly rollsBack: boolean;
  /** The target's own table, which is none of what is restored. */
  readonly kept?: TablePlace;
  readonly computes: ComputingTable | null;
  readonly adapt?: AdaptRows | undefined;
  /** What its rows have to fit, where the target does not see to it: a row that leaves its event ends MariaDB. */
  readonly columns?: readonly ColumnLayout[] | undefined;
  readonly sequence?: TablePlace;
}

/** Finds out which rows of the log belong into which table of the target. */
export class RowRoutes {
  readonly #options: Pick<ReplayOptions, 'flavour' | 'route' | 'start' | 'startOf'>;
  readonly #engines: TableEngines;
  readonly #ends: RowEnds | undefined;
  readonly #late: LateMoments | undefined;
  readonly #routes = new Map<string, RowRoute>();

  constructor(
    options: Pick<ReplayOptions, 'flavour' | 'route' | 'start' | 'startOf'>,
    engines: TableEngines,
    ends: RowEnds | undefined,
  ) {
    this.#options = options;
    this.#engines = engines;
    this.#ends = ends;
    this.#late = ends?.endEarlier ? new LateMoments(ends) : undefined;
  }

  /**
   * Finds out about a table; nothing to wait for when that is known. `canAsk`: the session may run statements of its own
   * now.
   */
  ready(table: TableMap, canAsk: boolean): Promise<void> | undefined {
    const key = keyOf(table);
    const known = this.#routes.get(key);
    return known && (known.asked || !canAsk) ? undefined : this.#find(table, key, canAsk);
  }

  /** The table's description and what the target needs its rows to be. */
  take(table: TableMap, event: Buffer, upTo: LogPosition): TakenTable {
    const route = this.#routes.get(keyOf(table));
    if (!route) throw defect(`The route of ${table.schema}.${table.table} is not known.`);
    if (route.start && comparePositions(upTo, route.start) > 0) route.start = undefined;
    const { target, renamed, rollsBack, rowEnd, start } = route;
    if (!target || start) return { map: null, rollsBack: true, computes: null };
    const { route: all } = this.#options;
    if (all !== 'same' && all.kept?.(target.schema, 'table', target.table))
      return { map: null, rollsBack, kept: target, computes: null };
    if (route.sequence) return { map: event, rollsBack, sequence: target, computes: null };
    const end = rowEnd === null ? undefined : this.#ends?.adapt(event, rowEnd);
    const late = this.#late?.adapt(event, target);
    // A current row's end is behind 2038 too, until it is exchanged.
    const adapt = end && late ? (rows: Buffer) => late(end(rows)) : (end ?? late);
    const map = renamed ? renameTableMap(event, target.schema, target.table) : event;
    const columns = this.#options.flavour === 'mariadb' ? readExactColumns(event) : undefined;
    return { map, rollsBack, adapt, columns, computes: this.computes(table) };
  }

  /** Whether the target computes columns of the table anew. */
  computes(table: TableMap): ComputingTable | null {
    const route = this.#routes.get(keyOf(table));
    return !route?.target || route.computesBy === 'row' ? null : { by: route.computesBy, place: route.target };
  }

  /** Tables whose rows lost moments. */
  get late(): readonly TablePlace[] {
    return this.#late?.tables ?? [];
  }

  /** Takes note of rows, or of their table's description, that an earlier run has brought. */
  look(event: Buffer): void {
    this.#late?.look(event, (table) => this.#targetOf(table));
  }

  /** A definition has changed: engines may be others. */
  forget(): void {
    this.#engines.forget();
    this.#routes.clear();
  }

  async #find({ schema, table }: TableMap, key: string, canAsk: boolean): Promise<void> {
    const { startOf, start } = this.#options;
    const target = this.#targetOf({ schema, table });
    const kind = target && canAsk ? await this.#engines.kindOf(target) : null;
    this.#routes.set(key, {
      target,
      renamed: target !== null && (target.schema !== schema || target.table !== table),
      start: startOf?.(schema, table) ?? start,
      asked: canAsk,
      rollsBack: kind?.rollsBack ?? true,
      sequence: kind?.sequenceApart === true,
      computesBy: target && canAsk ? await this.#engines.computesBy(target) : 'row',
      rowEnd: target && canAsk && this.#ends ? await this.#ends.find(target) : null,
    });
  }

  #targetOf({ schema, table }: TablePlace): TablePlace | null {
    const { route } = this.#options;
    if (isSystemSchema(schema)) return null;
    return route === 'same' ? { schema, table } : route.object(schema, table);
  }
}

function keyOf({ schema, table }: TableMap): string {
  return `${schema}\0${table}`;
}
