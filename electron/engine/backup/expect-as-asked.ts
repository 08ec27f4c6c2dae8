import type { Method } from '../../../shared/manifest.ts';
import type { InterruptedSet } from '../archive/read-interrupted.ts';
import { fail } from '../engine-error.ts';

/** What of a full set's run decides what is read, what is stored of secrets, and what servers bear. */
export interface AskedSet {
  readonly method: Method;
  /** `schema.object` globs; undefined takes everything. */
  readonly only?: readonly string[] | undefined;
  readonly accounts?: boolean | undefined;
  readonly withoutAccountStatements?: boolean | undefined;
}

/**
 * The journal of an interrupted set lies where others may write: it must not decide that password hashes are stored, more
 * tables are read, or writers are held up. Whoever finishes the set asks for all of that again; what the journal says
 * otherwise is refused before anything is read or written.
 */
export function expectAsAsked({ begin, options, folder }: InterruptedSet, asked: AskedSet): void {
  const was = sayAsked({ ...options, method: begin.method });
  const is = sayAsked(asked);
  if (was !== is) throw fail('resume-asked-otherwise', { id: begin.id, was, is }, { where: { file: folder } });
}

/** As options of the command line; two that ask for the same are the same text. */
function sayAsked({ method, only, accounts, withoutAccountStatements }: AskedSet): string {
  return [
    `--method ${method}`,
    ...[...new Set(only)].toSorted().map((glob) => `--only ${JSON.stringify(glob)}`),
    ...(only?.length === 0 ? ['--only ""'] : []), // nothing, which is not everything
    ...(accounts ? ['--accounts'] : []),
    ...(withoutAccountStatements ? ['--without-account-statements'] : []),
  ].join(' ');
}
