/** An identifier in backquotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A schema-qualified identifier. */
export function quoteTable(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** A text literal; our sessions never set NO_BACKSLASH_ESCAPES (connect.ts). */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/**
 * Text literals for IN of a question about names to information_schema. MariaDB takes names that differ in case or accents
 * for one, and looks up that one alone where a list holds no other: the empty name, which nothing has, keeps it from that.
 */
export function quoteNames(names: readonly string[]): string {
  return (names.length > 1 ? [...names, ''] : names).map(quoteText).join(',');
}
