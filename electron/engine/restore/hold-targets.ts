import { hash } from 'node:crypto';
import { EngineError, fail } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { lowerName } from '../schema/lower-name.ts';
import type { ShardScope } from './select-scope.ts';

/** How long to wait for the lock of a restore that was killed: its session may still be on its way out. */
const LOCK_SECONDS = 5;

/** A target whose session lasts as long as the restore. */
interface HeldTarget {
  readonly scope: ShardScope;
  readonly session: Session;
  /** Of the server: two targets may be on one. */
  readonly identity: string;
  readonly info: { readonly lowerCaseTableNames: number };
}

/**
 * Keeps other restores out of the schemas that this one writes to, whoever runs them and wherever, until the session ends:
 * two at a time would take each other's tables for something that was there. Throws where another one has them; a look
 * beforehand keeps nothing and says the same.
 */
export async function holdTargets(targets: readonly HeldTarget[], dryRun: boolean): Promise<void> {
  for (const own of Map.groupBy(targets, ({ identity }) => identity).values()) {
    const [first] = own;
    if (!first) continue;
    const fold = (schema: string) => (first.info.lowerCaseTableNames > 0 ? lowerName(schema) : schema);
    const names = new Set(own.flatMap(({ scope }) => [...scope.schemas.values()].map(fold)));
    // In one order everywhere, so that two never wait for each other.
    for (const schema of [...names].toSorted()) await hold(first, schema, dryRun);
  }
}

async function hold({ session, scope }: HeldTarget, schema: string, dryRun: boolean): Promise<void> {
  const lock = quoteText(`shardkeep.restore.${hash('sha256', schema, 'hex').slice(0, 40)}`);
  const [got] = await session.texts(`SELECT GET_LOCK(${lock}, ${LOCK_SECONDS}) AS got`).catch((error: unknown) => {
    // A server that has no such locks keeps nobody out.
    if (error instanceof EngineError && error.errno !== undefined) return [];
    throw error;
  });
  if (got?.got !== '0') {
    if (dryRun && got) await session.texts(`SELECT RELEASE_LOCK(${lock}) AS released`);
    return;
  }
  const [used] = await session.texts(`SELECT IS_USED_LOCK(${lock}) AS holder`);
  const { name: target } = scope.target;
  throw fail(
    'restore-busy',
    { target, schema, connection: used?.holder ?? '…' },
    { where: { shard: target, schema }, safety: 'nothing-written' },
  );
}
