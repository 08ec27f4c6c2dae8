import type { Difference } from '../../../shared/drift.ts';
import type { FailureDetail } from '../../../shared/failure.ts';
import { type Fact, failureReasons, failureWords } from '../../../shared/failure-words.ts';
import type { Finding, NotRestored, StopFinding, TableProblem } from '../../../shared/restore-report.ts';
import type { ChainBreak, Remark, Why } from '../../../shared/set-facts.ts';

/** What every reason of a failure is about, by the gaps of its sentences: `{{server}}` is `<server>`. */
export const reasonSamples: readonly Fact[] = failureReasons.map((reason) => {
  const gaps = JSON.stringify(failureWords[reason]).matchAll(/\{\{(\w+)\}\}/g);
  return { reason, values: Object.fromEntries([...gaps].map(([, name = '']) => [name, `<${name}>`])) };
});

/** One sample of every code of a union; a code without a sample does not compile. */
type Samples<T extends { readonly code: string }> = { readonly [C in T['code']]: Extract<T, { readonly code: C }> };

const lacked = {
  privilege: 'TRIGGER',
  scope: 'shop.*',
  use: 'read-triggers',
  grant: "GRANT TRIGGER ON `shop`.* TO 'app'@'%';",
} as const;
const objects = { names: ['shop.a', 'shop.b'], counts: { table: 7, view: 1 } };
const stop = { severity: 'stop', target: 't0' } as const;
const note = { severity: 'note', target: 't0' } as const;
const versions = {
  source: { flavour: 'mariadb', version: '11.4.2-MariaDB-log' },
  on: { flavour: 'mysql', version: '9.7.4' },
} as const;

