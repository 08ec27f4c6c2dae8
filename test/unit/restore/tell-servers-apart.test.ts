import { expect, test } from 'vitest';
import { EngineError } from '../../../electron/engine/engine-error.ts';
import type { Session, TextRow } from '../../../electron/engine/mysql/connect.ts';
import { tellServersApart } from '../../../electron/engine/restore/tell-servers-apart.ts';

/** Who holds which lock on one server. */
type Locks = Map<string, string>;

/** A target whose session answers as a server with these locks does, or as `says`. */
function target(name: string, locks: Locks, says?: (sql: string) => TextRow) {
  const texts = async (sql: string): Promise<TextRow[]> => {
    if (says) return [says(sql)];
    const lock = /'([^']*)'/.exec(sql)?.[1] ?? '';
    if (sql.includes('GET_LOCK')) return [{ got: locks.set(lock, name) && '1' }];
    if (sql.includes('RELEASE_LOCK')) return [{ released: locks.delete(lock) ? '1' : '0' }];
    return [{ holder: locks.get(lock) ?? null }];
  };
  return { name, identity: 'one machine', session: { texts } as unknown as Session };
}

const told = async (...targets: ReturnType<typeof target>[]) =>
  (await tellServersApart(targets)).map(({ identity }) => identity);

test('addresses of one server stay one, and servers that only say the same are several', async () => {
  const [here, there] = [new Map(), new Map()];
  const [one, two, three] = await told(target('a', here), target('b', there), target('c', here));
  expect([one, three]).toEqual(['one machine', 'one machine']);
  expect(two).not.toBe(one);
  const other = { ...target('d', here), identity: 'another' };
  expect(await told(target('a', here), other)).toEqual(['one machine', 'another']);
});

test('a server that says yes to everything is not taken for one that it is not', async () => {
  const yes = () => ({ got: '1', holder: '7', released: '1' });
  for (const order of [0, 1]) {
    const both = [target('honest', new Map()), target('rogue', new Map(), yes)];
    const [one, two] = await told(...(order === 0 ? both : both.toReversed()));
    expect(one).not.toBe(two);
  }
});

test('servers without such locks are what they say', async () => {
  const none = () => {
    throw new EngineError({ code: 'server', message: 'no such function', where: {} }, 1305);
  };
  expect(await told(target('a', new Map(), none), target('b', new Map(), none))).toEqual([
    'one machine',
    'one machine',
  ]);
});
