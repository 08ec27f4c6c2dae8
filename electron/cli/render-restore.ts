import { formatBytes, formatCount, formatDuration } from '../../shared/format.ts';
import type { RestoredTable, RestoreReport, RolledForward } from '../../shared/restore-report.ts';
import { sayPlace } from '../../shared/set-words.ts';
import type { Documents } from './documents.ts';
import { renderRemedy, sayFinding } from './say-finding.ts';
import { sayDatedBefore, sayLoadWarning, sayNotRestored, sayPrepared, sayProblem } from './say-restored.ts';
import { inOneLine } from './terminal-text.ts';
import { tableLines } from './text-table.ts';

/** The JSON document of `restore`: facts, and the words for them. */
export function restoreDocument(report: RestoreReport): Documents['restore'] {
  return {
    ...report,
    tables: report.tables.map((table) => (table.problem ? { ...table, reason: sayProblem(table) } : table)),
    findings: report.findings.map((finding) => ({ ...finding, ...sayFinding(finding) })),
    exceptions: report.exceptions.map((exception) => ({ ...exception, reason: sayNotRestored(exception) })),
    warnings: report.warnings.map(sayLoadWarning),
  };
}

/** Tables that did not come out well are listed one by one; of the others only totals per shard. */
export function renderRestore(found: RestoreReport, dryRun: boolean): string {
  const report = inOneLine(found);
  const notes = report.findings.map((finding) => {
    const said = sayFinding(finding);
    return `  ${said.what} ${renderRemedy(said, '    ')}`.trimEnd();
  });
  if (dryRun) {
    const stops = report.findings.some((finding) => finding.severity === 'stop');
    const lacks = report.findings.some(({ code }) => code === 'known-damaged');
    const begins = `This restore can begin${lacks ? ', without what is damaged' : ''}. Nothing was written.`;
    return [stops ? 'This restore would not begin:' : begins, ...notes].join('\n');
  }
  const bad = report.tables.filter((table) => table.state === 'different' || table.state === 'failed');
  return [
    headline(report, bad),
    '',
    ...tableLines(
      [
        { title: 'shard' },
        { title: 'target' },
        { title: 'tables', align: 'right' },
        { title: 'rows', align: 'right' },
        { title: 'size', align: 'right' },
        { title: 'state' },
      ],
      perShard(report.tables),
    ),
    ...rolledLines(report),
    ...(bad.length === 0
      ? []
      : [
          '',
          'Tables that need you:',
          ...bad.map((t) => `  ${t.target}: ${t.schema}.${t.table} (${t.state}): ${sayProblem(t)}`),
        ]),
    ...(report.exceptions.length === 0
      ? []
      : [
          '',
          'Not restored:',
          ...report.exceptions.map((e) => `  ${e.target}: ${e.kind} ${sayPlace(e)}: ${sayNotRestored(e)}`),
        ]),
    ...(notes.length + report.warnings.length === 0
      ? []
      : ['', 'Good to know:', ...notes, ...report.warnings.map((warning) => `  ${sayLoadWarning(warning)}`)]),
    '',
    qualityLine(report),
  ].join('\n');
}

/** What was applied on top of the snapshots, and where that ended. */
function rolledLines({ rolled }: RestoreReport): string[] {
  if (rolled.length === 0) return [];
  const lines = rolled.flatMap(
    ({ shard, target, transactions, last, stopped, prepared, committed, datedBefore, leftOut }) => [
      stopped === null
        ? `  ${shard} on ${target}: ${formatCount(transactions)} transactions${last === null ? '' : `, the last at ${sayLast(last)}`}`
        : `  ${shard} on ${target} did not come to the instant: ${sayStop(stopped)} ${holds(last, transactions)}`,
      ...committed.map(
        ({ xid, by }) => `  ${target}: committed the XA transaction ${xid}, since ${by} had committed it`,
      ),
      ...prepared.map((one) => `  ${target}: ${sayPrepared(one)}`),
      ...(datedBefore === undefined ? [] : [`  ${target}: ${sayDatedBefore(datedBefore)}`]),
      ...leftOut.map(({ text }) => `  ${target}: left out, since it is not about data: ${text}`),
    ],
  );
  return ['', 'Rolled forward:', ...lines];
}

