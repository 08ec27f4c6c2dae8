import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasEmptyField } from '../../../electron/engine/restore/empty-geometry.ts';

test('an empty field is found at the places that are asked for, and nowhere else', () => {
  const width = 4;
  const field = fc.constantFrom('', '', 'x', '\\N', 'a\\tb', '00');
  const row = fc.array(field, { minLength: width, maxLength: width });
  fc.assert(
    fc.property(fc.array(row), fc.subarray([0, 1, 2, 3], { minLength: 1 }), (rows, places) => {
      const tsv = Buffer.from(rows.map((fields) => `${fields.join('\t')}\n`).join(''));
      expect(hasEmptyField(tsv, places)).toBe(rows.some((fields) => places.some((place) => fields[place] === '')));
    }),
  );
});
