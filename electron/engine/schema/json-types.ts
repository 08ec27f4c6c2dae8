/**
 * MySQL keeps types in JSON that its text does not show: a DECIMAL reads like a double, an unsigned integer like a signed
 * one, a DATETIME or BLOB like a string. Loaded from the text they would become another value, a DECIMAL of many digits
 * even visibly. What has them comes from SQL functions such as JSON_OBJECT(…), not from text that an application sends.
 * https://dev.mysql.com/doc/refman/9.7/en/json.html#json-comparison lists the types. Any but those that text has is hidden.
 */
const SHOWN_TYPES = "('NULL','BOOLEAN','INTEGER','UNSIGNED INTEGER','DOUBLE','STRING','ARRAY','OBJECT')";
/** In place of types longer than max_allowed_packet, of which CONCAT_WS makes NULL: no type at all, so loading refuses it. */
const TOO_LONG = '?';
/** Larger unsigned integers come back from the text as what they are. */
const LARGEST_SIGNED = '9223372036854775807';

function isHidden(value: string): string {
  return `(JSON_TYPE(${value}) NOT IN ${SHOWN_TYPES} OR (JSON_TYPE(${value})='UNSIGNED INTEGER' AND CAST(${value} AS UNSIGNED)<=${LARGEST_SIGNED}))`;
}

/** All members of objects and all cells of arrays at any depth, in the server's order (typed-json.ts counts the same). */
const PLACES = [
  { letter: 'm', path: '$**.*' },
  { letter: 'c', path: '$**[*]' },
] as const;

/**
 * The hidden types of the JSON column `name` (quoted) as `place:TYPE` joined by commas, such as `m3:DECIMAL,c1:DATE`: `$`
 * is the value itself, `m` counts members, `c` cells. NULL where there are none.
 */
export function jsonTypes(name: string): string {
  const parts = PLACES.map(
    ({ letter, path }) =>
      `(SELECT GROUP_CONCAT('${letter}',o,':',JSON_TYPE(v) ORDER BY o) FROM ${cells(name, path)} WHERE ${isHidden('v')})`,
  );
  const types = `CONCAT_WS(',',IF(${isHidden(name)},CONCAT('$:',JSON_TYPE(${name})),NULL),${parts.join(',')})`;
  return `NULLIF(COALESCE(${types},'${TOO_LONG}'),'')`;
}

/**
 * Holds for a row whose JSON column `name` has hidden types, `NULL` or false for others. Scalar subqueries, not EXISTS: of
 * that MySQL makes a semijoin, and from some dozens of rows on it fills JSON_TABLE from the first row only.
 */
export function hasJsonTypes(name: string): string {
  const found = PLACES.map(
    ({ path }) => `(SELECT 1 FROM ${cells(name, path)} WHERE ${isHidden('v')} LIMIT 1) IS NOT NULL`,
  );
  return [isHidden(name), ...found].join(' OR ');
}

function cells(name: string, path: string): string {
  return `JSON_TABLE(${name},'${path}' COLUMNS(o FOR ORDINALITY,v JSON PATH '$')) AS shardkeep_cells`;
}
