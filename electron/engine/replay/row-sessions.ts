import { readHeader } from '../binlog/event.ts';
import { parseQueryEvent, type QueryStatus } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import type { DoubtWatch } from './doubt-watch.ts';
import type { OpenGroup } from './open-group.ts';
import { knownModes } from './query-settings.ts';
import type { RowSession } from './replay-steps.ts';
import type { ComputingTable } from './route-rows.ts';
import type { SourceZone } from './source-zone.ts';

/**
 * Under which session the target computes stored generated columns of rows, where that matters (MySQL). The log has the
 * settings of a transaction's first statement; what others ran under, and settings that it does not have, are not known.
 */
export class RowSessions {
  readonly #zone: SourceZone;
  readonly #doubts: DoubtWatch;
  /** Zones that statements over such tables had, as SQL, and before them the source's own. */
  readonly #zones: Set<string>;

  readonly #target: number;

  constructor(
    { version }: Pick<Session, 'version'>,
    zone: SourceZone,
    doubts: DoubtWatch,
    sourceZone: string | undefined,
  ) {
    this.#target = parseVersion(version);
    this.#zone = zone;
    this.#doubts = doubts;
    this.#zones = new Set(sourceZone === undefined || sourceZone === 'SYSTEM' ? [] : [quoteText(sourceZone)]);
  }

  /** A statement of this transaction writes to such a table. */
  compute(group: OpenGroup, { by, place }: ComputingTable): void {
    const begin = group.opening && parseQueryEvent(group.opening).status;
    const seconds = group.opening ? readHeader(group.opening).seconds : 0;
    const earlier = group.session?.doubt;
    const doubt = () => {
      earlier?.();
      this.#doubts.computed(place);
    };
    if (begin) group.session = this.#sessionOf(begin, seconds, doubt);
    const isSure = begin?.sqlMode !== undefined && (begin.timeZone !== 'SYSTEM' || this.#systemIsKnown(seconds));
    if (!isSure || by === 'unlogged' || group.statements > 1) this.#doubts.computed(place);
  }

  #sessionOf({ sqlMode, timeZone, lcTimeNames = 0 }: QueryStatus, seconds: number, doubt: () => void): RowSession {
    const zone = quoteText(timeZone === 'SYSTEM' ? this.#zone.at(seconds).name : (timeZone ?? UTC));
    const settings = new Map([
      ['time_zone', zone],
      ['lc_time_names', String(lcTimeNames)],
      ...(sqlMode === undefined ? [] : [['sql_mode', String(this.#known(sqlMode))] as const]),
    ]);
    // The newest is the first to be tried, and the last that under which rows of a set are loaded.
    const others = [quoteText(UTC), ...this.#zones].filter((one) => one !== zone);
    if (timeZone !== undefined) this.#zones.add(zone);
    const inOtherZone = (): RowSession | undefined => {
      const other = others.pop();
      if (other === undefined) return undefined;
      // A statement that did not ask for the zone computed nothing by it: it only looks for rows that are there.
      if (timeZone !== undefined) doubt();
      return { settings: new Map([...settings, ['time_zone', other]]), doubt, inOtherZone };
    };
    return { settings, doubt, inOtherZone };
  }

  /** Only MySQL has sessions for rows. */
  #known(sqlMode: bigint): bigint {
    return knownModes(sqlMode, { flavour: 'mysql', target: this.#target });
  }

  #systemIsKnown(seconds: number): boolean {
    return this.#zone.at(seconds).between === undefined;
  }
}

const UTC = '+00:00';
