import { applyEdits, isWord, type Token, tokenizeSql } from '../sql/tokenize-sql.ts';

/** What opens code for MySQL of a version; MariaDB takes those of MySQL 5.7 and later for comments. */
const OPENING = /\/\*!\d{5,6} $/;
const OPENING_LENGTH = '/*!100000 '.length;
const CLOSING = ' */';

/**
 * A MySQL table's definition for MariaDB, which would lose without a word what MySQL writes as code for its own later
 * versions: invisible columns stay invisible, and invisible indexes are ignored ones. `NOT ENFORCED` and a column's `SRID`
 * have no counterpart there.
 */
export function unwrapComments(statement: Buffer): Buffer {
  const text = statement.toString('utf8');
  const tokens = tokenizeSql(text);
  const edits = tokens.flatMap(({ start, end }, at) => {
    if (!isWord(tokens[at], 'INVISIBLE')) return [];
    const opening = OPENING.exec(text.slice(Math.max(0, start - OPENING_LENGTH), start));
    if (!opening || !text.startsWith(CLOSING, end)) return [];
    const word = isOfIndex(tokens, at) ? 'IGNORED' : 'INVISIBLE';
    return [{ start: start - opening[0].length, end: end + CLOSING.length, text: word }];
  });
  return Buffer.from(applyEdits(text, edits));
}

/** Whether the part of the definition that holds the token begins with KEY, UNIQUE and the like. */
function isOfIndex(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i > 0; i--) {
    const text = tokens[i]?.text;
    if (text === ')') depth++;
    if (text === '(') depth--;
    const begins = depth < 0 || (depth === 0 && text === ',');
    if (begins) return isWord(tokens[i + 1], 'KEY', 'UNIQUE', 'FULLTEXT', 'SPATIAL', 'INDEX');
  }
  return false;
}
