import { z } from 'zod';
import { BinlogPosition } from '../../shared/binlog-range.ts';
import { LineState } from '../../shared/cluster.ts';
import { LostCluster } from '../../shared/contract.ts';
import { Difference } from '../../shared/drift.ts';
import { FailureData } from '../../shared/failure-data.ts';
import { Cut, Exception, Kind, Method, Snapshot } from '../../shared/manifest.ts';
import { MarkShard } from '../../shared/restore-mark.ts';
import {
  Finding,
  NotRestored,
  NotRestoredWhy,
  RestoredTable,
  RestoreReport,
  RolledForward,
  TableProblem,
} from '../../shared/restore-report.ts';
import { Proof as SetProof } from '../../shared/set-checks.ts';
import { LackedPrivilege } from '../../shared/set-facts.ts';

/**
 * The documents that `--json` prints, by command: what scripts rely on. `docs/json/` has them as JSON Schema, written by
 * `npm run json-schemas`, and every test that runs a command with `--json` checks what it printed. A field that is taken away
 * or means something else is a new major version.
 */

const list = <T extends z.ZodType>(one: T) => z.array(one).readonly();
const names = list(z.string());
const milliseconds = z.record(z.string(), z.number());

const ShardTotals = z.strictObject({
  name: z.string(),
  tables: z.number(),
  rows: z.number(),
  bytes: z.number().meta({ description: 'of rows, as text' }),
  transactions: z.number(),
  logBytes: z.number(),
});

const Backup = z.strictObject({
  id: z.string(),
  path: z.string(),
  kind: Kind,
  method: Method,
  state: z.enum(['complete', 'complete-with-exceptions']),
  parent: z.string().nullable(),
  cut: Cut.extend({
    shards: list(z.object({ name: z.string(), ...Snapshot.partial().shape, end: BinlogPosition.nullable() })),
  }),
  shards: list(ShardTotals),
  storedBytes: z.number(),
  takenOver: z.strictObject({ set: z.string(), bytes: z.number(), storedBytes: z.number() }).nullable(),
  warnings: names,
  exceptions: list(Exception),
  durations: milliseconds,
});

/** `backup --every`. */
const BackupAccount = z.strictObject({
  sets: z.number(),
  failed: z.number(),
  transactions: z.number(),
  last: z.string().nullable(),
  until: z.string().nullable(),
});

const Mark = z.strictObject({
  name: z.string(),
  cluster: z.string(),
  path: z.string(),
  cut: Cut,
  shards: list(MarkShard),
});

const Harm = { at: z.string().nullable(), set: z.string(), tables: names, count: z.number() };
const Proof = SetProof.pick({ at: true, on: true, proven: true, of: true, transactions: true });
const checked = { exceptions: z.number(), readAt: z.string().nullable(), proof: Proof.nullable() };
const Standing = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('writing') }),
  z.strictObject({ state: z.literal('unfinished') }),
  z.strictObject({ state: z.literal('unreadable') }),
  z.strictObject({ state: z.literal('orphan'), missing: z.string() }),
  z.strictObject({ state: z.literal('damaged'), ...Harm }),
  z.strictObject({ state: z.literal('complete'), ...checked }),
  z.strictObject({ state: z.literal('verified'), ...checked, readAt: z.string() }),
  z.strictObject({ state: z.literal('partly-proven'), ...checked, proof: Proof }),
  z.strictObject({ state: z.literal('proven'), ...checked, proof: Proof }),
]);

const listed = {
  id: z.string(),
  cluster: z.string(),
  path: z.string(),
  standing: Standing,
  verified: z.strictObject({ at: z.string(), ok: z.boolean() }).nullable(),
  proven: z.strictObject({ at: z.string(), where: z.string(), share: z.number(), ok: z.boolean() }).nullable(),
};

const ListedSet = z.union([
  z.strictObject({
    ...listed,
    state: z.enum(['complete', 'complete-with-exceptions']),
    kind: Kind,
    method: Method,
    parent: z.string().nullable(),
    cut: Cut,
    finishedAt: z.string(),
    shards: names,
    tables: z.number(),
    rows: z.number(),
    bytes: z.number(),
    transactions: z.number(),
    logBytes: z.number(),
    storedBytes: z.number(),
    exceptions: z.number(),
    warnings: names,
    mended: z.string().exactOptional(),
  }),
  z.strictObject({ ...listed, state: z.literal('interrupted') }),
  z.strictObject({ ...listed, state: z.literal('unreadable'), failure: FailureData }),
]);

const List = z.strictObject({
  destination: z.strictObject({ id: z.string(), label: z.string(), path: z.string() }),
  sets: list(ListedSet),
  chains: list(
    z.strictObject({
      id: z.string(),
      cluster: z.string(),
      sets: names,
      window: z.strictObject({ from: z.string(), to: z.string() }),
      restorePoints: names,
    }),
  ),
  orphans: list(z.strictObject({ id: z.string(), parent: z.string() })),
  marks: list(
    z.union([
      z.strictObject({ path: z.string(), state: z.literal('unreadable'), failure: FailureData }),
      z.strictObject({
        path: z.string(),
        state: z.literal('readable'),
        name: z.string(),
        cluster: z.string(),
        at: z.string(),
        skewMs: z.number(),
        restorable: z.boolean(),
      }),
    ]),
  ),
  halfRestored: list(
    z.strictObject({
      run: z.string(),
      set: z.string(),
      at: z.string(),
      servers: names,
      tables: z.strictObject({ done: z.number(), total: z.number() }).nullable(),
      replaced: z.boolean(),
      finish: z.string().nullable(),
      undo: list(z.strictObject({ server: z.string(), statements: names })),
    }),
  ),
  lost: list(LostCluster),
});

