import {
  type ChainDifference,
  type ChainProofReport,
  type NotCompared,
  provenShare,
} from '../../shared/chain-proof.ts';
import { assertNever } from '../../shared/failure.ts';
import { formatCount, formatDuration } from '../../shared/format.ts';
import { chainProofOutcome } from '../../shared/judge-outcome.ts';
import { sayPlace } from '../../shared/set-words.ts';
import type { Documents } from './documents.ts';
import { sayNotRestored, sayProblem } from './say-restored.ts';
import { inOneLine } from './terminal-text.ts';

/** The JSON document of `prove`: facts, and the words for them. */
export function proofDocument(report: ChainProofReport): Documents['prove'] {
  return {
    ok: chainProofOutcome(report) === 'ok',
    share: provenShare(report),
    ...report,
    tables: report.tables.map((table) => ({
      ...table,
      ...(table.problem && { reason: sayDifference(table.problem) }),
      ...(table.why && { reason: sayNotCompared(table.why) }),
    })),
    exceptions: report.exceptions.map((one) => ({ ...one, reason: sayNotRestored(one) })),
  };
}

/** What differs comes first, then what says nothing, then what was compared. */
export function renderProof(proof: ChainProofReport): string {
  const report = inOneLine(proof);
  const { full, chain, until, of, tables, rolled, exceptions, left } = report;
  const equal = tables.filter(({ state }) => state === 'equal');
  const rows = equal.reduce((sum, table) => sum + table.rows, 0);
  const applied = rolled.reduce((sum, { transactions }) => sum + transactions, 0);
  const different = tables.filter(({ state }) => state === 'different');
  return [
    headline(report, different.length),
    '',
    `  ${chain.join(' + ')}`,
    `  restored to the instant of ${full} (${until}), with ${formatCount(applied)} transactions of the log`,
    `  equal: ${formatCount(equal.length)} of ${formatCount(of.tables)} tables, ${formatCount(rows)} of ${formatCount(of.rows)} rows; definitions are not compared`,
    ...section(
      'Tables that the chain does not bring back as the server had them:',
      different.map((table) => `${placeOf(table)}: ${table.problem ? sayDifference(table.problem) : ''}`),
    ),
    ...section(
      'Not at the instant:',
      rolled.flatMap(({ shard, target, stopped }) =>
        stopped === null ? [] : [`${shard} on ${target}: ${stopped.cause} ${stopped.next ?? ''}`.trimEnd()],
      ),
    ),
    ...section(
      'Not compared:',
      tables.flatMap((table) => (table.why ? [`${placeOf(table)}: ${sayNotCompared(table.why)}`] : [])),
    ),
    ...section(
      'Not restored:',
      exceptions.map((one) => `${one.target}: ${one.kind} ${sayPlace(one)}: ${sayNotRestored(one)}`),
    ),
    ...section(
      'Could not be taken away again:',
      left.map(({ target, name, cause }) => `${target}: ${name}: ${cause}`),
    ),
  ].join('\n');
}

function headline(report: ChainProofReport, different: number): string {
  const took = formatDuration(report.durationMs / 1000);
  if (different > 0)
    return `NOT EQUAL: ${formatCount(different)} of ${formatCount(report.of.tables)} tables come out of this chain otherwise than the server had them (${took}). Do not rely on its sets behind the full one; ${report.full} is not concerned.`;
  const whole = chainProofOutcome(report) === 'ok';
  const gone = report.left.length === 0 ? ' What was made for it is dropped again.' : '';
  if (whole && provenShare(report) < 1)
    return `Chain proven in part: what was chosen is what ${report.full} recorded (${took}).${gone}`;
  return whole
    ? `Chain proven: every table is what ${report.full} recorded (${took}).${gone}`
    : `Chain proven in part: what could be compared is what ${report.full} recorded (${took}).${gone}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function placeOf({ shard, target, schema, table }: ChainProofReport['tables'][number]): string {
  return `${shard} on ${target}: ${schema}.${table}`;
}

function sayDifference(problem: ChainDifference): string {
  switch (problem.code) {
    case 'missing':
      return 'the full set has it, and the chain does not bring it';
    case 'extra':
      return 'the chain brings it, and the full set does not have it';
    default:
      return sayProblem({ problem });
  }
}

function sayNotCompared(why: NotCompared): string {
  switch (why.code) {
    case 'stopped':
      return 'the log of its shard was not followed to the instant';
    case 'other-instant':
      return 'it differs, but the full set, which was interrupted, has its rows from another instant';
    case 'no-snapshot':
      return `it differs, but ${why.engine} has no snapshots: the full set may have its rows from other instants (take it with --method cold)`;
    case 'other-order':
      return 'the practice server does not know a collation by which its rows are ordered; use one of the source’s version';
    case 'not-chosen':
      return 'the chain was taken without it';
    case 'not-in-full':
      return `the full set does not hold it: ${why.text}`;
    case 'named':
      return sayNotRestored({ why: why.why });
    default:
      return assertNever(why);
  }
}