export const findings: Samples<Finding> = {
  'volume-missing': { ...stop, code: 'volume-missing', file: 's0.0001.zip' },
  'volume-size': { ...stop, code: 'volume-size', file: 's0.0001.zip', bytes: 1, written: 2 },
  'read-only': { ...stop, code: 'read-only' },
  'names-taken': { ...stop, code: 'names-taken', objects },
  'cascades-outside': { ...stop, code: 'cascades-outside', objects },
  'rows-lost': { ...stop, code: 'rows-lost', objects },
  'lacks-privilege': { ...stop, code: 'lacks-privilege', user: 'app', ...lacked },
  'schema-unmade': { ...stop, code: 'schema-unmade', schemas: ['shop'], create: ['CREATE DATABASE `shop`;'], count: 1 },
  'log-meets': { ...stop, code: 'log-meets', names: ['archive', 'shop.t9'], count: 7 },
  'same-name': { ...stop, code: 'same-name', one: 'shop.A', other: 'shop.a' },
  'newer-set': { ...note, code: 'newer-set', set: 'set-1', newer: 'set-2', cause: 'The manifest is damaged.' },
  'manifest-mended': { ...note, code: 'manifest-mended', set: 'set-1', file: 'manifest.json' },
  'known-damaged': {
    ...stop,
    code: 'known-damaged',
    set: 'set-2',
    at: '2026-11-21T02:00:00Z',
    harmed: 'set-1',
    tables: ['s0: shop.a'],
    count: 7,
  },
  'passed-damaged': {
    ...note,
    code: 'passed-damaged',
    set: 'set-1',
    newer: 'set-2',
    at: '2026-11-21T02:00:00Z',
    harmed: 'set-2',
    tables: ['s0: shop.a'],
    count: 1,
  },
  'restore-continues': {
    ...note,
    code: 'restore-continues',
    set: 'set-1',
    at: '2026-11-21T02:00:00Z',
    after: { file: 'binlog.000007', position: 4711 },
    verified: true,
  },
  'restore-interrupted': {
    ...stop,
    code: 'restore-interrupted',
    set: 'set-1',
    at: '2026-11-21T02:00:00Z',
    why: 'rows-missing',
    loaded: 1,
    shards: 4,
  },
  'other-flavour': { ...note, code: 'other-flavour', ...versions },
  'older-version': { ...note, code: 'older-version', ...versions },
  'log-other-flavour': { ...stop, code: 'log-other-flavour' },
  'log-setting': { ...stop, code: 'log-setting', setting: 'slave_run_triggers_for_rbr', value: 'YES' },
  'log-left-out': { ...note, code: 'log-left-out' },
  'log-zone': { ...note, code: 'log-zone' },
  'log-settings-changed': { ...note, code: 'log-settings-changed', settings: ['old_mode', 'system_time_zone'] },
  'log-without-accounts': { ...note, code: 'log-without-accounts', count: 4 },
  'log-open': { ...note, code: 'log-open', tables: ['shop.a'], count: 1 },
  'no-local-infile': { ...note, code: 'no-local-infile' },
  replaces: { ...note, code: 'replaces', objects },
  'drops-triggers': { ...note, code: 'drops-triggers', objects },
  keeps: { ...note, code: 'keeps', objects },
  'unknown-collation': { ...note, code: 'unknown-collation', collation: 'utf8mb4_0900_ai_ci' },
  'collation-replaced': {
    ...note,
    code: 'collation-replaced',
    from: 'utf8mb4_0900_ai_ci',
    to: 'utf8mb4_uca1400_nopad_ai_ci',
    objects,
  },
  'definitions-unproven': {
    ...note,
    code: 'definitions-unproven',
    source: { flavour: 'mysql', version: '9.7.4' },
    on: { flavour: 'mariadb', version: '10.11.19' },
  },
  'computes-anew': { ...note, code: 'computes-anew', objects },
  'ties-outside': { ...note, code: 'ties-outside', objects },
  'spreads-anew': { ...note, code: 'spreads-anew', objects },
  places: { ...note, code: 'places', options: ['TABLESPACE ts'], count: 2, objects },
  'srs-created': { ...note, code: 'srs-created', systems: ['990001 hall'], count: 1 },
  'srs-differs': { ...note, code: 'srs-differs', systems: ['990001 hall'], count: 1 },
  'crosses-without': { ...note, code: 'crosses-without', feature: 'long-unique', objects },
  'cannot-cross': { ...note, code: 'cannot-cross', feature: 'type', detail: 'uuid', objects },
  'primary-key-required': { ...note, code: 'primary-key-required', tables: 3 },
  'unfit-statements': { ...note, code: 'unfit-statements', fault: 'connection', objects },
  'outside-allowed': { ...note, code: 'outside-allowed', fault: 'directory', objects },
  'definers-admin': { ...note, code: 'definers-admin', accounts: ['root@%'], count: 1, objects },
  'definers-missing': { ...note, code: 'definers-missing', accounts: ['app@%'], count: 2, objects },
  'leads-out': { ...note, code: 'leads-out', objects, schemas: ['live', 'shop'] },
  'accounts-created': { ...note, code: 'accounts-created', accounts: ['app@%'], count: 1 },
  'accounts-kept': { ...note, code: 'accounts-kept', accounts: ['app@%'], count: 2 },
  'accounts-unfit': { ...note, code: 'accounts-unfit', accounts: ['app@%'], count: 1 },
  'accounts-locked': { ...note, code: 'accounts-locked', accounts: ['app@%'], count: 1 },
  'events-disabled': { ...note, code: 'events-disabled', count: 1, events: [{ schema: 'shop', name: 'nightly`s' }] },
};

export const whys: Samples<Why> = {
  refused: { code: 'refused', cause: 'View is invalid' },
  'cannot-open': { code: 'cannot-open' },
  'history-by-transaction': { code: 'history-by-transaction' },
  'history-too-old': { code: 'history-too-old' },
  'json-types-unknown': { code: 'json-types-unknown' },
  'misplaced-rows': { code: 'misplaced-rows', rows: 2 },
  'literals-unknown': { code: 'literals-unknown', columns: 'mood' },
  'history-of-an-instant': { code: 'history-of-an-instant' },
  'unknown-kind': { code: 'unknown-kind', type: 'LIBRARY' },
  'rows-elsewhere': { code: 'rows-elsewhere', engine: 'FEDERATED' },
  'second-password': { code: 'second-password' },
  'granted-to-all': { code: 'granted-to-all', grants: 'GRANT SELECT ON `shop`.* TO PUBLIC' },
  'unfit-statement': { code: 'unfit-statement', fault: 'other-statement' },
  dropped: { code: 'dropped' },
  truncated: { code: 'truncated' },
  'perhaps-truncated': { code: 'perhaps-truncated' },
  altered: { code: 'altered' },
  'open-values': { code: 'open-values', what: 'UUID()', statement: 'ALTER TABLE a ADD u UUID DEFAULT UUID()' },
  'open-numbers': { code: 'open-numbers', statement: 'ALTER TABLE a ADD id INT AUTO_INCREMENT PRIMARY KEY' },
  'lacks-privilege': { code: 'lacks-privilege', user: 'app', ...lacked, limit: 'some-tables' },
};

