import { expect, test } from 'vitest';
import { codeOfStops, refuseToBegin } from '../../../electron/engine/restore/refuse-to-begin.ts';
import { findings } from '../renderer/samples.ts';

const note = findings['no-local-infile'];
const taken = findings['names-taken'];
const lacks = findings['lacks-privilege'];
const missing = findings['volume-missing'];

test.each([
  [[], undefined],
  [[note], undefined],
  [[note, taken], 'target-not-empty'],
  [[taken, lacks], 'missing-privilege'],
  [[lacks, missing], 'damaged'],
] as const)('what stops a restore decides how it ends: %o', (found, code) => {
  expect(codeOfStops(found)).toBe(code);
});

test('all stops are one failure that carries them, and notes stop nothing', () => {
  expect(() => refuseToBegin([note])).not.toThrow();
  expect(() => refuseToBegin([note, findings['read-only'], taken])).toThrow(
    expect.objectContaining({
      failure: {
        code: 'bad-input',
        message: expect.any(String),
        safe: 'Nothing was written.',
        safety: 'nothing-written',
        where: { shard: 't0' },
        detail: { code: 'stopped', findings: [findings['read-only'], taken] },
      },
    }),
  );
});
