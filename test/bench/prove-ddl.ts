/**
 * Restores random definitions of a log beside the schemas they were made in, and elsewhere:
 * npm run prove:ddl -- [--statements N] [--seed N] [--server mariadb|mysql] [--show]. Rounds of 50 statements; each takes the next
 * seed. Ends with 1 when a difference was not named, or a schema was touched that is not the restore's.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import { proveDdl } from '../support/prove-ddl.ts';
import { startServer } from '../support/server.ts';

const ROUND = 50;
const { values } = parseArgs({
  options: {
    statements: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    server: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});
const flavours: readonly Flavour[] =
  values.server === 'mysql' || values.server === 'mariadb' ? [values.server] : ['mariadb', 'mysql'];

for (const flavour of flavours) {
  const [server, elsewhere] = await Promise.all([
    startServer({ flavour, args: ['--event-scheduler=OFF'] }),
    startServer({ flavour, args: ['--event-scheduler=ON'] }),
  ]);
  const to = await mkdtemp(join(tmpdir(), 'shardkeep-prove-'));
  console.log(server.version);
  try {
    let done = 0;
    for (let seed = Number(values.seed); done < Number(values.statements); seed++) {
      const proof = await proveDdl({ server, elsewhere, to, seed, statements: ROUND });
      done += proof.taken.length;
      const state = proof.problems.length > 0 ? 'DIFFERENT' : proof.named.length > 0 ? 'named' : 'equal';
      console.log(
        `seed ${seed}: ${state}, ${done} statements, ${proof.refused} refused by the server, ${proof.whole} of 2 restores whole`,
      );
      for (const one of [...proof.problems, ...proof.named].slice(0, 10)) console.log(`  ${one}`);
      if (values.show) console.log(proof.taken.join(';\n'));
      if (proof.problems.length > 0) process.exitCode = 1;
      await rm(join(to, String(seed)), { recursive: true });
    }
  } finally {
    await Promise.all([server.stop(), elsewhere.stop()]);
    await rm(to, { recursive: true });
  }
}
