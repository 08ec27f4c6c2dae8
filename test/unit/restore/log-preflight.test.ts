import { describe, expect, test } from 'vitest';
import { missingForReplay } from '../../../electron/engine/mysql/check-privileges.ts';
import { makeGrants } from '../../../electron/engine/mysql/grants.ts';
import type { ServerInfo } from '../../../electron/engine/mysql/server-info.ts';
import { changedSettings } from '../../../electron/engine/replay/unlogged-settings.ts';
import { checkLogSettings } from '../../../electron/engine/restore/check-log-settings.ts';

type Variables = Readonly<Record<string, string>>;
type Scope = Parameters<typeof checkLogSettings>[0];

/** Settings that stop a restore through a log. */
function stops(target: Variables, source: Variables = {}): string[] {
  const scope = { source: { variables: source }, target: { name: 't0' } } as unknown as Scope;
  return checkLogSettings(scope, { variables: target }).flatMap((one) =>
    one.code === 'log-setting' ? [`${one.severity} ${one.setting}=${one.value}`] : [],
  );
}

describe('before a log is applied', () => {
  test.each([
    [{ secure_timestamp: 'YES' }, ['stop secure_timestamp=YES']],
    [{ secure_timestamp: 'REPLICATION' }, ['stop secure_timestamp=REPLICATION']],
    [{ secure_timestamp: 'SUPER' }, []],
    [{ secure_timestamp: 'NO' }, []],
    [{ slave_run_triggers_for_rbr: 'YES' }, ['stop slave_run_triggers_for_rbr=YES']],
    [{ slave_run_triggers_for_rbr: 'ENFORCE' }, ['stop slave_run_triggers_for_rbr=ENFORCE']],
    [{ slave_run_triggers_for_rbr: 'NO' }, []],
    [{}, []],
  ])('%j of the target: %j', (target, expected) => expect(stops(target)).toEqual(expected));

  test.each([
    ['0', '1', ['stop lower_case_table_names=0']],
    ['0', '2', ['stop lower_case_table_names=0']],
    ['0', '0', []],
    ['1', '0', []],
    ['1', '1', []],
  ])('names kept as %s on the target and as %s on the source: %j', (target, source, expected) =>
    expect(stops({ lower_case_table_names: target }, { lower_case_table_names: source })).toEqual(expected),
  );

  test.each([
    ['mariadb', 101119, 'ROW', 'SELECT', ['BINLOG REPLAY']],
    ['mariadb', 101119, 'MIXED', 'SELECT', ['BINLOG REPLAY', 'BINLOG ADMIN']],
    ['mariadb', 101119, 'MIXED', 'BINLOG REPLAY, BINLOG ADMIN', []],
    ['mariadb', 101119, 'ROW', 'SUPER', []],
    ['mariadb', 100411, 'ROW', 'BINLOG REPLAY', ['SUPER']],
    ['mysql', 90704, 'ROW', 'REPLICATION_APPLIER', ['SESSION_VARIABLES_ADMIN']],
    ['mysql', 90704, 'ROW', 'REPLICATION_APPLIER,SESSION_VARIABLES_ADMIN', []],
    ['mysql', 50744, 'ROW', 'SELECT', ['SUPER']],
  ] as const)('%s %i with %s and %s lacks %j', (flavour, versionNumber, binlogFormat, given, lacking) => {
    const info = { flavour, versionNumber, binlogFormat, logBin: true } as ServerInfo;
    const rules = { flavour, partialRevokes: false, ignoreCase: false, mergesRoles: false };
    const grants = makeGrants([`GRANT ${given} ON *.* TO \`a\`@\`%\``], '', rules);
    const missing = missingForReplay(info, grants, "'a'@'%'");
    expect(missing.map(({ privilege }) => privilege)).toEqual(lacking);
    expect(missing.every(({ needed }) => needed === 'required')).toBe(true);
  });

  test('settings that no log has are compared over all sets of a chain', () => {
    const old = (mode: string) => ({ old_mode: mode, version: '1' });
    expect(changedSettings([old('A'), old('A'), { ...old('A'), version: '2' }])).toEqual([]);
    expect(changedSettings([old('A'), old('B'), old('A')])).toEqual(['old_mode']);
    expect(changedSettings([{}, { div_precision_increment: '4' }])).toEqual(['div_precision_increment']);
  });
});
