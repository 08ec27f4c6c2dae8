import type { Token } from '../sql/tokenize-sql.ts';

/** A mark of a comment, a whole one that holds nothing that is run, or one to the end of its line. */
const MARK = /\/\*M?!\d{0,6}|\/\*|\*\/|(?:#|--\s)[^\n]*/g;

/**
 * Where comments whose code is run begin and end between the tokens of `sql` from `start` to `end`: what takes the place of
 * these tokens has to keep the marks, or a comment is never closed.
 */
export function commentBorders(sql: string, tokens: readonly Token[], start: number, end: number): string {
  const inside = tokens.filter((token) => token.start >= start && token.end <= end);
  const ends = [start, ...inside.map((token) => token.end)];
  const begins = [...inside.map((token) => token.start), end];
  return ends.flatMap((from, i) => marksIn(sql.slice(from, begins[i]))).join('');
}

function marksIn(gap: string): string[] {
  const found: string[] = [];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(gap); match; match = MARK.exec(gap)) {
    const [mark] = match;
    const close = mark.startsWith('/*') ? gap.indexOf('*/', MARK.lastIndex) : -1;
    // One that is closed before anything that is run is nothing but a comment.
    if (close >= 0) MARK.lastIndex = close + 2;
    else if (mark.startsWith('/*') || mark === '*/') found.push(` ${mark} `);
  }
  return found;
}
