import { isMark, type Token } from '../sql/tokenize-sql.ts';

/**
 * Whether servers end something in the middle of what looks like one word: `1e5SELECT` is 1e5 and SELECT to them, so is
 * `1.5SELECT`, and `\NSELECT` is NULL and SELECT. Nobody writes that, and what reads words would not see the second one.
 */
export function hidesWord(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) =>
    token.kind === 'word' ? isStrange(tokens, at) : isMark(token, '\\') && !isNull(tokens, at),
  );
}

/** `\N`, the only thing that a backslash outside of quotes begins. */
function isNull(tokens: readonly Token[], at: number): boolean {
  return areJoined(tokens, at) && tokens[at + 1]?.text === 'N';
}

/**
 * Whether each dot and @ is joined with what stands behind it. Where it is not, `1. ENABLE` is a number and a state to servers,
 * `@x. DO` an account and the end of a head, and `a . b` one name: what reads words cannot tell.
 */
export function areDotsJoined(tokens: readonly Token[]): boolean {
  return tokens.every((token, at) => !(isMark(token, '.') || isMark(token, '@')) || areJoined(tokens, at));
}

function isStrange(tokens: readonly Token[], at: number): boolean {
  const { text } = tokens[at] as Token;
  const [dot, before] = [tokens[at - 1], tokens[at - 2]];
  if (isMark(dot, '.') && areJoined(tokens, at - 1)) {
    const joined = before !== undefined && areJoined(tokens, at - 2);
    const isName = joined ? isNamed(before) : /^\D/.test(text);
    if (isName) return false; // behind its schema or table, where a comment may stand between them
    return !/^\d+(?:e\d+)?$|^e\d+$/i.test(text) && !isSigned(tokens, at, /^\d*e$/i);
  }
  return /^\d+e\d+\D/i.test(text) || (/^\d+e$/i.test(text) && isSign(tokens, at) && !isSigned(tokens, at, /^\d+e$/i));
}

/** `1e+5` in three pieces. */
function isSigned(tokens: readonly Token[], at: number, mantissa: RegExp): boolean {
  const digits = tokens[at + 2];
  return mantissa.test(tokens[at]?.text ?? '') && isSign(tokens, at) && /^\d+$/.test(digits?.text ?? '');
}

function isSign(tokens: readonly Token[], at: number): boolean {
  const sign = tokens[at + 1];
  return (isMark(sign, '+') || isMark(sign, '-')) && areJoined(tokens, at) && areJoined(tokens, at + 1);
}

/** Nothing stands between this one and the next. */
function areJoined(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.end === tokens[at + 1]?.start;
}

/** True for what a dot can stand behind as behind a name. */
export function isNamed({ kind, text }: Token): boolean {
  return kind === 'name' || (kind === 'word' && !/^\d+$/.test(text));
}
