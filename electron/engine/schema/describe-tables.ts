import { assertNever } from '../../../shared/failure.ts';
import { matchesObject } from '../../../shared/glob.ts';
import type { Column } from '../../../shared/manifest.ts';
import type { Why } from '../../../shared/set-facts.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteNames } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { hasAmbiguousMembers } from './ambiguous-members.ts';
import { type CutIndex, chooseCut, chooseKey, type IndexPart, type KeyColumn } from './choose-key.ts';
import type { SchemaException } from './schema-file.ts';
import { showHiddenColumns } from './show-hidden-columns.ts';

/** One base table: what a reader must select and how its rows can be ordered. */
export interface TableDescription {
  readonly schema: string;
  readonly name: string;
  readonly engine: string;
  /** The server's estimates; `byteEstimate` is the data without secondary indexes. */
  readonly rowEstimate: number;
  readonly byteEstimate: number;
  /**
   * Row start and row end of a system-versioned table whose history can be carried over; they are then the last two of
   * `columns`, the reader selects FROM t FOR SYSTEM_TIME ALL, and the loader sets system_versioning_insert_history=1.
   */
  readonly history: { readonly rowStart: string; readonly rowEnd: string } | null;
  /** Rows can stand in a partition that they do not belong to (MySQL: EXCHANGE PARTITION … WITHOUT VALIDATION). */
  readonly partitioned: boolean;
  /** True for engines whose rows live in other tables or servers: writing to them would change those. */
  readonly rowsElsewhere: boolean;
  /** The columns whose values are data, invisible ones included, and those that were computed from them and stored. */
  readonly columns: Column[];
  /** Columns that order the rows and have no duplicates; empty when there are none. */
  readonly key: KeyColumn[];
  /** Name of the index behind `key`. */
  readonly keyIndexName: string | null;
  /** By what the rows can be cut into chunks; null where they are read in one. */
  readonly cut: CutIndex | null;
}

export interface DescribedTables {
  readonly tables: TableDescription[];
  /** Tables that cannot be read, and tables whose history cannot. */
  readonly exceptions: SchemaException[];
}

const ROWS_ELSEWHERE = new Set(['federated', 'federatedx', 'mrg_myisam', 'merge', 'connect', 'spider', 'sphinx', 's3']);

type TextRow = Record<string, string | null>;

/** Which tables are described; all of the schemas unless something is given. */
export interface DescribedChoice {
  /** `schema.table` globs. */
  readonly only?: readonly string[] | undefined;
  /** Names of tables. */
  readonly names?: readonly string[];
}

/**
 * Describes base tables of `schemas` from three queries on information_schema, however many tables there are. Views,
 * sequences and temporary tables are not among them.
 */
