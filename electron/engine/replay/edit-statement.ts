import type { Session } from '../mysql/connect.ts';
import { encodeText, isUtf8 } from '../schema/client-charset.ts';
import { commentBorders } from '../schema/comment-borders.ts';
import type { Edit } from './edit.ts';
import { type ReadStatementOptions, tokensOf } from './read-statement.ts';
import { serverWritten } from './server-written.ts';

/** A logged statement with its changes, in its client's charset from end to end. */
export async function editStatement(
  session: Session,
  sql: Buffer,
  changes: readonly Edit[],
  reading: Omit<ReadStatementOptions, 'decode'>,
): Promise<Buffer> {
  const { charset } = reading;
  if (changes.length === 0 && isUtf8(charset)) return sql;
  const tokens = tokensOf(sql, reading);
  const written = serverWritten({ sql, tokens, charset, flavour: session.flavour }).filter(
    ({ start, end }) => !changes.some((change) => change.start < end && start < change.end),
  );
  const asLatin1 = sql.toString('latin1');
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of [...changes, ...written].toSorted((a, b) => a.start - b.start)) {
    const kept = commentBorders(asLatin1, tokens, start, end);
    pieces.push(sql.subarray(at, start), await encodeText(session, text + kept, charset));
    at = end;
  }
  return Buffer.concat([...pieces, sql.subarray(at)]);
}
