import { expect, test } from 'vitest';
import { codeOfStops, refuseToBegin } from '../../../electron/engine/restore/refuse-to-begin.ts';
import type { FailureCode } from '../../../shared/failure.ts';
import type { Finding } from '../../../shared/restore-report.ts';

const stop = (code: FailureCode, target = 't0'): Finding => ({
  severity: 'stop',
  code,
  target,
  what: `${code}.`,
  remedy: 'Mend it.',
});
const note: Finding = { severity: 'note', target: 't0', what: 't0 already has The volume.' };

test.each([
  [[], undefined],
  [[note], undefined],
  [[note, stop('target-not-empty')], 'target-not-empty'],
  [[stop('target-not-empty'), stop('missing-privilege')], 'missing-privilege'],
  [[stop('missing-privilege'), stop('damaged')], 'damaged'],
] as const)('what stops a restore decides how it ends: %o', (findings, code) => {
  expect(codeOfStops(findings)).toBe(code);
});

test('all stops are one failure with each remedy once, and notes stop nothing', () => {
  expect(() => refuseToBegin([note])).not.toThrow();
  expect(() => refuseToBegin([note, stop('bad-input'), stop('target-not-empty', 't1')])).toThrow(
    expect.objectContaining({
      failure: {
        code: 'bad-input',
        message: 'bad-input. target-not-empty.',
        safe: 'Nothing was written.',
        next: 'Mend it.',
        where: { shard: 't0' },
      },
    }),
  );
});
