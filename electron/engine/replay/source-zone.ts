import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { measureZone, writeOffset, type ZoneChange } from '../mysql/system-zone.ts';

/** What `SYSTEM` meant for a statement. */
export interface ZoneThen {
  /** As `time_zone` on the target. */
  readonly name: string;
  /** Undefined: it means the same for every moment. Else only between these two seconds since 1970; null: for none that is known. */
  readonly between: { readonly from: number; readonly to: number } | null | undefined;
}

/** A local time near a change means two moments, or none. */
const MARGIN = 86_400;
/** Zones with equal changes that are looked at whole. */
const CANDIDATES = 5;

/**
 * What the time zone SYSTEM of the server that wrote a log is on the target: the target's own where that is the same, a zone
 * by name that is, and else the offset that it had when the statement ran.
 */
export class SourceZone {
  readonly #changes: readonly ZoneChange[];
  readonly #name: string | null;

  private constructor(changes: readonly ZoneChange[], name: string | null) {
    this.#changes = changes;
    this.#name = name;
  }

  /** `changes` are undefined in sets that did not record them; `fixed`: what is known of the zone all the same. */
  static async open(
    session: Session,
    changes: readonly ZoneChange[] | undefined,
    fixed: string | undefined,
  ): Promise<SourceZone> {
    if (!changes || changes.length === 0) return new SourceZone([], fixed ?? null);
    const [first] = changes;
    // An event keeps the name of its zone.
    if (isSame(await measureZone(session), changes)) return new SourceZone(changes, 'SYSTEM');
    if (changes.length === 1 && first) return new SourceZone(changes, writeOffset(first.offset));
    return new SourceZone(changes, await findNamed(session, changes));
  }

  /** At a second since 1970. */
  at(seconds: number): ZoneThen {
    if (this.#name !== null) return { name: this.#name, between: undefined };
    const at = this.#changes.findLastIndex(({ from }) => from <= seconds);
    const now = this.#changes[at];
    if (!now) return { name: 'SYSTEM', between: null };
    const next = this.#changes[at + 1];
    return {
      name: writeOffset(now.offset),
      between: { from: at === 0 ? 0 : now.from + MARGIN, to: (next?.from ?? 2 ** 33) - MARGIN },
    };
  }
}

/** A zone of the target's tables with all the same changes; null where it has none, or the account may not look. */
async function findNamed(session: Session, changes: readonly ZoneChange[]): Promise<string | null> {
  const checks = changes
    .slice(1, 9)
    .flatMap(({ from, offset }, i) => [
      `TIMESTAMPDIFF(SECOND, ${utc(from)}, CONVERT_TZ(${utc(from)}, '+00:00', Name))=${offset}`,
      `TIMESTAMPDIFF(SECOND, ${utc(from - 1)}, CONVERT_TZ(${utc(from - 1)}, '+00:00', Name))=${changes[i]?.offset ?? 0}`,
    ]);
  try {
    const names = await session.texts(
      `SELECT Name AS name FROM mysql.time_zone_name WHERE ${checks.join(' AND ')} ORDER BY Name LIMIT ${CANDIDATES}`,
    );
    for (const { name } of names)
      if (name && /^[\w/+-]+$/.test(name) && isSame(await measureZone(session, name), changes)) return name;
  } catch (error) {
    if (!(error instanceof EngineError) || error.errno === undefined) throw error;
  }
  return null;
}

function utc(seconds: number): string {
  return `TIMESTAMP${quoteText(new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' '))}`;
}

function isSame(one: readonly ZoneChange[], other: readonly ZoneChange[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, offset }, i) => from === other[i]?.from && offset === other[i]?.offset)
  );
}
