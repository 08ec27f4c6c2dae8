/** Differences that a flavour makes impossible to avoid, each with what is behind it (docs/FIDELITY.md). */
const KNOWN: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /^dump: [-+] `main_create_\d+`: {3}`(?:DB|STATE|INFO|INFO_BINARY)` /,
    why: 'columns of a table LIKE information_schema.processlist have no default, which no other statement can say',
  },
];

/** Why a difference is no loss of ours; undefined when nothing explains it. */
export function explainDifference(difference: string): string | undefined {
  return KNOWN.find(({ pattern }) => pattern.test(difference))?.why;
}