const Verify = z.strictObject({
  sets: list(
    z.strictObject({
      id: z.string(),
      path: z.string(),
      state: z.enum(['whole', 'damaged', 'interrupted', 'unreadable']),
      volumes: z.number(),
      bytes: z.number(),
      damage: list(z.strictObject({ file: z.string(), entry: z.string().nullable(), what: z.string() })),
      tables: names,
    }),
  ),
  lost: list(LostCluster),
});

const Restore = RestoreReport.extend({
  tables: list(RestoredTable.extend({ reason: z.string().exactOptional() })),
  findings: list(Finding.and(z.object({ what: z.string() }))),
  exceptions: list(NotRestored.extend({ reason: z.string() })),
  warnings: names,
}).strict();

const ProvenTable = z.strictObject({
  shard: z.string(),
  target: z.string(),
  schema: z.string(),
  table: z.string(),
  rows: z.number(),
  state: z.enum(['equal', 'different', 'left-out']),
  problem: z.union([TableProblem, z.strictObject({ code: z.enum(['missing', 'extra']) })]).optional(),
  why: z
    .discriminatedUnion('code', [
      z.strictObject({ code: z.enum(['stopped', 'other-instant', 'other-order', 'not-chosen']) }),
      z.strictObject({ code: z.literal('no-snapshot'), engine: z.string() }),
      z.strictObject({ code: z.literal('not-in-full'), text: z.string() }),
      z.strictObject({ code: z.literal('named'), why: NotRestoredWhy }),
    ])
    .optional(),
  reason: z.string().optional(),
});

const Prove = z.strictObject({
  ok: z.boolean(),
  share: z.number().min(0).max(1),
  full: z.string(),
  chain: names,
  until: z.string(),
  tables: list(ProvenTable),
  of: z.strictObject({ tables: z.number(), rows: z.number() }),
  rolled: list(RolledForward),
  behind: z.number(),
  exceptions: list(NotRestored.extend({ reason: z.string() })),
  left: list(z.strictObject({ target: z.string(), name: z.string(), cause: z.string() })),
  durationMs: z.number(),
});

const Undone = z.strictObject({ set: z.string(), servers: names });

const privileges = list(LackedPrivilege.extend({ needed: z.enum(['required', 'better']) }));
const Member = z.object({ shard: z.string(), schema: z.string(), table: z.string() });
const InspectedShard = z.discriminatedUnion('state', [
  z.strictObject({ name: z.string(), server: z.string(), state: z.literal('failed'), failure: FailureData }),
  z.strictObject({
    name: z.string(),
    server: z.string(),
    state: z.literal('ok'),
    info: z.strictObject({
      flavour: z.enum(['mariadb', 'mysql']),
      version: z.string(),
      versionNumber: z.number(),
      uuid: z.string().nullable(),
      serverId: z.number(),
      logBin: z.boolean(),
      binlogFormat: z.string(),
      binlogRowImage: z.string(),
      gtidMode: z.string().nullable(),
      readOnly: z.boolean(),
      lowerCaseTableNames: z.number(),
      localInfile: z.boolean(),
      maxAllowedPacket: z.number(),
      sqlRequirePrimaryKey: z.boolean(),
      secureTransport: z.boolean(),
      variables: z.record(z.string(), z.string()).readonly(),
    }),
    line: LineState,
    account: z.string(),
    inactiveRoles: names,
    schemas: list(z.strictObject({ name: z.string(), tables: z.number(), rows: z.number(), bytes: z.number() })),
    unmatched: z.strictObject({ globs: names, available: names }),
    privileges: z.strictObject({ backup: privileges, restore: privileges }),
    bytes: z.number(),
    readRate: z.number().nullable(),
    fullSeconds: z.number().nullable(),
    binlog: z.strictObject({ storedBytes: z.number().nullable(), bytesPerSecond: z.number().nullable() }),
  }),
]);

const Inspect = z.strictObject({
  cluster: z.string(),
  method: Method,
  shards: list(InspectedShard),
  logicalTables: list(
    z.strictObject({
      family: z.string(),
      label: z.string(),
      schema: z.string(),
      shards: names,
      members: list(Member.extend({ rows: z.number(), bytes: z.number() })),
      rows: z.number(),
      bytes: z.number(),
      drift: z
        .strictObject({
          majority: list(Member),
          odd: list(z.strictObject({ members: list(Member), differences: list(Difference) })),
        })
        .nullable(),
    }),
  ),
  totals: z.strictObject({
    shards: z.number(),
    reachable: z.number(),
    schemas: z.number(),
    tables: z.number(),
    rows: z.number(),
    bytes: z.number(),
  }),
  estimate: z.strictObject({ fullSeconds: z.number().nullable(), binlogRate: z.number().nullable() }),
  warnings: names,
});

/** What a command prints that failed: exit codes 1 and 2. */
const ErrorDocument = z.strictObject({ error: FailureData });

/** By the command; `backup` is `resume`'s too. */
export const documents = {
  inspect: Inspect,
  backup: Backup,
  'backup-every': BackupAccount,
  mark: Mark,
  list: List,
  verify: Verify,
  restore: Restore,
  prove: Prove,
  undone: Undone,
  error: ErrorDocument,
} as const;

export type Documents = { readonly [K in keyof typeof documents]: z.input<(typeof documents)[K]> };
