import type { Finding, NotRestored, Quality, RestoredTable, RestoreReport } from '../../../shared/restore-report.ts';
import type { ComparedTable } from './compare-tables.ts';
import type { TableOutcome } from './load-tables.ts';
import type { ShardScope } from './select-scope.ts';

export interface RestoreFacts {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly shards: readonly {
    readonly scope: ShardScope;
    readonly outcomes: readonly TableOutcome[];
    readonly tables: readonly ComparedTable[];
  }[];
  readonly refused: readonly NotRestored[];
  /** Whether tables were read again. */
  readonly verified: boolean;
  /** `performance.now()` at the beginning. */
  readonly started: number;
}

/** Turns what happened into the report: every table with its state, and the measured quality. */
export function summarize({ id, findings, shards, refused, verified, started }: RestoreFacts): RestoreReport {
  const tables = shards.flatMap((shard) =>
    shard.outcomes.map((outcome) => describe(shard.scope, outcome, shard.tables, verified)),
  );
  // A warning whose table proved equal did no harm and would only frighten.
  const unproven = (outcome: TableOutcome) =>
    outcome.warnings.length > 0 &&
    !tables.some((t) => t.state === 'equal' && t.schema === outcome.schema && t.table === outcome.table.name);
  return {
    id,
    quality: verified ? measure(tables, shards.length) : null,
    tables,
    findings,
    exceptions: refused,
    warnings: shards.flatMap(({ scope, outcomes }) =>
      outcomes
        .filter(unproven)
        .map(
          (o) => `${scope.target.name}: the server warned while loading ${o.schema}.${o.table.name}: ${o.warnings[0]}`,
        ),
    ),
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
  if (failed) return { ...base, state: 'failed', reason: failed.reason, ...(failed.damaged ? { damaged: true } : {}) };
  if (!verified) return { ...base, state: 'loaded' };
  const difference = compared.find((one) => one.table === table)?.difference;
  return difference === undefined ? { ...base, state: 'equal' } : { ...base, state: 'different', reason: difference };
}

/** Q = rows proven equal / rows × tables proven complete / tables × shards serving / shards. */
function measure(tables: readonly RestoredTable[], shards: number): Quality {
  const equal = tables.filter((table) => table.state === 'equal');
  const sum = (list: readonly RestoredTable[]) => list.reduce((total, table) => total + table.rows, 0);
  const rows = { proven: sum(equal), total: sum(tables) };
  const complete = { proven: equal.length, total: tables.length };
  // Every target was written to and read from in this run, so each one that got here serves.
  const serving = { proven: shards, total: shards };
  const share = ({ proven, total }: { proven: number; total: number }) => (total === 0 ? 1 : proven / total);
  return { value: share(rows) * share(complete) * share(serving), rows, tables: complete, shards: serving };
}
