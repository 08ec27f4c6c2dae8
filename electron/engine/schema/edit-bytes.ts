import { defect } from '../engine-error.ts';

/** What takes the place of the bytes from `start` to `end` of a statement. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);
const BLANK = Buffer.from(' ');

/** An edit that takes away what stands there. */
export function cut({ start, end }: Omit<ByteEdit, 'bytes'>): ByteEdit {
  return { start, end, bytes: NOTHING };
}

/**
 * The statement with its edits, in any order. What is taken out leaves a blank where nothing else divides what stood around
 * it: a slash and a star must not come together to a comment. Edits that overlap would change what nobody meant.
 */
export function editBytes(statement: Buffer, edits: readonly ByteEdit[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, bytes } of edits.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end < start) throw defect('Two changes of a definition overlap.');
    pieces.push(
      statement.subarray(at, start),
      bytes.length === 0 && start < end ? gapFor(statement, start, end) : bytes,
    );
    at = end;
  }
  return Buffer.concat([...pieces, statement.subarray(at)]);
}

/** Nothing where a blank stands before or behind, so that what servers print keeps its form. */
function gapFor(statement: Buffer, start: number, end: number): Buffer {
  const isBlank = (place: number) => place < 0 || place >= statement.length || (statement[place] ?? 0) === 0x20;
  return isBlank(start - 1) || isBlank(end) ? NOTHING : BLANK;
}
