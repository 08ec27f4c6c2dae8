import { test } from 'vitest';
import { connect } from '../../electron/engine/mysql/connect.ts';
import { startCli, tempFolder, writeClusterFile } from '../support/cli.ts';
import { freshSchema, testServer } from '../support/servers.ts';
import { startServer } from '../support/server.ts';
test('destroy', async () => {
  for (const f of ['mariadb','mysql'] as const) {
    const s = await connect(testServer(f).shard('s0'));
    const t = performance.now();
    setTimeout(() => s.destroy(), 300);
    const r = await Promise.race([s.query('SELECT SLEEP(3)').then(() => 'done', (e) => 'rejected ' + e.message), new Promise((r) => setTimeout(() => r('never'), 5000))]);
    console.log(f, r, performance.now() - t);
  }
  const own = await startServer({ flavour: 'mariadb' });
  const a = await freshSchema(own);
  await own.client('CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1)', { database: a });
  const lk = await connect(own.shard('x'));
  await lk.query(`LOCK TABLES \`${a}\`.t WRITE`);
  const f = await tempFolder();
  const c = await writeClusterFile(f, 'shop', [own.shard('s0')]);
  const run = startCli(['backup', '--cluster', c, '--to', f + '/d', '--method', 'warm', '--progress', 'json'], { deadlineMs: 15000 });
  await run.until(/"phase":"snapshot"/);
  await new Promise((r) => setTimeout(r, 500));
  run.kill('SIGINT');
  console.log(await run.ended.then((r) => [r.code, r.seconds, r.stderr.split('\n').filter((l) => !l.startsWith('{')).join('\n')], (e) => String(e).slice(-600)));
  console.log(await own.client('SHOW PROCESSLIST'));
  const run2 = startCli(['backup', '--cluster', c, '--to', f + '/d', '--method', 'warm', '--progress', 'json'], { deadlineMs: 25000 });
  console.log(await run2.ended.then((r) => [r.code, r.seconds, r.stderr.split('\n').filter((l) => !l.startsWith('{')).join('\n')], (e) => String(e).slice(-600)));
  lk.destroy();
  await own.stop();
}, 120000);
