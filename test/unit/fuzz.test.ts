import fc from 'fast-check';
import { test } from 'vitest';
import { FUZZ_TARGETS } from '../fuzz/fuzz-targets.ts';

/** A slice of `npm run fuzz`; what it found has tests of its own. */
test.each(FUZZ_TARGETS.map(({ name, property }) => [name, property] as const))(
  'fuzzing %s finds nothing',
  (_, property) => {
    fc.assert(property, { seed: 7, numRuns: 200 });
  },
);
