/**
 * Restores chains of sets that were taken under random transactions and changes of definitions, to marks and to their
 * ends, and compares what is there with what the stock programs read from the sources:
 * npm run prove:chains -- [--rounds N] [--seed N] [--sets N] [--flavour mariadb|mysql]. A round takes the next seed. Ends
 * with 1 at the first difference, and names the seed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { proveChain } from '../support/prove-chain.ts';
import { startServer } from '../support/server.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    sets: { type: 'string', default: '4' },
    flavour: { type: 'string' },
  },
});
const flavours: readonly Flavour[] =
  values.flavour === 'mysql' || values.flavour === 'mariadb' ? [values.flavour] : ['mariadb', 'mysql'];
const sets = Number(values.sets);

for (const flavour of flavours) {
  const servers = await Promise.all(Array.from({ length: 4 }, () => startServer({ flavour })));
  const folder = await mkdtemp(join(tmpdir(), 'shardkeep-prove-'));
  const [sources, targets] = [servers.slice(0, 2), servers.slice(2)];
  console.log(`${servers[0]?.version}, ${sources.length} shards`);
  try {
    for (let round = 0; round < Number(values.rounds) && process.exitCode === undefined; round++) {
      const seed = Number(values.seed) + round;
      const to = join(folder, String(seed));
      const proof = await proveChain({ servers: sources, targets, to, seed, sets, marks: 2, restores: 3 });
      const { chain, marks, restored, counts, problems } = proof;
      console.log(
        `seed ${seed}: ${problems.length === 0 ? 'equal' : 'DIFFERENT'} at ${restored.join(', ')} of ${marks}`,
      );
      console.log(`  ${chain.join(' · ')}; ${JSON.stringify(counts)}`);
      for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
      await rm(to, { recursive: true });
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true });
  }
}
