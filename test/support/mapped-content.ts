import { type Content, compareContent } from './compare-servers.ts';

/**
 * Differences, in words, between what schemas had and what their copies under other names have. Names of schemas are taken
 * for each other wherever they stand; AUTO_INCREMENT and the order of rows without a key are not compared.
 */
export function compareRenamed(source: Content, copy: Content, names: ReadonlyMap<string, string>): string[] {
  const back = [...names].toSorted(([, one], [, other]) => other.length - one.length);
  const unnamed = (text: string) => unquoted(back.reduce((sum, [from, to]) => sum.replaceAll(to, from), text));
  const mapped = new Map([...copy].map(([key, value]) => [unnamed(key), unnamed(value)]));
  return compareContent(new Map([...source].map(([key, value]) => [key, unquoted(value)])), mapped);
}

/** MariaDB keeps a trigger's head as it was written, unless a name is changed, or a RENAME that is refused writes it anew. */
function unquoted(text: string): string {
  return text.replaceAll(/ TRIGGER \S+ (?:AFTER|BEFORE) \w+ ON \S+/g, (head) =>
    head.replaceAll('`', '').replaceAll(/\w+\.(?=\w)/g, ''),
  );
}
