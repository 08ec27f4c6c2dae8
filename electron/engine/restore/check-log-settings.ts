import type { Finding, LogSetting } from '../../../shared/restore-report.ts';
import type { ServerInfo } from '../mysql/server-info.ts';
import type { ShardScope } from './select-scope.ts';

/** Global settings of the target, which no session may lift, under which a log would not do there what it did on the source. */
export function checkLogSettings(
  { source, target }: Pick<ShardScope, 'source' | 'target'>,
  info: Pick<ServerInfo, 'variables'>,
): Finding[] {
  const of = (name: LogSetting) => (info.variables[name] ?? '').toUpperCase();
  const stop = (setting: LogSetting): Finding => ({
    severity: 'stop',
    target: target.name,
    code: 'log-setting',
    setting,
    value: of(setting),
  });
  const found: Finding[] = [];
  // MariaDB. MySQL runs no triggers for rows of a log.
  if (!['', 'NO'].includes(of('slave_run_triggers_for_rbr'))) found.push(stop('slave_run_triggers_for_rbr'));
  if (!['', 'NO', 'SUPER'].includes(of('secure_timestamp'))) found.push(stop('secure_timestamp'));
  if (of('lower_case_table_names') === '0' && (source.variables.lower_case_table_names ?? '0') !== '0')
    found.push(stop('lower_case_table_names'));
  return found;
}
