/**
 * Tries strange inputs on everything that reads what strangers write: npm run fuzz -- [--seconds N] [--seed N] [--only NAME,…].
 * Every target gets so many seconds, in turns of two. Ends with 1 when something was found; the seed of the turn is printed.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';
import { FUZZ_TARGETS } from './fuzz-targets.ts';

const TURN_MS = 2000;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const names = values.only?.split(',');
const targets = FUZZ_TARGETS.filter(({ name }) => names?.includes(name) ?? true);
if (targets.length === 0) throw new Error(`Targets: ${FUZZ_TARGETS.map(({ name }) => name).join(', ')}`);

const runs = new Map<FuzzTarget, number>();
let seed = Number(values.seed);
for (const end = Date.now() + Number(values.seconds) * 1000 * targets.length; Date.now() < end; seed++)
  for (const target of targets) {
    const details = fc.check(target.property, {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: TURN_MS,
    });
    runs.set(target, (runs.get(target) ?? 0) + details.numRuns);
    if (!details.failed || details.interrupted) continue;
    console.log(`FOUND ${target.name}, seed ${seed}: ${details.errorInstance}\n${fc.defaultReportMessage(details)}`);
    process.exitCode = 1;
  }
for (const [{ name }, count] of runs) console.log(`${name}: ${count} inputs`);
console.log(
  `${values.seconds} s each, seeds ${values.seed} to ${seed - 1}: ${process.exitCode ? 'FOUND' : 'nothing found'}`,
);
