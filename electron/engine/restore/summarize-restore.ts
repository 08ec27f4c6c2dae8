import type {
  Finding,
  NotRestored,
  Quality,
  RestoredTable,
  RestoreReport,
  RolledForward,
  Share,
} from '../../../shared/restore-report.ts';
import { type ComparedTable, UNREAD } from './compare-tables.ts';
import type { TableOutcome } from './load-tables.ts';
import type { ShardScope } from './select-scope.ts';

export interface RestoreFacts {
  readonly id: string;
  /** `hashOfSets` of what is restored. */
  readonly sets: string;
  readonly findings: readonly Finding[];
  readonly shards: readonly {
    readonly scope: ShardScope;
    readonly outcomes: readonly TableOutcome[];
    readonly tables: readonly ComparedTable[];
  }[];
  readonly refused: readonly NotRestored[];
  readonly rolled: readonly RolledForward[];
  /** Whether tables were read again. */
  readonly verified: boolean;
  /** Definitions that were compared; null for none. */
  readonly objects: Share | null;
  /** Targets that answered at the end. */
  readonly serving: number;
  /** `performance.now()` at the beginning. */
  readonly started: number;
}

/** Turns what happened into the report: every table with its state, and the measured quality. */
export function summarize(facts: RestoreFacts): RestoreReport {
  const { id, sets, findings, shards, refused, rolled, verified, started } = facts;
  const described = shards.flatMap(({ scope, outcomes, tables }) =>
    outcomes.map((outcome) => ({ scope, outcome, table: describe(scope, outcome, tables, verified) })),
  );
  const tables = described.map(({ table }) => table);
  return {
    id,
    sets,
    quality: verified ? measure(tables, facts) : null,
    tables,
    findings,
    exceptions: refused,
    rolled,
    // A warning whose table proved equal did no harm and would only frighten.
    warnings: described
      .filter(({ outcome, table }) => outcome.warnings.length > 0 && table.state !== 'equal')
      .map(({ scope, outcome, table }) => ({
        target: scope.target.name,
        schema: table.schema,
        table: table.table,
        cause: outcome.warnings[0] ?? '',
      })),
    durations: { total: Math.round(performance.now() - started) },
  };
}

function describe(
  { source, target }: ShardScope,
  outcome: TableOutcome,
  compared: readonly ComparedTable[],
  verified: boolean,
): RestoredTable {
  const { table, schema, failed } = outcome;
  const base = {
    shard: source.name,
    target: target.name,
    schema,
    table: table.name,
    rows: table.rows,
    bytes: table.bytes,
  };
  if (failed) return { ...base, state: 'failed', problem: failed };
  const found = compared.find((one) => one.table === table)?.found ?? UNREAD;
  // What nobody has compared is never equal, whatever the run was asked for.
  if (!verified || found.state === 'unread') return { ...base, state: 'loaded' };
  return found.state === 'different'
    ? { ...base, state: 'different', problem: found.problem }
    : { ...base, state: 'equal' };
}

/** Q = rows proven equal / rows × tables proven complete / tables × definitions as they were / objects × shards serving / shards. */
function measure(tables: readonly RestoredTable[], { shards, objects, serving: answered }: RestoreFacts): Quality {
  const equal = tables.filter((table) => table.state === 'equal');
  const sum = (list: readonly RestoredTable[]) => list.reduce((total, table) => total + table.rows, 0);
  const rows = { proven: sum(equal), total: sum(tables) };
  const complete = { proven: equal.length, total: tables.length };
  const serving = { proven: answered, total: shards.length };
  const share = ({ proven, total }: Share) => (total === 0 ? 1 : proven / total);
  return {
    value: share(rows) * share(complete) * share(objects ?? { proven: 0, total: 0 }) * share(serving),
    rows,
    tables: complete,
    ...(objects === null ? {} : { objects }),
    shards: serving,
  };
}
