import type { LineState } from '../../shared/cluster.ts';
import { assertNever } from '../../shared/failure.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../shared/format.ts';
import { printable } from '../../shared/printable.ts';
import { sayUse } from '../../shared/set-words.ts';
import { type ShardLook, standingOfShard } from '../../shared/shard-standing.ts';
import type { MemberName } from '../engine/cluster/find-drift.ts';
import type { InspectedShard, Inspection, ShardInspection } from '../engine/cluster/inspect-cluster.ts';
import type { MissingPrivilege } from '../engine/mysql/check-privileges.ts';
import { sayDifference } from './say-difference.ts';
import { sayShard } from './say-shard.ts';
import { type TextColumn, tableLines } from './text-table.ts';

export interface RenderOptions {
  /** ANSI colours; nothing is said by colour alone. */
  readonly colour: boolean;
}

/** A title with the lines below it; without lines it is left out. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Members named per odd definition; a drifted family of a thousand tables must not fill the screen. */
const NAMED_MEMBERS = 8;
const SECONDS_PER_DAY = 86_400;

/** The report of `inspect` as plain text, ending with a line feed. */
export function renderInspection(inspection: Inspection, { colour }: RenderOptions): string {
  const { shards, method } = inspection;
  const ok = shards.flatMap((shard) => (shard.state === 'ok' ? [shard] : []));
  const sections: Section[] = [
    { title: headline(inspection), lines: [] },
    { title: 'Shards', lines: shardTable(shards) },
    { title: 'Shards that could not be inspected', lines: shards.flatMap(failureLines) },
    { title: 'Schemas that were not found', lines: ok.flatMap(unmatchedLines) },
    { title: 'Logical tables', lines: logicalTable(inspection) },
    { title: 'Siblings that differ', lines: driftLines(inspection) },
    { title: `Missing for a ${method} backup`, lines: privilegeLines(ok, (shard) => shard.privileges.backup) },
    { title: 'Missing for a restore into these schemas', lines: privilegeLines(ok, (s) => s.privileges.restore) },
    { title: 'Roles that are granted but not active', lines: ok.flatMap(roleLines) },
    { title: 'Connections', lines: lineLines(ok) },
    { title: 'Remarks', lines: inspection.warnings.map((warning) => `  ${printable(warning)}`) },
    { title: 'Estimates', lines: estimateLines(inspection, ok) },
  ];
  return sections
    .filter(({ lines }, index) => index === 0 || lines.length > 0)
    .map(({ title, lines }) => [bold(title, colour), ...lines.map((line) => paint(line, colour))].join('\n'))
    .join('\n\n')
    .concat('\n');
}

function headline({ cluster, totals }: Inspection): string {
  const answered =
    totals.reachable === totals.shards
      ? plural(totals.shards, 'shard', 'shards')
      : `${totals.reachable} of ${plural(totals.shards, 'shard', 'shards')} answered`;
  const size = `${plural(totals.tables, 'table', 'tables')}, about ${plural(totals.rows, 'row', 'rows')}, ${formatBytes(totals.bytes)}`;
  return `Cluster ${printable(cluster)}: ${answered}, ${size}`;
}

const SHARD_COLUMNS: readonly TextColumn[] = [
  { title: 'name' },
  { title: 'server' },
  { title: 'version' },
  { title: 'schemas', align: 'right' },
  { title: 'tables', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'reads', align: 'right' },
  { title: 'binary log' },
];

function shardTable(shards: readonly ShardInspection[]): string[] {
  const rows = shards.map((shard) => {
    switch (shard.state) {
      case 'failed':
        return [shard.name, shard.server, sayShard(standingOfShard(shard.name, [lookAt(shard)]))];
      case 'ok':
        return [
          shard.name,
          shard.server,
          `${shard.info.flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(shard.info.version)?.[0] ?? ''}`,
          formatCount(shard.schemas.length),
          formatCount(shard.schemas.reduce((sum, { tables }) => sum + tables, 0)),
          formatCount(shard.schemas.reduce((sum, schema) => sum + schema.rows, 0)),
          formatBytes(shard.bytes),
          shard.readRate === null ? '-' : formatRate(shard.readRate),
          shard.info.logBin ? `${shard.info.binlogFormat}, ${shard.info.binlogRowImage}` : 'off',
        ];
      default:
        return assertNever(shard);
    }
  });
  return indent(tableLines(SHARD_COLUMNS, rows), 2);
}

