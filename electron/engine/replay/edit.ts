/** A piece of a statement to be put in the place of another; offsets are bytes. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
