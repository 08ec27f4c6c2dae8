/**
 * Takes many cuts over shards that are written to at full speed, and looks in each for effects without their causes:
 * npm run prove:cuts -- [--cuts N] [--sets N] [--flavour mariadb|mysql] [--shards N] [--writers N]. Of each method so many
 * cuts alone, as restore marks and incremental sets take them, checked in the servers' own logs, and so many sets, full
 * and incremental in turn, checked from their rows and stored logs. Prints a table; ends with 1 when a cut that calls
 * itself common has an effect without its cause, or a stored log has a gap.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Shard } from '../../shared/cluster.ts';
import type { Method } from '../../shared/manifest.ts';
import { type CheckedCut, createLedger, startLedger, takeCuts } from '../support/ledger.ts';
import { checkMarks, takeMarks } from '../support/ledger-marks.ts';
import { startServer } from '../support/server.ts';

/** Behind each full set, so that half of all cuts are those of incremental sets. */
const SETS = 1;
/** May read rows and logs, and hold nobody up. */
const LOCKLESS = { user: 'lockless', password: 'p' };

const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '200' },
    sets: { type: 'string', default: '50' },
    flavour: { type: 'string' },
    shards: { type: 'string', default: '3' },
    writers: { type: 'string', default: '6' },
  },
});
const flavours: readonly Flavour[] =
  values.flavour === 'mysql' || values.flavour === 'mariadb' ? [values.flavour] : ['mariadb', 'mysql'];
const writers = Number(values.writers);
const folder = await mkdtemp(join(tmpdir(), 'shardkeep-prove-'));

console.log(
  '| flavour | method | what | cut | cuts | with a violation | with a gap | held up ms, median / max | shards apart at most ms, median / max |',
);
console.log('| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |');
try {
  for (const flavour of flavours) await prove(flavour);
} finally {
  await rm(folder, { recursive: true });
}

async function prove(flavour: Flavour): Promise<void> {
  const servers = await Promise.all(Array.from({ length: Number(values.shards) }, () => startServer({ flavour })));
  try {
    await createLedger(servers, writers);
    const shards = servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));
    const campaigns: { name: string; method: Method; shards: readonly Shard[] }[] = [
      { name: 'warm', method: 'warm', shards },
      { name: 'hot', method: 'hot', shards },
    ];
    if (flavour === 'mariadb') {
      for (const server of servers)
        await server.client(
          `CREATE USER lockless@'%' IDENTIFIED BY '${LOCKLESS.password}';
           GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO lockless@'%'`,
        );
      const lockless = shards.map((shard) => ({ ...shard, ...LOCKLESS }));
      campaigns.push({ name: 'hot, may not lock', method: 'hot', shards: lockless });
    }
    const ledger = await startLedger({ shards, writers });
    const marks: Awaited<ReturnType<typeof takeMarks>>[] = [];
    for (const one of campaigns) marks.push(await takeMarks(one.shards, one.method, Number(values.cuts)));
    const rate = Math.round(await ledger.stop());
    for (const [i, { name }] of campaigns.entries())
      report(`${flavour} | ${name}`, await checkMarks(servers, writers, marks[i] ?? []));
    const again = await startLedger({ shards, writers });
    for (const { name, method, shards: of } of campaigns) {
      const cuts: CheckedCut[] = [];
      const tool = servers[0]?.programs.binlog ?? '';
      while (cuts.length < Number(values.sets))
        cuts.push(...(await takeCuts({ shards: of, method, to: join(folder, 'sets'), tool, sets: SETS })));
      for (const kind of ['full', 'incremental'])
        report(
          `${flavour} | ${name}`,
          cuts.filter((cut) => cut.kind === kind),
        );
    }
    const beside = Math.round(await again.stop());
    console.error(`${servers[0]?.version}: ${servers.length} shards, ${rate} commits/s, ${beside} beside backups`);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function report(name: string, cuts: readonly CheckedCut[]): void {
  if (cuts.length === 0) return;
  const bad = cuts.filter(({ violations }) => violations.length > 0);
  const broken = cuts.filter(({ gaps }) => gaps.length > 0);
  const ways = [...new Set(cuts.map(({ cut }) => cut.way ?? cut.kind))].join(', ');
  const figures = [cuts.map(({ lockMs }) => lockMs), cuts.map(({ cut }) => cut.skewMs)].map(medianAndMax);
  const cells = [name, cuts[0]?.kind, ways, cuts.length, bad.length, broken.length, ...figures];
  console.log(`| ${cells.join(' | ')} |`);
  for (const one of [...bad, ...broken].slice(0, 3))
    console.error([JSON.stringify(one.cut), ...one.violations, ...one.gaps].slice(0, 6).join('\n'));
  if (broken.length > 0 || bad.some(({ cut }) => cut.kind === 'common')) process.exitCode = 1;
}

function medianAndMax(list: readonly number[]): string {
  const sorted = list.toSorted((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((ms) => (ms ?? 0).toFixed(1)).join(' / ');
}
