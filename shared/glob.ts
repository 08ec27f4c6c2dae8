import { MANY, matchesWildcards, ONE } from './wildcards.ts';

/** Case-sensitive, with `*` for any run of characters and `?` for one character. */
function matchesGlob(glob: string, text: string): boolean {
  return matchesWildcards(
    [...glob].map((char) => (char === '*' ? MANY : char === '?' ? ONE : char)),
    text,
  );
}

/** True when one of the globs matches the schema's name; no globs match everything. */
export function matchesSchema(globs: readonly string[] | undefined, schema: string): boolean {
  return globs === undefined || globs.some((glob) => matchesGlob(glob, schema));
}

/** True when one of the `schema.object` globs matches; no globs match everything. */
export function matchesObject(globs: readonly string[] | undefined, schema: string, object: string): boolean {
  return globs === undefined || globs.some((glob) => matchesGlob(glob, `${schema}.${object}`));
}

/** True when one of the `schema.object` globs may match something in the schema, whatever its name; no globs match everything. */
export function matchesWithin(globs: readonly string[] | undefined, schema: string): boolean {
  return globs === undefined || globs.some((glob) => beginsWith(glob, `${schema}.`));
}

/** True when a text that the glob matches may begin so: its first run of any characters takes all that is left. */
function beginsWith(glob: string, text: string): boolean {
  const characters = [...text];
  let at = 0;
  for (const wanted of glob) {
    if (wanted === '*' || at === characters.length) return true;
    if (wanted !== '?' && wanted !== characters[at]) return false;
    at++;
  }
  return at === characters.length;
}

/** Schemas named instead of those that a filter does not find. */
const OFFERED = 12;

/** Globs that find nothing, and what there is instead. */
export interface UnmatchedGlobs {
  readonly globs: string[];
  readonly available: string[];
}

/** The globs that no schema of a server matches, with what is there instead: a filter that finds nothing is a slip. */
export function unmatchedGlobs(globs: readonly string[] = [], names: readonly string[]): UnmatchedGlobs {
  const unmatched = globs.filter((glob) => !names.some((name) => matchesSchema([glob], name)));
  return { globs: unmatched, available: unmatched.length === 0 ? [] : names.slice(0, OFFERED) };
}
