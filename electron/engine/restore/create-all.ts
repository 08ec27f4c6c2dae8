import { matchesObject } from '../../../shared/glob.ts';
import type { Manifest } from '../../../shared/manifest.ts';
import type { NotRestored } from '../../../shared/restore-report.ts';
import { NO_ACCOUNTS } from '../accounts/accounts-there.ts';
import type { AccountsToRestore } from '../accounts/restore-accounts.ts';
import type { LaneHandle, LanePool } from '../lane/lane-pool.ts';
import { isSlowToRead, isSlowToWrite } from '../mysql/measure-wire.ts';
import { type ProgressMeter, Tally } from '../progress.ts';
import { crossTable } from '../schema/cross-table.ts';
import { putCollationsBack } from '../schema/schema-collation.ts';
import { meanCollationsOf } from '../schema/session-settings.ts';
import { unwrapComments } from '../schema/unwrap-comments.ts';
import { createTables } from './create-tables.ts';
import { dropReplaced } from './existing-objects.ts';
import type { LoadShard } from './load-tables.ts';
import { withCollations } from './map-collations.ts';
import type { TargetState } from './preflight.ts';
import type { ReadObject } from './read-objects.ts';
import { dropNotes, leaveNote } from './restore-note.ts';
import type { RowsContext, RowsOptions } from './restore-rows.ts';
import { createSpatialSystems } from './restore-srs.ts';

/** One scope while it is restored. */
export interface RestoringShard extends TargetState, LoadShard {
  readonly objects: readonly ReadObject[];
  readonly accountsToRestore: AccountsToRestore;
  readonly noted: boolean;
}

/** Makes room, and creates schemas, sequences and tables without their keys; `refused` is what a target does not have now. */
export async function createAll(
  targets: readonly TargetState[],
  accounts: readonly AccountsToRestore['accounts'][],
  options: RowsOptions,
  { manifest, pool, meter, keys }: RowsContext,
): Promise<{ shards: RestoringShard[]; refused: NotRestored[] }> {
  const refused: NotRestored[] = targets.flatMap(({ scope }) => namedInSet(scope, manifest));
  for (const { session, scope } of targets) await dropNotes(session, scope);
  for (const target of targets) refused.push(...(await createSpatialSystems(target)));
  const madeAccounts = new Map(targets.map(({ identity }) => [identity, new Set<string>()]));
  const shards = await Promise.all(
    targets.map(async (target, i): Promise<RestoringShard> => {
      const { session, scope } = target;
      if (scope.source.flavour === 'mariadb') await meanCollationsOf(session, scope.source.variables);
      await putCollationsBack(session, [...scope.schemas.values()]);
      if (options.replace) await dropReplaced(session, target.existing);
      const adapted = target.read.map((one) => adapt(one, target));
      const read = adapted.map(({ known }) => known);
      refused.push(...adapted.flatMap(({ lost }) => lost));
      const made = await createTables(session, scope, read, options);
      const key = keys?.[i];
      const noted = key !== undefined && (await leaveNote(session, scope, key, null));
      refused.push(...made.refused);
      const lanes = await openLanes(target, pool, meter, options);
      const accountsToRestore = {
        session,
        target: scope.target.name,
        source: scope.source.flavour,
        there: target.accounts ?? NO_ACCOUNTS,
        accounts: accounts[i] ?? [],
        schemas: scope.schemas,
        made: madeAccounts.get(target.identity) ?? new Set<string>(),
      };
      return { ...target, objects: read, created: made.created, lanes, accountsToRestore, noted };
    }),
  );
  return { shards, refused };
}

async function openLanes(
  { scope, session, info }: TargetState,
  pool: LanePool,
  meter: ProgressMeter,
  { lanesPerShard, skipBinlog: unlogged = false, wire = 'measured' }: RowsOptions,
): Promise<LaneHandle[]> {
  // Rows go there, and come back to be compared.
  const slow = async () => (await isSlowToWrite(session, info.maxAllowedPacket)) || (await isSlowToRead(session));
  const compressed = wire === 'measured' ? await slow() : wire === 'compressed';
  const purpose = unlogged ? 'load-unlogged' : 'load';
  return Promise.all(
    Array.from({ length: lanesPerShard }, async () => {
      const lane = pool.lane();
      const tally = new Tally();
      meter.shard(scope.source.name, { tally });
      const server = session.identity;
      await lane.call('connect', { shard: scope.target, server, purpose, compressed, tally: tally.buffer });
      return lane;
    }),
  );
}

/** A definition as the target understands it. */
function adapt(
  read: ReadObject,
  { scope, info, collations }: TargetState,
): { readonly known: ReadObject; readonly lost: readonly NotRestored[] } {
  const known = withCollations(read, collations.map);
  const { object } = read;
  const from = scope.source.flavour;
  if (from === info.flavour || object.kind !== 'table') return { known, lost: [] };
  const { statement, lost } = crossTable(known.statement, from);
  const schema = scope.schemas.get(object.schema) ?? object.schema;
  const what = { target: scope.target.name, schema, object: object.name, kind: 'table' as const };
  return {
    known: { ...known, statement: from === 'mysql' ? unwrapComments(statement) : statement },
    lost: lost
      .filter((feature) => feature === 'functional-index' || feature === 'long-unique')
      .map((feature) => ({ ...what, why: { code: 'index-lost', feature } })),
  };
}

/** What the set itself says that it does not hold, or not for certain. */
function namedInSet({ source, target, only, schemas }: TargetState['scope'], manifest: Manifest): NotRestored[] {
  return manifest.exceptions
    .filter((e) => e.shard === source.name && matchesObject(only, e.schema, e.object))
    .map(({ schema, object, kind, reason, why }) => ({
      target: target.name,
      schema: schemas.get(schema) ?? schema,
      object,
      kind,
      why: { code: 'not-in-set', text: reason, ...(why === undefined ? {} : { why }) },
    }));
}
