/**
 * What reaches a terminal holds names and messages of servers and of sets that anybody may have written. Control characters
 * would steer the terminal, direction marks would make a line read as another; both become U+FFFD.
 */
const STEERING = '\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069';
const UNPRINTABLE = new RegExp(`[\\u0000-\\u001f${STEERING}]`, 'gu');
const UNPRINTABLE_IN_LINES = new RegExp(`[\\u0000-\\u0009\\u000b-\\u001f${STEERING}]`, 'gu');
const UNESCAPED_IN_JSON = new RegExp(`[${STEERING}]`, 'gu');

/** Text of one line; a line break in it is steering too. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** Text of several lines, as it is printed. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_IN_LINES, '\ufffd');
}

/** Everything that a document says, each text in one line: a name with a line break in it must not look like a line of ours. */
export function inOneLine<T>(value: T): T {
  if (typeof value === 'string') return printable(value.replace(/[\t\r\n]+/g, ' ')) as T;
  if (Array.isArray(value)) return value.map(inOneLine) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOneLine(one)])) as T;
}

/** JSON that says the same and holds no character that steers: JSON itself escapes the first 32 only. */
export function jsonText(document: unknown): string {
  return JSON.stringify(document).replace(
    UNESCAPED_IN_JSON,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Prints lines on stdout or stderr. */
export function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${printableLines(text)}\n`);
}
