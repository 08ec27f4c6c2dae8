import type { LoggedStatement, MadeObject, OpenStatement } from '../../../shared/binlog-range.ts';
import { CHECKSUM_BYTES, EventType, HEADER_BYTES } from '../binlog/event.ts';
import { parseQueryEvent } from '../binlog/query-event.ts';
import { withChecksum } from '../binlog/with-checksum.ts';
import { loggedDefiner } from '../replay/logged-definer.ts';
import { ofItsSession } from '../replay/of-its-session.ts';
import { quotingOf } from '../replay/query-settings.ts';
import { readDoubts } from '../replay/read-doubts.ts';
import { programKind, type ReadStatementOptions, readStatement, type Statement } from '../replay/read-statement.ts';
import { statementHead } from '../replay/statement-head.ts';
import type { NamePlace } from '../replay/token-reader.ts';
import { decodeUtf8 } from '../schema/client-names.ts';
import { type Secret, secretOf } from './logged-secrets.ts';

/** Events of statement-based LOAD DATA. */
const LOADS: ReadonlySet<number> = new Set([9, 17, 18]);
const BEGIN = Buffer.from('BEGIN');
const COMMIT = Buffer.from('COMMIT');

/** What a statement of the log changes besides rows. */
interface LoggedChange {
  /** As sets keep it; undefined for what they do not name. */
  readonly logged:
    | Pick<LoggedStatement, 'verb' | 'schema' | 'text' | 'makes' | 'tables' | 'definer' | 'open'>
    | undefined;
  readonly touches: readonly Touched[];
  /** What a statement about accounts tells. */
  readonly secret: Secret | undefined;
}

/** A table that is not as it was for a reader of rows alone; all tables of the schema, or of the server, where it names none. */
export interface Touched {
  readonly schema: string | null;
  readonly name: string | null;
}

/**
 * What an event's statement changes of definitions; 'rows' where it changes rows and was logged instead of them; undefined
 * for everything else, such as BEGIN and COMMIT.
 */
export function readLoggedStatement(
  event: Buffer,
  type: number,
  checksums: boolean,
): LoggedChange | 'rows' | undefined {
  if (LOADS.has(type)) return 'rows';
  if (type !== EventType.query && type !== EventType.queryCompressed) return undefined;
  if (type === EventType.query && isFrame(event, checksums)) return undefined;
  const query = parseQueryEvent(checksums ? event : withChecksum(event));
  const { sql, schema, status } = query;
  // Names in other character sets are told apart by it well enough: they are shown, and looked for on the target.
  const reading = { charset: 'utf8mb4', ...quotingOf(status.sqlMode), decode: decodeUtf8 };
  const statement = ofItsSession(readStatement(sql, reading), query);
  if (statement.kind === 'rows' || (statement.kind === 'table' && statement.selects)) return 'rows';
  const change = changeOf(statement, schema);
  const touches = touchedBy(statement, schema);
  const secret = secretOf(statement, sql, reading);
  if (!change && touches.length === 0 && secret === undefined) return undefined;
  const open = openBy(statement, schema, sql, reading);
  const tables = touches.flatMap(({ schema: of, name }) =>
    of === null || name === null ? [] : [{ schema: of, name }],
  );
  const account = statement.kind === 'program' && loggedDefiner(sql, statement, status.invoker, reading)?.account;
  const more = { ...(tables.length > 0 && { tables }), ...(account && { definer: account }), ...(open && { open }) };
  return { logged: change && { ...change, schema, text: statementHead(sql), ...more }, touches, secret };
}

function openBy(
  statement: Statement,
  schema: string,
  sql: Buffer,
  reading: Omit<ReadStatementOptions, 'decode'>,
): OpenStatement | undefined {
  if (statement.kind !== 'table' || statement.verb !== 'alter') return undefined;
  const [name] = statement.names;
  const { values, numbers, sequences } = readDoubts(sql, reading);
  if (!name || (values === null && !numbers)) return undefined;
  const moved = sequences.map((one) => ({ schema: one.schema ?? schema, name: one.name }));
  const open = { schema: name.schema ?? schema, table: name.name, values, numbers };
  return { ...open, ...(moved.length > 0 && { sequences: moved }) };
}

/** A trigger concerns its table: it is part of what is restored with it. */
function touchedBy(statement: Statement, schema: string): Touched[] {
  const at = (name: NamePlace): Touched => ({ schema: name.schema ?? schema, name: name.name });
  switch (statement.kind) {
    case 'table':
      return [
        ...[...statement.names, ...(statement.verb === 'alter' ? statement.inner : [])].map(at),
        // It may be about any other.
        ...(statement.unclear === null ? [] : [{ schema: null, name: null }]),
      ];
    case 'program':
      return statement.on
        ? [{ schema: statement.on.schema ?? statement.names[0]?.schema ?? schema, name: statement.on.name }]
        : [];
    case 'schema':
      return statement.verb === 'drop' ? [{ schema: statement.name?.name ?? schema, name: null }] : [];
    case 'unknown':
      return [{ schema: null, name: null }];
    default:
      return [];
  }
}

/** BEGIN or COMMIT, as most statements of a log in rows are; looked at without reading the event. */
function isFrame(event: Buffer, checksums: boolean): boolean {
  if (event.length < HEADER_BYTES + 13) return false;
  const at = HEADER_BYTES + 14 + event.readUInt16LE(HEADER_BYTES + 11) + event.readUInt8(HEADER_BYTES + 8);
  const text = event.subarray(at, event.length - (checksums ? CHECKSUM_BYTES : 0));
  return text.equals(BEGIN) || text.equals(COMMIT);
}

function changeOf(statement: Statement, schema: string): Pick<LoggedStatement, 'verb' | 'makes'> | undefined {
  const made = (kind: string, name: NamePlace): MadeObject => ({
    kind,
    schema: name.schema ?? schema,
    name: name.name,
  });
  switch (statement.kind) {
    case 'table': {
      const { verb, names, inner } = statement;
      if (verb === 'create') return { verb, makes: names.slice(0, 1).map((name) => made('table', name)) };
      // Every second name is the new one.
      if (verb === 'rename')
        return { verb, makes: names.filter((_, i) => i % 2 === 1).map((name) => made('table', name)) };
      return { verb, makes: verb === 'alter' ? inner.map((name) => made('table', name)) : [] };
    }
    case 'program': {
      const kind = programKind(statement.what);
      const { verb, names, moved } = statement;
      return { verb, makes: (verb === 'alter' && moved ? [...names, moved] : names).map((name) => made(kind, name)) };
    }
    case 'schema': {
      const { verb, name } = statement;
      const own = name && { kind: 'database', schema: name.name, name: name.name };
      return { verb, makes: verb !== 'alter' && own ? [own] : [] };
    }
    default:
      return undefined;
  }
}
