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
