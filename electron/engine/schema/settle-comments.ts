import type { Session } from '../mysql/connect.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { tokenizeSql } from '../sql/tokenize-sql.ts';
import { maskText } from './client-charset.ts';

/**
 * The definition of a table or schema as one server reads it, without any comment: what is code for this server stays, what
 * it skips is gone. What is cut into pieces afterwards cannot come apart otherwise than it was looked at.
 */
export function settleComments(statement: Buffer, { flavour, version }: Pick<Session, 'flavour' | 'version'>): Buffer {
  const server = { flavour, version: parseVersion(version) };
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end } of tokenizeSql(maskText(statement, 'utf8mb4'), { server })) {
    const between = statement.subarray(at, start);
    pieces.push(
      /^[ \t\r\n]*$/.test(between.toString('latin1')) ? between : Buffer.from(' '),
      statement.subarray(start, end),
    );
    at = end;
  }
  return Buffer.concat(pieces);
}
