import type { Finding } from './restore-report.ts';

/** What is said of the log that a restore applies; its codes begin with `log-`. */
export type LogFinding = Extract<Finding, { readonly code: `log-${string}` }>;

/** True for what is about the log. */
export function isAboutLog(finding: Finding): finding is LogFinding {
  return finding.code.startsWith('log-');
}