function failureLines(shard: ShardInspection): string[] {
  if (shard.state === 'ok') return [];
  const { message, next } = shard.failure;
  const text = message.startsWith(`${shard.name}: `) ? message : `${shard.name}: ${message}`;
  return indent([...text.split('\n').map(printable), ...(next === undefined ? [] : [`  ${printable(next)}`])], 2);
}

/** One inspection is one look, whenever it was. */
function lookAt(shard: ShardInspection): ShardLook {
  const at = '';
  return shard.state === 'failed'
    ? { at, failure: shard.failure }
    : { at, line: shard.line, unmatched: shard.unmatched.globs };
}

/** A filter that finds nothing is a slip: what it names is in no backup. */
function unmatchedLines(shard: InspectedShard): string[] {
  const { globs, available } = shard.unmatched;
  if (globs.length === 0) return [];
  const there = available.length === 0 ? '' : `; the server has ${available.join(', ')}`;
  const state = sayShard(standingOfShard(shard.name, [lookAt(shard)]));
  return [`! ${printable(`${shard.name}: ${state}${there}`)}`];
}

const TABLE_COLUMNS: readonly TextColumn[] = [
  { title: '' },
  { title: 'name' },
  { title: 'schema' },
  { title: 'shards', align: 'right' },
  { title: 'tables', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'size', align: 'right' },
];

function logicalTable({ logicalTables }: Inspection): string[] {
  if (logicalTables.length === 0) return [];
  const rows = logicalTables.map((table) => [
    table.drift ? '!' : '',
    table.label,
    table.schema === '' ? '(several)' : table.schema,
    formatCount(table.shards.length),
    formatCount(table.members.length),
    formatCount(table.rows),
    formatBytes(table.bytes),
  ]);
  return tableLines(TABLE_COLUMNS, rows);
}

function driftLines({ logicalTables }: Inspection): string[] {
  return logicalTables.flatMap(({ label, drift }) => {
    if (!drift) return [];
    const usual = `${plural(drift.majority.length, 'table has', 'tables have')} one definition, such as ${memberName(drift.majority[0])}`;
    return [
      `! ${printable(label)}: ${usual}`,
      ...drift.odd.flatMap(({ members, differences }) => {
        const named = members.slice(0, NAMED_MEMBERS).map(memberName).join(', ');
        const more = members.length - NAMED_MEMBERS;
        return [
          `    ${named}${more > 0 ? ` and ${formatCount(more)} more` : ''}`,
          ...differences.map((difference) => `      ${printable(sayDifference(difference))}`),
        ];
      }),
    ];
  });
}

function memberName(member: MemberName | undefined): string {
  return member ? printable(`${member.shard} ${member.schema}.${member.table}`) : '';
}

/** One GRANT per scope, and shards that lack the same together. */
function privilegeLines(
  shards: readonly InspectedShard[],
  missingOf: (shard: InspectedShard) => readonly MissingPrivilege[],
): string[] {
  const groups = new Map<string, { shards: string[]; missing: readonly MissingPrivilege[] }>();
  for (const shard of shards) {
    const byScope = Map.groupBy(missingOf(shard), ({ scope, needed }) => `${needed} ${scope}`);
    for (const missing of byScope.values()) {
      const key = joinGrants(missing);
      const group = groups.get(key) ?? { shards: [], missing };
      group.shards.push(shard.name);
      groups.set(key, group);
    }
  }
  return [...groups].flatMap(([grant, { shards: names, missing }]) => [
    `  ${printable(names.join(', '))}: ${printable(grant)}`,
    ...[...Map.groupBy(missing, sayUse)].map(([why, same]) => {
      const list = same.map(({ privilege }) => privilege).join(', ');
      return `    ${same[0]?.needed === 'required' ? 'required' : 'better  '}  ${list}: ${why}`;
    }),
  ]);
}

