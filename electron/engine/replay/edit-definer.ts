import { decodeUtf8 } from '../schema/client-names.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import type { Edit } from './edit.ts';
import { type Invoker, loggedDefiner, nameDefiner, runAsInvoker } from './logged-definer.ts';
import type { ReadStatementOptions, Statement } from './read-statement.ts';

const ASCII = /^[ -~]*$/;

/** What becomes of definers in a log. */
export interface LoggedDefiners extends Definers {
  /** Those that were named before: nothing is created that runs as somebody else. */
  readonly named: ReadonlySet<string>;
}

/** Edits that give what a statement defines the definer that was asked for, or why it must not be run. */
export function editDefiner(
  sql: Buffer,
  statement: Extract<Statement, { kind: 'program' }>,
  invoker: Invoker,
  options: ReadStatementOptions,
  { rule, map, named }: LoggedDefiners,
): Edit[] | string {
  const found = loggedDefiner(sql, statement, invoker, options);
  const strip = () => runAsInvoker(sql, statement, options);
  if (!found) return rule === 'strip' ? strip() : [];
  const { account } = found;
  if (account === null) return 'it does not say as whom it will run, which would be the account that restores';
  // A set is written without knowing a client's charset: other names than ASCII are what UTF-8 makes of them.
  const asUtf8 = { ...options, charset: 'utf8mb4', decode: decodeUtf8 };
  const inSet = ASCII.test(account) ? account : loggedDefiner(sql, statement, invoker, asUtf8)?.account;
  if (!named.has(account) && !named.has(inSet ?? account))
    return `it will run as ${account}, which is none of the definers that the set names`;
  const mapped = map.get(account);
  if (mapped !== undefined) return [nameDefiner(found, mapped)];
  if (rule === 'strip') return [{ ...found.clause, text: '' }, ...strip()];
  return found.named ? [] : [nameDefiner(found, account)];
}
