/**
 * MySQL keeps types in JSON that its text does not show: a DECIMAL reads like a double, an unsigned integer like a signed
 * one, a DATETIME or BLOB like a string. Loaded from the text they would become another value, a DECIMAL of many digits
 * even visibly. What has them comes from SQL functions such as JSON_OBJECT(…), not from text that an application sends.
 * https://dev.mysql.com/doc/refman/9.7/en/json.html#json-comparison lists the types.
 */
const HIDDEN_TYPES = "('DECIMAL','DATE','TIME','DATETIME','TIMESTAMP','BLOB','BIT','OPAQUE','GEOMETRY')";
/** Larger unsigned integers come back from the text as what they are. */
const LARGEST_SIGNED = '9223372036854775807';

function isHidden(value: string): string {
  return `(JSON_TYPE(${value}) IN ${HIDDEN_TYPES} OR (JSON_TYPE(${value})='UNSIGNED INTEGER' AND CAST(${value} AS UNSIGNED)<=${LARGEST_SIGNED}))`;
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
  return `NULLIF(CONCAT_WS(',',IF(${isHidden(name)},CONCAT('$:',JSON_TYPE(${name})),NULL),${parts.join(',')}),'')`;
}

/** Conditions of which one holds for a row whose JSON column `name` has hidden types; each alone is fast. */
export function jsonTypeConditions(name: string): string[] {
  return [
    isHidden(name),
    ...PLACES.map(({ path }) => `EXISTS(SELECT 1 FROM ${cells(name, path)} WHERE ${isHidden('v')})`),
  ];
}

function cells(name: string, path: string): string {
  return `JSON_TABLE(${name},'${path}' COLUMNS(o FOR ORDINALITY,v JSON PATH '$')) AS shardkeep_cells`;
}
