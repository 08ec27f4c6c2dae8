import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { commentBorders } from './comment-borders.ts';
import { tokensUnder } from './tokens-under.ts';

/**
 * Takes the schema out of `CREATE TRIGGER s.name … ON s.table`. MariaDB prints a trigger as its user wrote it; with the
 * schema in it, a restore under another name would put the trigger on the original table.
 */
export function stripTriggerSchema(statement: Buffer, charset: string, sqlMode: string): Buffer {
  const tokens = tokensUnder(statement, charset, sqlMode);
  const trigger = tokens.findIndex((token) => isWord(token, 'TRIGGER'));
  const name = trigger + (isWord(tokens[trigger + 1], 'IF') ? 4 : 1);
  const on = tokens.findIndex((token, at) => at > name && isWord(token, 'ON'));
  if (trigger < 0 || on < 0) return statement;
  const cuts = [name, on + 1].flatMap((at) => qualifierAt(tokens, at));
  const kept: Buffer[] = [];
  let from = 0;
  for (const cut of cuts) {
    const borders = commentBorders(statement.toString('latin1'), tokens, cut.start, cut.end);
    kept.push(statement.subarray(from, cut.start), Buffer.from(borders));
    from = cut.end;
  }
  return Buffer.concat([...kept, statement.subarray(from)]);
}

/** The place of `schema.` when the name at `at` has one. */
function qualifierAt(tokens: readonly Token[], at: number): { start: number; end: number }[] {
  const schema = tokens[at];
  const object = tokens[at + 2];
  return schema && object && isMark(tokens[at + 1], '.') ? [{ start: schema.start, end: object.start }] : [];
}
