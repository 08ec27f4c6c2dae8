import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a statement of a suite becomes here. */
export type Step =
  | { readonly kind: 'run'; readonly sql: string }
  /** The suite begins anew under names that are taken: go on in another schema and keep what is there. */
  | { readonly kind: 'next-schema' };

/** Included files are followed this deep; deeper ones only drive servers. */
const DEEPEST_INCLUDE = 4;
/** Files that look whether the server has something, or wait for it. */
const NOT_DATA =
  /(?:^|\/)(?:have|not|count|wait|big|check|restart|start|stop|show|sync|master|kill|shutdown|default_)[^/]*\.inc$/;

/** Commands of the test driver; the rest of the line belongs to them. */
const COMMAND =
  /^(?:append_file|assert|cat_file|change_user|character_set|chmod|connect|connection|copy_file|copy_files_wildcard|dec|delimiter|die|diff_files|dirty_close|disable_\w+|disconnect|echo|enable_\w+|end|end_timer|error|eval|evalp|exec|execw|exit|file_exists|horizontal_results|if|inc|let|lowercase_result|list_files\w*|mkdir|mkdirs?|move_file|output|perl|ping|query|query_attributes|query_get_value|query_horizontal|query_vertical|real_sleep|reap|remove_file|remove_files_wildcard|replace_column|replace_numeric_round|replace_regex|replace_result|require|reset_connection|result|result_format|rmdir|rm|save_master_pos|send|send_eval|send_quit|send_shutdown|shutdown_server|skip|sleep|sorted_result|partially_sorted_result|source|start_timer|sync_slave_with_master|sync_with_master|system|timer|vertical_results|wait_for_slave_to_stop|while|write_file|write_line)\b/i;

/** Commands of the driver in front of SQL. */
const WITH_SQL = /^(?:eval|evalp|send|send_eval|query_vertical|query_horizontal)\b/i;

/**
 * What would end the run, change the server for all later suites, or leave the machine, and what only reads. DROP is left
 * out so that there is something to back up.
 */
const LEFT_OUT =
  /^(?:drop|shutdown|kill|select|show|explain|analyze|describe|desc|help|checksum|check|repair|optimize|flush|reset|purge|change|stop|start\s+(?:slave|all|replica)|install|uninstall|lock|unlock|xa|grant|revoke|rename\s+user|alter\s+(?:user|instance|server)|create\s+(?:or\s+replace\s+)?(?:user|role|server|aggregate|function\s+\S+\s+returns\s+\w+\s+soname)|set\s+(?:@@)?(?:session\.|local\.)?(?:password|default\s+role|role|global|sql_log_bin|debug|statement)|set\b[^;]*\bglobal\b|binlog|handler|prepare|deallocate|execute|cache|load\s+index|backup|import|clone|restart|with|values|use\s+(?:mysql|information_schema|performance_schema|sys|test)\b|table\s)/i;

interface Reader {
  readonly steps: Step[];
  readonly variables: Map<string, string>;
  readonly root: string;
  delimiter: string;
  /** Names that were dropped and are still there. */
  readonly dropped: Set<string>;
}

/** The statements of one test file that create objects and rows, with those of the files it includes. */
export function extractStatements(root: string, file: string): Step[] {
  const variables = new Map([
    ['default_engine', 'InnoDB'],
    ['engine', 'InnoDB'],
    ['engine_type', 'InnoDB'],
    ['storage_engine', 'InnoDB'],
    ['ENGINE', 'InnoDB'],
    ['sys_datatype_expl', 'timestamp(6)'],
    ['MYSQL_TEST_DIR', root],
  ]);
  const reader: Reader = { steps: [], variables, root, delimiter: ';', dropped: new Set() };
  readInto(reader, file, 0);
  return reader.steps;
}

function readInto(reader: Reader, file: string, depth: number): void {
  let text: string;
  try {
    text = readFileSync(join(reader.root, file), 'latin1'); // byte for byte: suites mix character sets
  } catch {
    return;
  }
  text = text.replaceAll('\r\n', '\n');
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    const line = text.slice(at, lineEnd).trim();
    if (line === '' || line.startsWith('#') || /^[{}]/.test(line)) {
      at = lineEnd + 1;
      continue;
    }
    const command = /^--\s*(.*)$/.exec(line)?.[1] ?? (COMMAND.test(line) ? line : undefined);
    if (command !== undefined && !WITH_SQL.test(command)) {
      at = behindBlock(text, lineEnd + 1, command);
      runCommand(reader, command, depth);
      continue;
    }
    const end = endOfStatement(text, at, reader.delimiter);
    take(reader, text.slice(at, end));
    at = end + reader.delimiter.length;
  }
}

