import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseParent } from '../../../shared/choose-parent.ts';

/** Sets in the order they were taken: null for a full one, else the number of the one it builds on; undefined: unreadable. */
type Taken = readonly (number | null | undefined)[];

function choose(taken: Taken, kind: 'incremental' | 'differential') {
  const sets = taken.map((parent, i) => ({ id: `${i}`, kind: parent === null ? 'full' : 'incremental' }) as const);
  const asked: string[] = [];
  const choice = chooseParent(sets.toReversed(), kind);
  let step = choice.next();
  while (!step.done) {
    asked.push(step.value);
    const parent = taken[Number(step.value)];
    step = choice.next(parent === undefined ? undefined : { parent: parent === null ? null : `${parent}` });
  }
  return { chosen: step.value, asked };
}

/** The rule, said once more in another way. */
function rule(taken: Taken): string | undefined {
  const root = (at: number): number | undefined => {
    const parent = taken[at];
    if (parent === null) return at;
    return parent === undefined || parent >= at ? undefined : root(parent);
  };
  const full = taken.lastIndexOf(null);
  if (full === -1) return undefined;
  const own = taken.flatMap((_, i) => (root(i) === full ? [i] : []));
  return `${own.at(-1)}`;
}

test('the newest set of the newest full set’s chain is built on, and nothing is read twice or without need', () => {
  const one = fc.oneof(fc.constant(null), fc.constant(undefined), fc.nat(12));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (sets) => {
      // A set builds on an earlier one; a number that is none is a set that is gone.
      const taken = sets.map((parent, i) => (parent == null || parent < i ? parent : 99));
      const { chosen, asked } = choose(taken, 'incremental');
      expect(chosen).toBe(rule(taken));
      expect(asked).toHaveLength(new Set(asked).size);
      expect(choose(taken, 'differential').chosen).toBe(
        taken.includes(null) ? `${taken.lastIndexOf(null)}` : undefined,
      );
    }),
  );
});

test('a long chain is read once, from its tip to its full set', () => {
  const { chosen, asked } = choose([null, ...Array.from({ length: 500 }, (_, i) => i)], 'incremental');
  expect(chosen).toBe('500');
  expect(asked).toHaveLength(501);
});

test('sets that build on each other in a circle hold nobody up', () => {
  expect(choose([null, 2, 1], 'incremental').chosen).toBe('0');
});
