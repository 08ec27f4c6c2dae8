/** What a restore goes to, where it is not a set's own cut. */
export type RestorePoint =
  /** ISO 8601 to the microsecond, on the workstation's clock. */
  | { readonly kind: 'instant'; readonly at: string }
  /** Just behind this transaction; `shard` where several shards have one of this identity. */
  | { readonly kind: 'gtid'; readonly gtid: string; readonly shard: string | undefined }
  /** A restore mark of the destination. */
  | { readonly kind: 'mark'; readonly name: string };

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.source;
/** MySQL's tags: a letter or underscore, then up to 31 letters, digits or underscores. */
const TAG = /[a-z_][a-z0-9_]{0,31}/.source;
const MYSQL = new RegExp(`^(${UUID}):(?:(${TAG}):)?([1-9]\\d{0,18})$`, 'i');
const MARIADB = /^(\d{1,10})-(\d{1,10})-(\d{1,20})$/;

/** A transaction's identity as the servers' logs write it: `0-1-123`, `uuid:5`, `uuid:tag:5`; undefined for other texts. */
export function parseGtid(text: string): string | undefined {
  const [, uuid, tag, number] = MYSQL.exec(text) ?? [];
  if (uuid !== undefined)
    return [uuid.toLowerCase(), ...(tag === undefined ? [] : [tag.toLowerCase()]), number].join(':');
  const [, ...parts] = MARIADB.exec(text) ?? [];
  return parts.length === 3 ? parts.map((part) => BigInt(part)).join('-') : undefined;
}

/** Where a GTID comes from, and its number there: two numbers of one source were given in their order. */
export function splitGtid(gtid: string): { readonly source: string; readonly number: bigint } | undefined {
  const [, source, number] = /^(.+)[-:](\d+)$/.exec(gtid) ?? [];
  return source === undefined || number === undefined ? undefined : { source, number: BigInt(number) };
}

/** A mark's name is a file's name too, and is told apart from a time and a GTID. */
export function isMarkName(text: string): boolean {
  return (
    /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,59}$/u.test(text) &&
    !/^\d{4}-\d\d-\d\d/.test(text) &&
    parseGtid(text) === undefined
  );
}
