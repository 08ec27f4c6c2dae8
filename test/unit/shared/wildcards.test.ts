import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAccountGrant, renameGrant } from '../../../electron/engine/accounts/account-grant.ts';
import { makeGrants } from '../../../electron/engine/mysql/grants.ts';
import { matchesSchema } from '../../../shared/glob.ts';

const LONG = 'a'.repeat(64);

describe('patterns of names', () => {
  test('mean what the same regular expression means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '表', '😀', '\n'), maxLength: 10 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '表', '.', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (pattern, name) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesSchema([pattern], name)).toBe(new RegExp(`^${source}$`, 'su').test(name));
      }),
      { numRuns: 2000 },
    );
  });

  test('never take long, however many runs they have', () => {
    const began = performance.now();
    expect(matchesSchema([`${'*a'.repeat(40)}*b`], LONG.repeat(20))).toBe(false);
    const pattern = `${'%a'.repeat(20)}%b`;
    const grants = makeGrants([`GRANT SELECT ON \`${pattern}\`.* TO \`u\`@\`%\``], '', {
      flavour: 'mariadb',
      partialRevokes: false,
      ignoreCase: false,
      mergesRoles: false,
    });
    expect(grants.has('SELECT', LONG)).toBe(false);
    const grant = readAccountGrant(`GRANT SELECT ON \`${pattern}\`.* TO \`u\`@\`%\``);
    expect(grant && renameGrant(grant, new Map([[LONG, 'b']])).pattern).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
