/** A case-sensitive matcher for `*` (any run of characters) and `?` (one character). */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/[.*+?^${}()|[\]\\]/g, (c) => (c === '*' ? '.*' : c === '?' ? '.' : `\\${c}`));
  return new RegExp(`^${source}$`, 'su');
}

/** True when one of the globs matches the schema's name; no globs match everything. */
export function matchesSchema(globs: readonly string[] | undefined, schema: string): boolean {
  return globs === undefined || globs.some((glob) => globToRegExp(glob).test(schema));
}

/** True when one of the `schema.object` globs matches; no globs match everything. */
export function matchesObject(globs: readonly string[] | undefined, schema: string, object: string): boolean {
  return globs === undefined || globs.some((glob) => globToRegExp(glob).test(`${schema}.${object}`));
}
