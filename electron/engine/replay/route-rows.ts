import { renameTableMap, type TableMap } from '../binlog/table-map.ts';
import { defect } from '../engine-error.ts';
import { comparePositions } from './log-position.ts';
import { isSystemSchema } from './plan-statement.ts';
import type { TableEngines } from './read-engines.ts';
import type { LogPosition, ReplayOptions, TablePlace } from './replay-options.ts';
import type { AdaptRows, RowEnds } from './row-ends.ts';

/** What becomes of a table's rows. */
interface RowRoute {
  readonly target: TablePlace | null;
  readonly renamed: boolean;
  /** Rows up to here are in the table already; undefined once the log has passed it. */
  start: LogPosition | undefined;
  readonly rollsBack: boolean;
  readonly rowEnd: Awaited<ReturnType<RowEnds['find']>>;
}

/** Finds out which rows of the log belong into which table of the target. */
export class RowRoutes {
  readonly #options: Pick<ReplayOptions, 'route' | 'start' | 'startOf'>;
  readonly #engines: TableEngines;
  readonly #ends: RowEnds | undefined;
  readonly #routes = new Map<string, RowRoute>();

  constructor(
    options: Pick<ReplayOptions, 'route' | 'start' | 'startOf'>,
    engines: TableEngines,
    ends: RowEnds | undefined,
  ) {
    this.#options = options;
    this.#engines = engines;
    this.#ends = ends;
  }

  /**
   * Finds out about a table; nothing to wait for when that is known. `canAsk`: the session may run statements of its own
   * now.
   */
  ready(table: TableMap, canAsk: boolean): Promise<void> | undefined {
    const key = keyOf(table);
    return this.#routes.has(key) ? undefined : this.#find(table, key, canAsk);
  }

  /** The table's description and what the target needs its rows to be; null when they are left out. */
  take(
    table: TableMap,
    event: Buffer,
    end: LogPosition,
  ): { map: Buffer | null; rollsBack: boolean; adapt?: AdaptRows | undefined } {
    const route = this.#routes.get(keyOf(table));
    if (!route) throw defect(`The route of ${table.schema}.${table.table} is not known.`);
    if (route.start && comparePositions(end, route.start) > 0) route.start = undefined;
    const { target, renamed, rollsBack, rowEnd, start } = route;
    if (!target || start) return { map: null, rollsBack: true };
    const adapt = rowEnd === null ? undefined : this.#ends?.adapt(event, rowEnd);
    return { map: renamed ? renameTableMap(event, target.schema, target.table) : event, rollsBack, adapt };
  }

  /** A definition has changed: engines may be others. */
  forget(): void {
    this.#engines.forget();
    this.#routes.clear();
  }

  async #find({ schema, table }: TableMap, key: string, canAsk: boolean): Promise<void> {
    const { route, startOf, start } = this.#options;
    const system = isSystemSchema(schema);
    const target = system ? null : route === 'same' ? { schema, table } : route.object(schema, table);
    this.#routes.set(key, {
      target,
      renamed: target !== null && (target.schema !== schema || target.table !== table),
      start: startOf?.(schema, table) ?? start,
      rollsBack: !target || !canAsk || (await this.#engines.rollsBack(target)),
      rowEnd: target && canAsk && this.#ends ? await this.#ends.find(target) : null,
    });
  }
}

function keyOf({ schema, table }: TableMap): string {
  return `${schema}\0${table}`;
}
