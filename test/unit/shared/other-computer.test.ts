import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otherComputer } from '../../../shared/other-computer.ts';

describe('a path leads to another computer', () => {
  test.each([
    ['\\\\nas\\backup', 'nas'],
    ['//nas/backup', 'nas'],
    ['\\/nas\\backup', 'nas'],
    ['  \\\\nas', 'nas'],
    ['\\\\10.0.0.7@SSL@8443\\DavWWWRoot', '10.0.0.7@SSL@8443'],
    ['\\\\?\\UNC\\nas\\backup', 'nas'],
    ['//./unc/nas/backup', 'nas'],
    ['\\\\\\nas\\backup', 'nas'],
  ])('%s: %s', (path, host) => expect(otherComputer(path)).toBe(host));

  test.each([
    '',
    '/',
    '/media/backup',
    'C:\\Backups',
    'D:/Backups',
    '~',
    'backup',
    '\\\\?\\C:\\Backups',
    '\\\\.\\pipe\\x',
    '\\\\',
  ])('and %s does not', (path) => expect(otherComputer(path)).toBeUndefined());

  test('whatever slashes are used and whatever the share is called', () => {
    const slash = fc.constantFrom('\\', '/');
    const name = fc.stringMatching(/^[\w.@-]{1,12}$/).filter((one) => one !== '.');
    fc.assert(
      fc.property(slash, slash, slash, name, name, fc.boolean(), (a, b, c, host, share, long) => {
        const path = long ? `${a}${b}?${c}UNC${a}${host}${b}${share}` : `${a}${b}${host}${c}${share}`;
        expect(otherComputer(path)).toBe(host);
      }),
    );
  });
});