/** `perl`, `write_file` and the like hold lines of something else up to a mark. */
function behindBlock(text: string, at: number, command: string): number {
  const block = /^(perl|write_file|append_file)\b\s*(.*?);?$/i.exec(command);
  if (!block) return at;
  const word = block[1]?.toLowerCase() === 'perl' ? block[2] : block[2]?.split(/\s+/)[1];
  const mark = `\n${word === undefined || word === '' ? 'EOF' : word}`;
  const end = text.indexOf(mark, at - 1);
  return end < 0 ? at : end + mark.length;
}

function runCommand(reader: Reader, command: string, depth: number): void {
  const source = /^source\s+(\S+?);?\s*$/i.exec(command);
  const path = source ? substitute(reader, source[1] ?? '') : '';
  if (path !== '' && depth < DEEPEST_INCLUDE && !NOT_DATA.test(path)) readInto(reader, path, depth + 1);
  const delimiter = /^delimiter\s+(\S+)\s*$/i.exec(command);
  // `delimiter |;` ends with the delimiter that held so far.
  if (delimiter) {
    const word = delimiter[1] ?? ';';
    reader.delimiter =
      word !== reader.delimiter && word.endsWith(reader.delimiter) ? word.slice(0, -reader.delimiter.length) : word;
  }
  const variable = /^let\s+\$(\w+)\s*=\s*([\s\S]*?);?\s*$/i.exec(command);
  if (variable && !variable[2]?.startsWith('`'))
    reader.variables.set(variable[1] ?? '', substitute(reader, variable[2] ?? ''));
}

function substitute(reader: Reader, text: string): string {
  return text.replaceAll(/\$(\w+)/g, (whole, name: string) => reader.variables.get(name) ?? whole);
}

/** Place of the next delimiter outside of literals and comments, or the end. */
function endOfStatement(text: string, start: number, delimiter: string): number {
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (text.startsWith(delimiter, at)) return at;
    if (char === "'" || char === '"' || char === '`') {
      for (at++; at < text.length && text.charAt(at) !== char; at++) if (text.charAt(at) === '\\' && char !== '`') at++;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 1;
    } else if (char === '#' || text.startsWith('-- ', at) || text.startsWith('--\n', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    }
  }
  return text.length;
}

const NAME = '(`(?:[^`]|``)+`|[\\w$]+)(?:\\s*\\.\\s*(`(?:[^`]|``)+`|[\\w$]+))?';
const CREATE = new RegExp(
  `^create\\s+(?:or\\s+replace\\s+)?(?:temporary\\s+)?(?:(?:definer|algorithm|sql\\s+security)\\s*=?\\s*\\S+\\s+)*(?:table|view|sequence|function|procedure|trigger|event|package(?:\\s+body)?)\\s+(?:if\\s+not\\s+exists\\s+)?${NAME}`,
  'i',
);
const DROP =
  /^drop\s+(?:temporary\s+)?(?:table|view|sequence|function|procedure|trigger|event|package(?:\s+body)?)s?\s+(?:if\s+exists\s+)?([\s\S]+)$/i;

function take(reader: Reader, text: string): void {
  const sql = substitute(
    reader,
    text.trim().replace(/^(?:evalp?|send|send_eval|query_vertical|query_horizontal)\s+/i, ''),
  );
  if (sql === '' || COMMAND.test(sql) || /\$\w+/.test(sql.replaceAll(/'[^']*'/g, ''))) {
    if (COMMAND.test(sql)) runCommand(reader, sql, DEEPEST_INCLUDE);
    return;
  }
  const drop = DROP.exec(sql);
  if (drop) for (const name of (drop[1] ?? '').split(',')) reader.dropped.add(plain(name));
  if (LEFT_OUT.test(sql)) return;
  // what changes the server's own tables changes it for all later suites
  if (/^(?!create\b).*\b`?mysql`?\s*\./is.test(sql)) return;
  if (/\binto\s+(?:out|dump)file\b|\bget_lock\b|\bsleep\s*\(|\bbenchmark\s*\(|\bload_file\b/i.test(sql)) return;
  const create = CREATE.exec(sql);
  if (create && reader.dropped.has(plain(create[1] ?? ''))) {
    reader.dropped.clear();
    reader.steps.push({ kind: 'next-schema' });
  }
  // A temporary table cannot be backed up, and hides the one that can.
  reader.steps.push({ kind: 'run', sql: sql.replace(/^(create\s+(?:or\s+replace\s+)?)temporary\s+/i, '$1') });
}

function plain(name: string): string {
  return name
    .trim()
    .replaceAll('`', '')
    .replace(/\s[\s\S]*$/, '')
    .toLowerCase();
}
