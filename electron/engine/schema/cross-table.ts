import type { LostFeature } from '../../../shared/restore-report.ts';
import type { Flavour } from '../mysql/connect.ts';
import { isMark, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';
import { cut, editBytes } from './edit-bytes.ts';
import { definitionsOf } from './split-create-table.ts';

/** A table's definition for the other flavour. */
export interface CrossedTable {
  readonly statement: Buffer;
  /** What the table has there no more, or in another way, each once. */
  readonly lost: readonly LostFeature[];
}

/** Leaves out of a table's definition, as `from` printed it, what the other flavour refuses and the table can do without. */
export function crossTable(statement: Buffer, from: Flavour): CrossedTable {
  const sql = statement.toString('latin1');
  const { head, definitions, tail } = definitionsOf(sql);
  if (definitions.length === 0) return { statement, lost: [] };
  const lost = new Set<LostFeature>();
  const inMemory = /\bENGINE=(?:MEMORY|HEAP)\b/i.test(tail);
  const kept = definitions.flatMap(({ text, role }) => {
    const tokens = tokenizeSql(text);
    const feature = from === 'mysql' ? mysqlOnly(tokens, role) : mariadbOnly(tokens, role, inMemory);
    if (feature) lost.add(feature);
    // printed as a comment of MariaDB's own, which MySQL passes over
    if (from === 'mariadb' && role === 'column' && tokens.some((token) => isWord(token, 'COMPRESSED')))
      lost.add('column-compression');
    if (feature === 'functional-index' || feature === 'long-unique') return [];
    return [from === 'mariadb' && role === 'index' ? text.replace(/ IGNORED$/, ' INVISIBLE') : text];
  });
  const options = from === 'mariadb' ? withoutPageCompression(tail) : tail;
  if (options !== tail) lost.add('page-compression');
  return { statement: Buffer.from(`${head}\n  ${kept.join(',\n  ')}\n${options}`, 'latin1'), lost: [...lost] };
}

/** MariaDB prints the names of an engine's own options in quotes. */
function withoutPageCompression(tail: string): string {
  const tokens = tokenizeSql(tail);
  const cuts = tokens.flatMap(({ kind, text, start }, at) => {
    const value = isMark(tokens[at + 1], '=') ? tokens[at + 2] : undefined;
    return kind === 'name' && /^`page_compress/i.test(text) && value ? [cut({ start, end: value.end })] : [];
  });
  return editBytes(Buffer.from(tail, 'latin1'), cuts).toString('latin1');
}

function mysqlOnly(tokens: readonly Token[], role: string): LostFeature | undefined {
  if (role === 'index' && hasExpression(tokens)) return 'functional-index';
  if (tokens.some((token, at) => isWord(token, 'NOT') && isWord(tokens[at + 1], 'ENFORCED'))) return 'not-enforced';
  return role === 'column' && tokens.some((token) => isWord(token, 'SRID')) ? 'srid' : undefined;
}

/** MariaDB keeps values longer than an index can hold unique by a hash of its own. */
function mariadbOnly(tokens: readonly Token[], role: string, inMemory: boolean): LostFeature | undefined {
  const hashed = tokens.some((token, at) => isWord(token, 'USING') && isWord(tokens[at + 1], 'HASH'));
  return role === 'index' && isWord(tokens[0], 'UNIQUE') && hashed && !inMemory ? 'long-unique' : undefined;
}

/** Whether one of the parts in the outer parentheses is itself in parentheses. */
function hasExpression(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.some((token, at) => {
    const begins = depth === 1 && isMark(token, '(') && (isMark(tokens[at - 1], '(') || isMark(tokens[at - 1], ','));
    if (isMark(token, '(')) depth++;
    if (isMark(token, ')')) depth--;
    return begins;
  });
}
