/**
 * Names and messages of servers and of sets, which anybody may have written. Control characters would steer a terminal,
 * direction marks would make a line read as another, there and on a page; both become U+FFFD.
 */
const STEERING = '\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069';
const UNPRINTABLE = new RegExp(`[\\u0000-\\u001f${STEERING}]`, 'gu');
const UNPRINTABLE_IN_LINES = new RegExp(`[\\u0000-\\u0009\\u000b-\\u001f${STEERING}]`, 'gu');
const UNPRINTABLE_ON_PAGES = new RegExp(`[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f${STEERING}]`, 'gu');
const UNESCAPED_IN_JSON = new RegExp(`[${STEERING}]`, 'gu');

/** Text of one line; a line break in it is steering too. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** Text of several lines, as it is printed. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_IN_LINES, '\ufffd');
}

/** Text on a page, where tabs and line breaks are spaces. */
export function printableOnPage(text: string): string {
  return text.replace(UNPRINTABLE_ON_PAGES, '\ufffd');
}

/** JSON that says the same and holds no character that steers, in a terminal or a pager: JSON itself escapes the first 32 only. */
export function jsonText(document: unknown, indent?: number): string {
  return JSON.stringify(document, null, indent).replace(
    UNESCAPED_IN_JSON,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
