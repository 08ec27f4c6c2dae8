import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Descendant, rootsOf } from '../../../shared/roots-of.ts';

/** Sets of which some build on others, on missing ones, or on each other in a circle. */
const sets = fc
  .array(fc.option(fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 25 })
  .map((parents) =>
    parents.map((parent, i): Descendant => ({ id: `${i}`, parent: parent === null ? null : `${parent}` })),
  );

/** Step by step, from each set anew. */
function walkBack(all: readonly Descendant[], id: string): string[] {
  const way = [id];
  for (;;) {
    const parent = all.find((one) => one.id === way.at(-1))?.parent;
    if (parent == null || way.includes(parent)) return parent == null ? way.slice(-1) : way.slice(way.indexOf(parent));
    way.push(parent);
  }
}

test('every set leads to where a walk back from it ends, or into the circle that it ends in', () => {
  fc.assert(
    fc.property(sets, (all) => {
      const roots = rootsOf(all);
      expect([...roots.keys()]).toEqual(expect.arrayContaining(all.map(({ id }) => id)));
      for (const { id } of all) expect(walkBack(all, id)).toContain(roots.get(id));
    }),
  );
});

test('a chain of a hundred thousand sets is passed once', () => {
  const all = Array.from(
    { length: 100_000 },
    (_, i): Descendant => ({ id: `${i}`, parent: i === 0 ? null : `${i - 1}` }),
  );
  // Walking back from each would be five thousand million steps.
  expect(new Set(rootsOf(all.toReversed()).values())).toEqual(new Set(['0']));
});
