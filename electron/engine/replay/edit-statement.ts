import type { Session } from '../mysql/connect.ts';
import { encodeText, isUtf8 } from '../schema/client-charset.ts';
import { commentBorders } from '../schema/comment-borders.ts';
import type { Edit } from './edit.ts';
import { type ReadStatementOptions, tokensOf } from './read-statement.ts';
import { serverWritten } from './server-written.ts';
import { type PlacedEdit, staysAsRead } from './stays-as-read.ts';

/**
 * A logged statement with its changes, in its client's charset from end to end. Null where the server would not read it as
 * what was looked at.
 */
export async function editStatement(
  session: Session,
  sql: Buffer,
  changes: readonly Edit[],
  reading: Omit<ReadStatementOptions, 'decode'>,
): Promise<Buffer | null> {
  const { charset } = reading;
  if (changes.length === 0 && isUtf8(charset)) return sql;
  const tokens = tokensOf(sql, reading);
  const written = serverWritten({ sql, tokens, charset, flavour: session.flavour }).filter(
    ({ start, end }) => !changes.some((change) => change.start < end && start < change.end),
  );
  const asLatin1 = sql.toString('latin1');
  const pieces: Buffer[] = [];
  const placed: PlacedEdit[] = [];
  let [at, length] = [0, 0];
  for (const edit of [...changes, ...written].toSorted((a, b) => a.start - b.start)) {
    const kept = commentBorders(asLatin1, tokens, edit.start, edit.end);
    const encoded = await encodeText(session, edit.text + kept, charset);
    length += edit.start - at;
    placed.push({ ...edit, at: length, length: encoded.length });
    length += encoded.length;
    pieces.push(sql.subarray(at, edit.start), encoded);
    at = edit.end;
  }
  const sent = Buffer.concat([...pieces, sql.subarray(at)]);
  return staysAsRead(sql, placed, sent, reading) ? sent : null;
}
