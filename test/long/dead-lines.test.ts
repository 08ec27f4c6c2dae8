import { describe, expect, onTestFinished, test } from 'vitest';
import { openLocker, takeWriteLock } from '../../electron/engine/backup/write-lock.ts';
import { connect, type Session } from '../../electron/engine/mysql/connect.ts';
import { loadData } from '../../electron/engine/mysql/load-data.ts';
import { readRows } from '../../electron/engine/mysql/row-stream.ts';
import { openRoundRobin, type RoundRobin } from '../support/round-robin.ts';
import { FLAVOURS, freshSchema, testServer } from '../support/servers.ts';

/** As connections have them, but for the minutes. */
const LINE = { silenceMs: 400, deadMs: 1500, answerMs: 1000, resultMs: 2500 };
const DEAD = { failure: { code: 'connection-lost', fact: { reason: 'line-dead' } } };

describe.each(FLAVOURS)('a line to a %s server that goes dead', (flavour) => {
  const server = testServer(flavour);

  async function overGate(): Promise<{ way: RoundRobin; session: Session }> {
    const way = await openRoundRobin([server.port]);
    const session = await connect(server.shard('s0', { port: way.port }), { watch: LINE });
    onTestFinished(() => {
      session.destroy();
      way.close();
    });
    return { way, session };
  }

  test('just after a statement was sent ends that with words', async () => {
    const { way, session } = await overGate();
    way.goDead();
    await expect(session.query('SELECT 1')).rejects.toMatchObject(DEAD);
  });

  test('while rows come, and while rows are sent, ends that too', async () => {
    const schema = await freshSchema(server, 'dead');
    await server.client(`CREATE TABLE ${schema}.t (id INT, v TEXT)`);
    const read = await overGate();
    read.way.goDead();
    const rows = async () => {
      for await (const _ of readRows(read.session, 'SELECT 1, 2'));
    };
    await expect(rows()).rejects.toMatchObject(DEAD);
    const sent = await overGate();
    function* source() {
      for (let i = 0; i < 2000; i++) {
        if (i === 3) sent.way.goDead();
        yield Buffer.from(`${i}\t${'x'.repeat(9000)}\n`);
      }
    }
    const load = loadData(sent.session, `LOAD DATA LOCAL INFILE 'x' INTO TABLE ${schema}.t`, source());
    await expect(load).rejects.toMatchObject(DEAD);
  });

  test('alone, while the server answers others, is found out by the server’s own list', async () => {
    const { way, session } = await overGate();
    way.goDead('there');
    await expect(session.query('SELECT 1')).rejects.toMatchObject(DEAD);
  });

  test('is told from a statement that takes long', async () => {
    const { session } = await overGate();
    expect(await session.texts('SELECT SLEEP(3) AS slept')).toEqual([{ slept: '0' }]);
  });

  test('does not keep the release of a lock waiting, and the server releases it', async () => {
    const { way, session: control } = await overGate();
    const schema = await freshSchema(server, 'locked');
    await server.client(`CREATE TABLE ${schema}.t (id INT)`);
    const locker = await openLocker({ control, openReader: () => connect(control.shard) });
    const lock = await takeWriteLock(locker, { schemas: [schema], deadlineMs: 5000, ways: ['table-locks'] });
    way.goDead();
    const began = performance.now();
    await expect(lock.release()).rejects.toMatchObject({ failure: { fact: { reason: 'silent-while-locking' } } });
    expect(performance.now() - began).toBeLessThan(10_000);
    await server.client(`SET lock_wait_timeout=10; INSERT INTO ${schema}.t VALUES (1)`);
  });
});
