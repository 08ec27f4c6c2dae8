import { randomBytes } from 'node:crypto';
import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';

interface NamedServer {
  readonly session: Session;
  /** What the server says of itself. */
  readonly identity: string;
}

/**
 * The targets with identities that only addresses of one server share. Machines that were cloned say the same of themselves,
 * and a server may say what another one is: what is left out on one, since it was done on the other, would be missing there.
 */
export async function tellServersApart<T extends NamedServer>(targets: readonly T[]): Promise<T[]> {
  const first = new Map<string, T[]>();
  const told: T[] = [];
  for (const target of targets) {
    const known = first.get(target.identity) ?? [];
    let at = 0;
    while (known[at] && !(await areOne(known[at]?.session, target.session))) at++;
    if (!known[at]) first.set(target.identity, [...known, target]);
    told.push(at === 0 ? target : { ...target, identity: JSON.stringify([target.identity, at]) });
  }
  return told;
}

/** Whether each of two sessions sees a lock that the other one takes, of a name that nobody knows. */
async function areOne(one: Session | undefined, other: Session): Promise<boolean> {
  return one !== undefined && (await isSeen(one, other)) && (await isSeen(other, one));
}

async function isSeen(holder: Session, observer: Session): Promise<boolean> {
  const lock = quoteText(`shardkeep.same.${randomBytes(20).toString('hex')}`);
  try {
    const [got] = await holder.texts(`SELECT GET_LOCK(${lock}, 0) AS got`);
    const [seen] = await observer.texts(`SELECT IS_USED_LOCK(${lock}) AS holder`);
    await holder.texts(`SELECT RELEASE_LOCK(${lock}) AS released`);
    return got?.got !== '1' || seen?.holder != null;
  } catch (error) {
    // A server without such locks is what it says.
    if (error instanceof EngineError && error.errno !== undefined) return true;
    throw error;
  }
}