export const remarks: Samples<Remark> = {
  'new-destination': { code: 'new-destination', folder: '/media/a' },
  'position-inexact': { code: 'position-inexact', shard: 's0' },
  'position-unknown': { code: 'position-unknown', shard: 's0' },
  'computes-anew': { code: 'computes-anew', shard: 's0', tables: ['shop.visit'], count: 1 },
  'no-snapshot': { code: 'no-snapshot', shard: 's0', tables: ['shop.log (MyISAM)'], count: 4 },
  'created-meanwhile': { code: 'created-meanwhile', shard: 's0', schema: 'shop', table: 'late' },
  'no-chain': { code: 'no-chain', shard: 's0', why: { code: 'no-binlog' } },
  resumed: { code: 'resumed', at: '2026-11-21T03:00:00.000Z', kept: 3, tables: 8 },
  'kept-instant': { code: 'kept-instant', shard: 's0', at: '2026-11-21T02:00:00.000Z', why: { code: 'no-binlog' } },
  'read-anew': { code: 'read-anew', shard: 's0', tables: 3, why: { code: 'purged', file: 'binlog.000007' } },
  'partial-row-image': { code: 'partial-row-image', shard: 's0', image: 'MINIMAL' },
  'earlier-damaged': {
    code: 'earlier-damaged',
    shard: 's0',
    set: '20261121T020000Z-differential-7f3a',
    file: 's0.0001.zip',
  },
  restarted: { code: 'restarted', shard: 's0', at: '2026-11-21T02:00:00.000Z', count: 1 },
  'prepared-xa': { code: 'prepared-xa', shard: 's0', count: 2 },
  replica: { code: 'replica', shard: 's0', from: '10.0.0.1:3306', applies: true, behindSeconds: 3 },
  'replicas-apart': { code: 'replicas-apart', shards: ['s0', 's1'] },
  'no-common-cut': { code: 'no-common-cut', cause: 's0 did not grant the lock in time.' },
  'cold-lock-lost': { code: 'cold-lock-lost' },
  'schemas-unseen': { code: 'schemas-unseen', shard: 's0', user: 'app' },
  'line-open': { code: 'line-open', shard: 's0', server: 'db0:3306' },
  'holds-hashes': { code: 'holds-hashes', accounts: 3 },
  'log-passwords': { code: 'log-passwords', shard: 's0', count: 2 },
  'log-hashes': { code: 'log-hashes', shard: 's0', count: 3 },
  'log-without-accounts': { code: 'log-without-accounts', shard: 's0', count: 4 },
  outside: { code: 'outside', shard: 's0', kind: 'server', names: ['far'], count: 2 },
  'outside-unseen': { code: 'outside-unseen', shard: 's0', kinds: ['plugin', 'component'] },
};

export const chainBreaks: Samples<ChainBreak> = {
  'no-binlog': { code: 'no-binlog' },
  'account-rows': { code: 'account-rows', table: 'mysql.user', file: 'binlog.000001', position: 4 },
  'log-unreadable': { code: 'log-unreadable', grant: 'GRANT REPLICATION SLAVE ON *.* TO `app`@`%`;' },
  'no-position': { code: 'no-position', set: '20261121T020000Z-full-7f3a' },
  purged: { code: 'purged', file: 'binlog.000007' },
  'gtid-mode': { code: 'gtid-mode', mode: 'ON' },
  reset: { code: 'reset', file: 'binlog.000001', position: 4711 },
  'other-server': { code: 'other-server', was: 'a1', is: 'b2' },
  'other-version': { code: 'other-version', was: '9.6.0', is: '9.7.4' },
  format: { code: 'format', format: 'MIXED' },
  statement: { code: 'statement', file: 'binlog.000007', position: 4711 },
  filtered: { code: 'filtered' },
  'replica-unlogged': { code: 'replica-unlogged' },
  'applied-unlogged': { code: 'applied-unlogged', was: '0-1-4', is: '0-1-9' },
  'other-shards': { code: 'other-shards' },
};