function sayLast({ at, gtid, file, position }: NonNullable<RolledForward['last']>): string {
  return `${at} (${gtid || `${file}:${position}`})`;
}

function sayStop({ cause, next, file }: NonNullable<RolledForward['stopped']>): string {
  return [cause, ...(file === null ? [] : [`The file is ${file}.`]), ...(next === null ? [] : [next])].join(' ');
}

/** What a shard has whose log was not followed to its end. */
function holds(last: RolledForward['last'], transactions: number): string {
  if (last === null) return 'It holds the rows of the full set and nothing of the log.';
  const count = transactions === 1 ? '1 transaction' : `${formatCount(transactions)} transactions`;
  return `It holds the rows of the full set and the log up to ${sayLast(last)}; this run applied ${count} of it.`;
}

function headline(report: RestoreReport, bad: readonly RestoredTable[]): string {
  const rows = report.tables.reduce((sum, table) => sum + table.rows, 0);
  const took = formatDuration((report.durations.total ?? 0) / 1000);
  const what = `${report.tables.length === 1 ? '1 table' : `${report.tables.length} tables`} with ${formatCount(rows)} rows in ${took}`;
  if (bad.length > 0)
    return `Not whole: ${bad.length} of ${report.tables.length} tables are not as they were (${took}).`;
  const short = report.rolled.filter(({ stopped }) => stopped !== null).map(({ shard }) => shard);
  if (short.length > 0)
    return `Not at the instant: ${short.join(', ')} stopped before it. The rows of the full set are there: ${what}.`;
  if (report.quality === null) return `Restored ${what}; not compared (--no-verify).`;
  const logs =
    report.rolled.length === 0 ? '' : ' Then the binary logs were applied; what they changed is not compared.';
  return `Restored and proven equal: ${what}.${logs}`;
}

function perShard(tables: readonly RestoredTable[]): string[][] {
  return [...Map.groupBy(tables, (table) => table.shard)].map(([shard, list]) => {
    const good = list.filter((table) => table.state === 'equal' || table.state === 'loaded').length;
    const word = list.some((table) => table.state === 'loaded') ? 'loaded' : 'equal';
    return [
      shard,
      list[0]?.target ?? '',
      formatCount(list.length),
      formatCount(list.reduce((sum, table) => sum + table.rows, 0)),
      formatBytes(list.reduce((sum, table) => sum + table.bytes, 0)),
      good === list.length ? word : `${good} of ${list.length} ${word}`,
    ];
  });
}

function qualityLine({ quality, rolled }: RestoreReport): string {
  if (quality === null) return 'Recovery quality: not measured.';
  const { rows, tables, objects, shards, value } = quality;
  const share = (name: string, { proven, total }: { proven: number; total: number }) =>
    `${name} ${formatCount(proven)}/${formatCount(total)}`;
  return `Recovery quality ${(Math.floor(value * 10_000) / 100).toFixed(2)} % = ${share('rows', rows)} × ${share('tables', tables)}${objects === undefined ? '' : ` × ${share('objects', objects)}`} × ${share('shards', shards)}${notCompared(rolled)}`;
}

/** Rows and definitions are those of the full set, before its log. */
function notCompared(rolled: RestoreReport['rolled']): string {
  const transactions = rolled.reduce((sum, one) => sum + one.transactions, 0);
  const stopped = rolled.filter((one) => one.stopped !== null).map(({ shard }) => shard);
  const short = stopped.length === 0 ? '' : `; ${stopped.join(', ')} did not come to the instant`;
  return transactions === 0
    ? short
    : `, of the full set; ${formatCount(transactions)} transactions behind it are not compared${short}`;
}
