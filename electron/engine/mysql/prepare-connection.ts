import { EngineError } from '../engine-error.ts';
import type { Flavour, Session } from './connect.ts';

/** A week: a snapshot may wait its turn behind others for long, but a forgotten session must not live for ever. */
const SESSION_SECONDS = 604_800;

/** What servers of all versions know and every account may set. */
const SETTINGS: readonly string[] = [
  "time_zone='+00:00'",
  "sql_mode='NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'",
  `wait_timeout=${SESSION_SECONDS}`,
  'net_write_timeout=3600',
  'net_read_timeout=3600',
  'sql_quote_show_create=1',
  "completion_type='NO_CHAIN'",
  'autocommit=1',
  // As long as a packet can be: what is longer would be cut off with a warning.
  'group_concat_max_len=1073741824',
  // Limits that an administrator set for everybody. DEFAULT would mean those: rows would be missing without a word.
  'sql_select_limit=18446744073709551615',
  'sql_big_selects=1',
  'sql_safe_updates=0',
  // `WHERE id IS NULL` would ask for the row that was inserted last.
  'sql_auto_is_null=0',
  // A server may be set up to wait for nobody.
  'lock_wait_timeout=CAST(GREATEST(@@GLOBAL.lock_wait_timeout, 3600) AS UNSIGNED)',
  'innodb_lock_wait_timeout=CAST(GREATEST(@@GLOBAL.innodb_lock_wait_timeout, 50) AS UNSIGNED)',
];

/** What some versions do not know. */
const OWN: Record<Flavour, readonly string[]> = {
  // A snapshot that waits is an idle transaction, and a large table is a long statement: neither may be ended.
  mariadb: [
    'max_statement_time=0',
    'idle_transaction_timeout=0',
    'idle_readonly_transaction_timeout=0',
    'idle_write_transaction_timeout=0',
  ],
  // Expiry 0 reads fresh table statistics; the cache may be a day old and would mislead the chunk plan.
  mysql: ['max_execution_time=0', 'information_schema_stats_expiry=0'],
};

/** ER_UNKNOWN_SYSTEM_VARIABLE */
const UNKNOWN_VARIABLE = 1193;

/**
 * The settings every connection shares: UTC, results as original bytes, none of the server's limits that a
 * session may lift and that could end a long read, a waiting snapshot or a write, or leave rows out, and a sql_mode that
 * keeps zero dates, invalid dates and AUTO_INCREMENT 0 as they are.
 */
export async function prepareConnection(session: Pick<Session, 'query' | 'texts'>, flavour: Flavour): Promise<void> {
  await session.query('SET NAMES utf8mb4');
  await session.query(`SET SESSION ${SETTINGS.join(', ')}`);
  // transaction_read_only and an isolation without snapshots may be everybody's default.
  await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE');
  await setKnown(session, OWN[flavour]);
  await keepWarnings(session);
  await session.query('SET SESSION character_set_results=binary');
}

/**
 * Servers that keep no warnings do not count them either. MySQL lets administrators alone change this
 * (SESSION_VARIABLES_ADMIN), so that it is asked for where nothing would be kept only.
 */
async function keepWarnings(session: Pick<Session, 'query' | 'texts'>): Promise<void> {
  const [row] = await session.texts('SELECT @@SESSION.max_error_count AS kept');
  if (row?.kept === '0') await session.query('SET SESSION max_error_count=64');
}

/** Together where the server knows them all, else those that it knows. */
async function setKnown(session: Pick<Session, 'query'>, settings: readonly string[]): Promise<void> {
  try {
    await session.query(`SET SESSION ${settings.join(', ')}`);
  } catch (error) {
    if (!(error instanceof EngineError) || error.errno !== UNKNOWN_VARIABLE) throw error;
    for (const setting of settings.length > 1 ? settings : []) await setKnown(session, [setting]);
  }
}
