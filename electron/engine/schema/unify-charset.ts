import { fail } from '../engine-error.ts';
import { accountParts } from '../mysql/account-name.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { encodeText, isUtf8 } from './client-charset.ts';

/** Parts of a program's head, as information_schema has them. */
export interface HeadParts {
  readonly keyword: string;
  readonly name: string;
  /** `user@host`. */
  readonly definer: string;
  readonly table?: string;
  /** Type that a function returns. */
  readonly returns?: string | null;
  readonly comment?: string | null;
}

/**
 * SHOW CREATE gives a body in the charset it was written in, but writes some of the head in utf8: MySQL all names, both
 * flavours comments and definers. No connection could send such a statement, so the head is brought into the body's
 * charset. Throws where that is not possible.
 */
export async function unifyCharset(
  session: Session,
  statement: Buffer,
  charset: string,
  parts: HeadParts,
): Promise<Buffer> {
  if (isUtf8(charset)) return statement;
  let result = statement;
  for (const forms of formsOf(parts)) {
    if (!forms.some((form) => /[^\0-\x7f]/.test(form))) continue;
    let done = false;
    for (const form of forms) {
      const encoded = await encodeText(session, form, charset);
      const at = result.indexOf(Buffer.from(form, 'utf8'));
      done ||= at >= 0 || result.includes(encoded);
      if (at < 0) continue;
      result = Buffer.concat([result.subarray(0, at), encoded, result.subarray(at + Buffer.byteLength(form, 'utf8'))]);
      break;
    }
    // What the user wrote of a trigger's head is kept by some servers, in any quotes and in the charset of the body.
    if (!done && parts.keyword !== 'TRIGGER')
      throw fail('mixed-charsets', { name: parts.name }, { where: { shard: session.shard.name } });
  }
  return result;
}

/** Each part in the ways that SHOW CREATE may write it, with enough around it to be found in the head only. */
function formsOf(parts: HeadParts): string[][] {
  const quoted = (name: string) => [quoteName(name), `"${name.replaceAll('"', '""')}"`];
  const user = quoted(accountParts(parts.definer).name).map((name) => ` DEFINER=${name}@`);
  return [
    user,
    quoted(parts.name).map((form) => `${parts.keyword} ${form}`),
    ...(parts.table ? [quoted(parts.table).map((form) => ` ON ${form} FOR EACH ROW`)] : []),
    ...(parts.returns ? [[` RETURNS ${parts.returns}`]] : []),
    ...(parts.comment ? [[` COMMENT '${escapeComment(parts.comment)}'`]] : []),
  ];
}

/** The server's own escapes in literals that it prints. */
function escapeComment(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replaceAll('\0', '\\0')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
