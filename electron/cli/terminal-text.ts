import { printable, printableLines } from '../../shared/printable.ts';

/** Everything that a document says, each text in one line: a name with a line break in it must not look like a line of ours. */
export function inOneLine<T>(value: T): T {
  if (typeof value === 'string') return printable(value.replace(/[\t\r\n]+/g, ' ')) as T;
  if (Array.isArray(value)) return value.map(inOneLine) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOneLine(one)])) as T;
}

/** What changes the colour or weight of what follows, and nothing else. */
const ESCAPE = '\u001b';
const COLOURS = new RegExp(`(${ESCAPE}\\[\\d{1,2}m)`, 'u');

/** Text of several lines with colours; of all that steers, only these stay. */
export function printableColours(text: string): string {
  const parts = text.split(COLOURS);
  return parts.map((part, i) => (i % 2 === 1 ? part : printableLines(part))).join('');
}

/** Prints lines on stdout or stderr. All that commands say goes through this or `printColoured`. */
export function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${printableLines(text)}\n`);
}

/** The same for a text with colours. */
export function printColoured(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${printableColours(text)}\n`);
}