export async function describeTables(
  session: Session,
  schemas: readonly string[],
  { only, names }: DescribedChoice = {},
): Promise<DescribedTables> {
  if (schemas.length === 0) return { tables: [], exceptions: [] };
  await showHiddenColumns(session);
  const named = names === undefined ? '' : ` AND table_name IN (${quoteNames(names)})`;
  const where = `WHERE table_schema IN (${quoteNames(schemas)})${named}`;
  const tableRows = await session.texts(
    `SELECT table_schema AS s, table_name AS t, table_type AS type, engine AS engine, table_rows AS row_estimate,
      data_length AS byte_estimate, table_comment AS comment, create_options AS options
      FROM information_schema.tables ${where} AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
  const columnRows = await session.texts(
    `SELECT table_schema AS s, table_name AS t, column_name AS name, column_type AS type, data_type AS data_type,
      character_set_name AS charset, collation_name AS collation, is_nullable AS nullable, extra AS extra,
      generation_expression AS generation
      FROM information_schema.columns ${where} ORDER BY table_schema, table_name, ordinal_position`,
  );
  const indexRows = await session.texts(
    `SELECT table_schema AS s, table_name AS t, index_name AS name, column_name AS part, sub_part AS prefix,
      nullable AS nullable, index_type AS type, ${hiddenIndex(session)} AS hidden
      FROM information_schema.statistics ${where} AND non_unique = 0
      ORDER BY table_schema, table_name, index_name, seq_in_index`,
  );
  const wanted = new Set(schemas);
  const chosen = names === undefined ? undefined : new Set(names);
  const columnsOf = groupByTable(columnRows);
  const indexesOf = groupByTable(indexRows);
  const tables: TableDescription[] = [];
  const exceptions: SchemaException[] = [];
  for (const row of tableRows) {
    const schema = row.s ?? '';
    const name = row.t ?? '';
    // information_schema compares names without regard to case and accents, on some servers even in different schemas.
    if (!wanted.has(schema) || !matchesObject(only, schema, name) || chosen?.has(name) === false) continue;
    const place = { schema, object: name, kind: 'table' as const };
    const columns = columnsOf.get(tableKey(row)) ?? [];
    if (row.engine === null || columns.length === 0) {
      const why: Why = row.comment ? { code: 'refused', cause: row.comment } : { code: 'cannot-open' };
      exceptions.push({ ...place, why });
      continue;
    }
    const { table, lost } = describe(row, columns, indexesOf.get(tableKey(row)) ?? [], session);
    tables.push(table);
    if (lost) exceptions.push({ ...place, why: lost });
  }
  return { tables: tables.sort(byName), exceptions };
}

function describe(
  row: TextRow,
  columnRows: readonly TextRow[],
  indexRows: readonly TextRow[],
  session: Session,
): { table: TableDescription; lost: Why | null } {
  const engine = row.engine ?? '';
  const period = row.type === 'SYSTEM VERSIONED' ? readPeriod(columnRows, session.version) : null;
  const historyColumns = period?.columns ?? [];
  const parts = indexRows.map(
    (part): IndexPart => ({
      index: part.name ?? '',
      column: part.part ?? null,
      prefix: part.prefix != null,
      nullable: part.nullable === 'YES',
      hidden: part.hidden === 'YES',
      type: part.type ?? '',
    }),
  );
  const keyed = keyColumns(columnRows);
  const key = chooseKey(parts, keyed);
  const rowEnd = historyColumns.at(-1);
  // Several versions of a row share the key as users see it; the end of their time tells them apart.
  if (key.columns.length > 0 && rowEnd && !key.columns.some((column) => column.name === rowEnd.name))
    key.columns.push({
      name: rowEnd.name,
      dataType: rowEnd.dataType,
      charset: null,
      collation: null,
      type: rowEnd.type,
      generated: true,
    });
  return {
    lost: period?.lost ?? null,
    table: {
      schema: row.s ?? '',
      name: row.t ?? '',
      engine,
      rowEstimate: Number(row.row_estimate ?? 0),
      byteEstimate: Number(row.byte_estimate ?? 0),
      history: rowEnd ? { rowStart: historyColumns[0]?.name ?? '', rowEnd: rowEnd.name } : null,
      partitioned: /\bpartitioned\b/i.test(row.options ?? ''),
      rowsElsewhere: rowsLiveElsewhere(engine),
      columns: [...dataColumns(columnRows), ...historyColumns],
      key: key.columns,
      keyIndexName: key.index,
      cut: historyColumns.length > 0 ? null : chooseCut(parts, keyed, key.index),
    },
  };
}

/**
 * Columns that have values of their own, and behind them those that were computed when their row was written: a restore
 * computes them anew, and only what was stored tells whether they came out the same. Of a table without any, one that is
 * computed when it is read stands for its rows.
 */
function dataColumns(columnRows: readonly TextRow[]): Column[] {
  const data = columnRows.filter((column) => !isGenerated(column)).map(toColumn);
  const stored = columnRows.filter(isStored).map(toComputed);
  const [first] = columnRows;
  return data.length + stored.length > 0 || !first ? [...data, ...stored] : [toComputed(first)];
}

/** A period of MariaDB has its begin and end among these, which the history brings where it can be carried over. */
function isStored(column: TextRow): boolean {
  return (
    !/^ROW (?:START|END)$/.test(column.generation ?? '') && tokens(column.extra).some((token) => STORED.has(token))
  );
}
const STORED = new Set(['stored', 'persistent']);

function toComputed(row: TextRow): Column {
  return { ...toColumn(row), as: 'computed' };
}

/** MariaDB puts this before its own version for old replicas. */
const OLD_PREFIX = /^5\.5\.5-/;

/** SQL that tells whether an index is kept but not used: IGNORED since MariaDB 10.6, INVISIBLE since MySQL 8.0. */
function hiddenIndex({ flavour, version }: Session): string {
  const number = parseVersion(version.replace(OLD_PREFIX, ''));
  switch (flavour) {
    case 'mariadb':
      return number >= 100_600 ? 'ignored' : "'NO'";
    case 'mysql':
      return number >= 80_000 ? "IF(is_visible = 'NO', 'YES', 'NO')" : "'NO'";
    default:
      return assertNever(flavour);
  }
}

/** True for engines whose tables only show what other tables or servers hold. */
export function rowsLiveElsewhere(engine: string): boolean {
  return ROWS_ELSEWHERE.has(engine.toLowerCase());
}

/** `system_versioning_insert_history` came with MariaDB 10.11; history kept by transaction number cannot be inserted. */
function readPeriod(columnRows: readonly TextRow[], version: string): { columns: Column[]; lost: Why | null } {
  const bound = (which: string, implicit: string): Column => {
    const explicit = columnRows.find((column) => column.generation === which);
    return explicit
      ? toColumn(explicit)
      : { name: implicit, type: 'timestamp(6)', dataType: 'timestamp', charset: null, nullable: false };
  };
  const columns = [bound('ROW START', 'row_start'), bound('ROW END', 'row_end')];
  if (columns.some((column) => column.dataType !== 'timestamp'))
    return { columns: [], lost: { code: 'history-by-transaction' } };
  if (parseVersion(version.replace(OLD_PREFIX, '')) < 101_100)
    return { columns: [], lost: { code: 'history-too-old' } };
  return { columns, lost: null };
}

/** EXTRA is a list of words, such as `STORED GENERATED, INVISIBLE`; `DEFAULT_GENERATED` is another word. */
function isGenerated(column: TextRow): boolean {
  return Boolean(column.generation) || tokens(column.extra).some((token) => GENERATED.has(token));
}
const GENERATED = new Set(['generated', 'virtual', 'persistent']);

function tokens(text: string | null | undefined): string[] {
  return (text ?? '').toLowerCase().split(/[\s,]+/);
}

function toColumn(row: TextRow): Column {
  return {
    name: row.name ?? '',
    type: row.type ?? '',
    dataType: (row.data_type ?? '').toLowerCase(),
    charset: row.charset ?? null,
    nullable: row.nullable === 'YES',
    ...(hasAmbiguousMembers(row.type ?? '') ? { as: 'number' } : {}),
  };
}

function keyColumns(rows: readonly TextRow[]): Map<string, KeyColumn> {
  return new Map(
    rows.map((row) => [
      row.name ?? '',
      {
        name: row.name ?? '',
        dataType: (row.data_type ?? '').toLowerCase(),
        charset: row.charset ?? null,
        collation: row.collation ?? null,
        type: row.type ?? '',
        generated: isGenerated(row),
      },
    ]),
  );
}

/** Schema and table as one map key; neither can contain a NUL. */
function tableKey(row: TextRow): string {
  return `${row.s}\0${row.t}`;
}

function groupByTable(rows: readonly TextRow[]): Map<string, TextRow[]> {
  return Map.groupBy(rows, tableKey);
}

function byName(a: TableDescription, b: TableDescription): number {
  return a.schema === b.schema ? (a.name < b.name ? -1 : 1) : a.schema < b.schema ? -1 : 1;
}
