/** Any single character, and any run of them. */
export const ONE = Symbol('one');
export const MANY = Symbol('many');

/** A pattern in pieces: characters, ONE and MANY. */
export type Wildcards = readonly (string | typeof ONE | typeof MANY)[];

/**
 * Whether all of `text` fits the pattern. Only the last run is tried again where something does not fit, so that no pattern
 * takes longer than its length times the text's: patterns come from cluster files and from servers.
 */
export function matchesWildcards(pattern: Wildcards, text: string): boolean {
  const characters = [...text];
  let at = 0;
  let piece = 0;
  let run: { piece: number; at: number } | undefined;
  while (at < characters.length) {
    const wanted = pattern[piece];
    if (wanted === MANY) {
      run = { piece, at };
      piece++;
    } else if (piece < pattern.length && (wanted === ONE || wanted === characters[at])) {
      piece++;
      at++;
    } else if (run) {
      run.at++;
      at = run.at;
      piece = run.piece + 1;
    } else return false;
  }
  while (pattern[piece] === MANY) piece++;
  return piece === pattern.length;
}