export const problems: Samples<TableProblem> = {
  'not-created': { code: 'not-created' },
  refused: { code: 'refused', cause: 'Duplicate entry' },
  duplicates: { code: 'duplicates', cause: 'Duplicate entry' },
  damaged: { code: 'damaged', cause: 'SHA-256 differs' },
  unreadable: { code: 'unreadable', cause: 'Table is crashed' },
  'row-count': { code: 'row-count', chunk: 2, found: 1, expected: 3 },
  content: { code: 'content', chunk: null },
  literals: { code: 'literals', columns: ['mood'] },
  generated: { code: 'generated', columns: ['day'] },
};

export const notRestored: Samples<NotRestored['why']> = {
  refused: { code: 'refused', cause: 'Access denied' },
  'event-expired': { code: 'event-expired' },
  'leads-out': { code: 'leads-out', to: 'live' },
  'index-refused': { code: 'index-refused', cause: 'Duplicate entry' },
  'late-moments': { code: 'late-moments' },
  'open-values': { code: 'open-values', what: 'UUID()', statement: 'ALTER TABLE a ADD u UUID DEFAULT UUID()' },
  'open-numbers': { code: 'open-numbers', statement: 'ALTER TABLE a ADD id INT AUTO_INCREMENT PRIMARY KEY' },
  'open-zone': { code: 'open-zone', statement: 'ALTER TABLE a MODIFY t DATETIME' },
  'open-charset': { code: 'open-charset', statement: 'CREATE TABLE a (v TEXT)' },
  'not-of-the-set': { code: 'not-of-the-set' },
  'open-generated': { code: 'open-generated' },
  'definition-missing': { code: 'definition-missing' },
  'definition-unread': { code: 'definition-unread' },
  'definition-differs': { code: 'definition-differs', expected: 'a', found: 'b' },
  'logged-differs': { code: 'logged-differs', expected: 'a', found: 'b' },
  'counter-raised': { code: 'counter-raised', expected: '995', found: '10764' },
  'partition-rows': { code: 'partition-rows', partitions: ['p0'] },
  'logged-missing': { code: 'logged-missing' },
  'placed-elsewhere': { code: 'placed-elsewhere', options: ['TABLESPACE ts'] },
  'other-definition': { code: 'other-definition' },
  'index-lost': { code: 'index-lost', feature: 'functional-index' },
  'account-locked': { code: 'account-locked', plugins: ['ed25519'], cause: null },
  'grant-refused': { code: 'grant-refused', given: 'GRANT CREATE ROLE ON *.*', cause: 'unknown' },
  'grant-pattern': { code: 'grant-pattern', pattern: 'shop_%' },
  'unfit-statement': { code: 'unfit-statement', fault: 'directory' },
  'not-in-set': { code: 'not-in-set', text: 'It was dropped.', why: { code: 'dropped' } },
};

export const differences: Samples<Difference> = {
  missing: { code: 'missing', part: 'column', name: 'note' },
  extra: { code: 'extra', part: 'index', name: 'k', own: 'KEY (`note`)' },
  other: { code: 'other', part: 'option', name: 'ENGINE', own: 'MyISAM', usual: 'InnoDB' },
  order: { code: 'order', columns: ['note', 'id'] },
};

const stops: readonly StopFinding[] = Object.values(findings).filter((finding) => finding.severity === 'stop');

export const details: Samples<FailureDetail> = {
  stopped: { code: 'stopped', findings: stops },
  'set-damaged': { code: 'set-damaged', names: ['s0: shop.a'], count: 3 },
  'same-place': { code: 'same-place', one: 's0: shop.a', other: 's1: shop.a', becomes: 't0: shop.a' },
  'chain-broken': { code: 'chain-broken', shard: 's0', why: { code: 'purged', file: 'binlog.000007' } },
  'partly-restored': { code: 'partly-restored' },
  'log-cut-off': { code: 'log-cut-off' },
};
