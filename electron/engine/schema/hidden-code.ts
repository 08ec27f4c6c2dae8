import type { Token } from '../sql/tokenize-sql.ts';

/** What a server of some version runs and another one skips: the places of the tokens in it. */
export interface HiddenCode {
  /** First token in it, and the one behind its last. */
  readonly from: number;
  readonly to: number;
  /** How it begins: who runs it, such as `/*!50100`. */
  readonly opening: string;
}

const SKIPPED = /\s+|(?:#|--(?=\s|$))[^\n]*/y;
const OPENING = /\/\*M?!\d{0,6}/y;

/**
 * Finds the executable comments between the tokens of a statement; undefined where the text cannot be read as the server
 * would: a comment that does not end, one inside another, or control characters, some of which servers take for blanks.
 */
export function hiddenCode(sql: string, tokens: readonly Token[]): HiddenCode[] | undefined {
  const found: HiddenCode[] = [];
  let open: { readonly from: number; readonly opening: string } | undefined;
  for (let next = 0; next <= tokens.length; next++) {
    let at = tokens[next - 1]?.end ?? 0;
    const end = tokens[next]?.start ?? sql.length;
    while (at < end) {
      SKIPPED.lastIndex = at;
      OPENING.lastIndex = at;
      const skipped = SKIPPED.exec(sql)?.[0];
      const opening = skipped === undefined ? OPENING.exec(sql)?.[0] : undefined;
      if (skipped !== undefined) {
        if (/[^\t\n\r -]/.test(skipped.trimStart() === '' ? skipped : '')) return undefined;
        if (open !== undefined && endsForOthers({ text: skipped })) return undefined;
        at += skipped.length;
      } else if (opening !== undefined) {
        if (open !== undefined) return undefined;
        open = { from: next, opening };
        at += opening.length;
      } else if (sql.startsWith('*/', at)) {
        if (open === undefined) return undefined;
        found.push({ ...open, to: next });
        open = undefined;
        at += 2;
      } else {
        const close = sql.indexOf('*/', at + 2);
        if (!sql.startsWith('/*', at) || close < 0 || open !== undefined) return undefined;
        at = close + 2;
      }
    }
  }
  if (open !== undefined) return undefined;
  const alike = found.every(({ from, to, opening }) => isRun(opening) || !tokens.slice(from, to).some(endsForOthers));
  return alike && tokens.every(isWhole) ? found : undefined;
}

/** `/*!` and the versions of MySQL 5.6 and before: every server that is supported runs it. */
function isRun(opening: string): boolean {
  return /^\/\*!(?:[0-4]\d{4}|50[0-6]\d\d)?$/.test(opening);
}

/** To a server that skips the comment, the first end of one in it is the end, in a literal as well, and so is the beginning of one. */
function endsForOthers({ text }: Pick<Token, 'text'>): boolean {
  return text.includes('*/') || text.includes('/*');
}

/** Literals that end, and marks that can be seen. */
function isWhole({ kind, text }: Token): boolean {
  if (kind === 'word') return true;
  if (kind === 'mark') return text >= ' ' && text !== '\x7f';
  return text.length > 1 && text.at(-1) === text.charAt(0);
}
