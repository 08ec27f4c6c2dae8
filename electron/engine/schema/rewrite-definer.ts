import type { SchemaObject } from '../../../shared/manifest.ts';
import { accountParts } from '../mysql/account-name.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { isMark, isWord, nameOf, type Token } from '../sql/tokenize-sql.ts';
import { encodeText } from './client-charset.ts';
import { type ByteEdit, editBytes } from './edit-bytes.ts';
import { tokensUnder } from './tokens-under.ts';

/** As whom views, routines, triggers and events run after a restore. */
export interface Definers {
  /** For those that `map` does not name. keep: as they were; strip: nobody in particular (see rewriteDefiner). */
  readonly rule: 'keep' | 'strip';
  /** `user@host` in the set → `user@host` on the target. */
  readonly map: ReadonlyMap<string, string>;
}

/** Where in its statement an object's kind stands; the definer is in front of it. */
const KIND_WORDS = ['VIEW', 'FUNCTION', 'PROCEDURE', 'PACKAGE', 'TRIGGER', 'EVENT'];

interface Head {
  /** From DEFINER to the end of the account. */
  readonly clause: { readonly start: number; readonly end: number; readonly account: string } | undefined;
  /** DEFINER in `SQL SECURITY DEFINER`, in front of VIEW or behind the name of a package. */
  readonly security: Token | undefined;
  /** The object's name. */
  readonly name: Token | undefined;
  /** Whether it says `SQL SECURITY INVOKER`. */
  readonly invoker: boolean;
}

/** The definer of a statement as servers print it, as `user@host`, or the name of a role; undefined without one. */
export function definerOf(statement: Buffer, charset: string, sqlMode: string): string | undefined {
  return readHead(statement, charset, sqlMode).clause?.account;
}

/**
 * The statement with another definer. Without one (`strip`) a view, routine or package runs with the rights of whoever
 * uses it, so that nobody gets those of the account that restores; triggers and events, which cannot, run as that account.
 */
export async function rewriteDefiner(
  session: Session,
  statement: Buffer,
  object: SchemaObject,
  definers: Definers,
): Promise<Buffer> {
  const { context } = object;
  if (!context) return statement;
  const charset = context.characterSetClient;
  const { clause, security, name, invoker } = readHead(statement, charset, context.sqlMode);
  if (!clause) return statement;
  const unsaid = !security && !invoker;
  const edits: ByteEdit[] = [];
  const mapped = definers.map.get(clause.account);
  if (mapped !== undefined)
    edits.push({ ...clause, bytes: await encodeText(session, `DEFINER=${quoteAccount(mapped)}`, charset) });
  else if (definers.rule === 'strip') {
    // A view of which nobody says so runs as its definer.
    const said = object.kind === 'view' && unsaid ? 'SQL SECURITY INVOKER' : '';
    edits.push({ ...clause, bytes: Buffer.from(said) });
    if (security) edits.push({ ...security, bytes: Buffer.from('INVOKER') });
    // Of a package its body counts.
    if ((object.kind === 'package' || object.kind === 'package-body') && name && unsaid)
      edits.push({ start: name.end, end: name.end, bytes: Buffer.from(' SQL SECURITY INVOKER') });
  }
  return editBytes(statement, edits);
}

/** What a routine without its definer needs besides: its own statement has no fixed place for this. */
export function invokerStatement({ kind, name }: SchemaObject): string | undefined {
  return kind === 'function' || kind === 'procedure'
    ? `ALTER ${kind.toUpperCase()} ${quoteName(name)} SQL SECURITY INVOKER`
    : undefined;
}

/** `user@host`, or a role, in backticks. */
export function quoteAccount(account: string): string {
  const { name, host } = accountParts(account);
  return host === undefined ? quoteName(name) : `${quoteName(name)}@${quoteName(host)}`;
}

function readHead(statement: Buffer, charset: string, sqlMode: string): Head {
  const tokens = tokensUnder(statement, charset, sqlMode);
  const kind = tokens.findIndex((token) => isWord(token, ...KIND_WORDS));
  const head = tokens.slice(0, Math.max(kind, 0));
  const at = head.findIndex((token, i) => isWord(token, 'DEFINER') && isMark(head[i + 1], '='));
  const [user, mark, host] = head.slice(at + 2);
  const last = isMark(mark, '@') ? host : user;
  const text = ({ kind, start, end }: Token) =>
    nameOf({ kind, start, end, text: statement.toString('utf8', start, end) });
  const name = tokens[kind + (isWord(tokens[kind + 1], 'BODY') ? 2 : 1)];
  // A package says it behind its name, everything else in front of its kind.
  const body = tokens.findIndex((token, i) => i > kind && isWord(token, 'AS', 'IS'));
  const saying = isWord(tokens[kind], 'PACKAGE') ? tokens.slice(0, body) : head;
  const says = (who: string) => saying.find((token, i) => isWord(token, who) && isWord(saying[i - 1], 'SECURITY'));
  return {
    clause:
      at < 0 || !user || !last
        ? undefined
        : {
            start: head[at]?.start ?? 0,
            end: last.end,
            account: last === user ? text(user) : `${text(user)}@${text(last)}`,
          },
    security: says('DEFINER'),
    name,
    invoker: says('INVOKER') !== undefined,
  };
}
