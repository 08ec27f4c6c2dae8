import { tokenizeSql } from '../sql/tokenize-sql.ts';

/** ASCII and the common Chinese characters, each of which has a weight of its own in every collation. */
const PLAIN = /^[\x20-\x7e\u3400-\u4dbf\u4e00-\u9fff]*$/;

/**
 * True when the members of an ENUM or SET type cannot be told apart by their text for certain: one is empty and reads
 * like ENUM's error value 0 or SET's nothing, or two may be equal in the column's collation. `type` is a column_type.
 */
export function hasAmbiguousMembers(type: string): boolean {
  if (!/^(?:enum|set)\(/i.test(type)) return false;
  const members = tokenizeSql(type)
    .filter((token) => token.kind === 'text')
    .map((token) => token.text.slice(1, -1));
  const folded = members.map(fold);
  return !members.every((member) => PLAIN.test(member)) || folded.includes('') || new Set(folded).size < folded.length;
}

/** Without case and marks, which some collations pass over; some languages sort w with v and y with i. */
function fold(member: string): string {
  return member
    .toLowerCase()
    .replaceAll(/[^a-z0-9\u3400-\u9fff]/g, '')
    .replaceAll('w', 'v')
    .replaceAll('y', 'i');
}