/** `GRANT a ON x TO y;` and `GRANT b ON x TO y;` → `GRANT a, b ON x TO y;` */
function joinGrants(missing: readonly MissingPrivilege[]): string {
  const [first] = missing;
  if (!first) return '';
  const tail = first.grant.slice(`GRANT ${first.privilege}`.length);
  return `GRANT ${missing.map(({ privilege }) => privilege).join(', ')}${tail}`;
}

/** Worth a word only where something is missing, which the roles may hold. */
function roleLines({ name, info, account, inactiveRoles, privileges }: InspectedShard): string[] {
  if (inactiveRoles.length === 0 || privileges.backup.length + privileges.restore.length === 0) return [];
  const [first = ''] = inactiveRoles;
  const statement =
    info.flavour === 'mysql'
      ? `SET DEFAULT ROLE ${inactiveRoles.map((role) => `'${role}'`).join(', ')} TO ${account};`
      : `SET DEFAULT ROLE '${first}' FOR ${account};`;
  return [
    `  ${printable(name)}: ${printable(inactiveRoles.join(', '))}. To use them in every session:`,
    `    ${printable(statement)}`,
  ];
}

const lineWords: Readonly<Record<LineState, string>> = {
  local: 'do not leave this computer',
  open: 'not encrypted: anyone on the way can read and change what is sent; switch TLS on at the server',
  encrypted: 'encrypted; who answers is not checked (tls.mode "verify" does, or "required" with tls.ca)',
  'chain-checked': 'encrypted, by a certificate of the authority that was given',
  checked: 'encrypted, and the server’s certificate and name are checked',
};

/** Shards that are reached alike together. */
function lineLines(ok: readonly InspectedShard[]): string[] {
  const groups = [...Map.groupBy(ok, ({ line }) => line)];
  return groups.map(
    ([line, shards]) => `  ${printable(shards.map(({ name }) => name).join(', '))}: ${lineWords[line]}`,
  );
}

function estimateLines({ totals, estimate }: Inspection, ok: readonly InspectedShard[]): string[] {
  const stored = ok.flatMap(({ binlog }) => (binlog.storedBytes === null ? [] : [binlog.storedBytes]));
  const rows: string[][] = [
    ['data', `${formatBytes(totals.bytes)} in ${plural(totals.schemas, 'schema', 'schemas')}, without indexes`],
    [
      'full backup',
      estimate.fullSeconds === null
        ? 'not known: too little data to measure'
        : `${estimate.fullSeconds < 1 ? 'less than a second' : `about ${formatDuration(estimate.fullSeconds)}`} to read, one connection per shard, all shards side by side`,
    ],
    ...(estimate.fullSeconds === null
      ? []
      : [['', 'by a sample of at most a second of each shard’s largest table, as “reads” is; no backup was measured']]),
    [
      'binary log',
      estimate.binlogRate === null
        ? 'growth not known'
        : `${formatRate(estimate.binlogRate)} since the servers started, ${formatBytes(estimate.binlogRate * SECONDS_PER_DAY)} per day`,
    ],
  ];
  if (stored.length > 0)
    rows.push([
      '',
      `${formatBytes(stored.reduce((sum, bytes) => sum + bytes, 0))} kept on ${plural(stored.length, 'server', 'servers')}`,
    ]);
  return ok.length === 0 ? [] : indent(tableLines([{ title: '' }, { title: '' }], rows).slice(1), 2);
}

function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => `${' '.repeat(by)}${line}`);
}

function bold(text: string, colour: boolean): string {
  return colour ? `\u001b[1m${text}\u001b[22m` : text;
}

/** Yellow for drift, red for what failed or is required. */
function paint(line: string, colour: boolean): string {
  if (!colour) return line;
  if (line.startsWith('!')) return `\u001b[33m${line}\u001b[39m`;
  return line.replace(/(?<=^ +(?:\S+ +\S+ +)?)(OFFLINE|REFUSES LOGIN|NOT USABLE|required)\b/, '\u001b[31m$1\u001b[39m');
}
