import type { Difference } from './compare-servers.ts';

/** Reasons that Shardkeep gives for what it names, each with why that is no loss that could be avoided. */
const REASONS: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /Row history is kept by transaction number/,
    why: 'history by transaction number cannot be inserted, and the numbers of the current rows are those of the restore',
  },
  {
    pattern: /Row versions that ended in the same microsecond/,
    why: 'versions of an instant cannot be inserted',
  },
  {
    pattern: /The rows of engine \w+ live elsewhere/,
    why: 'rows of MERGE, FEDERATED and the like belong to other tables: the set has the definition',
  },
  {
    pattern: /"foreign-keys".*(?:errno: 150|Missing index for constraint|are incompatible)/,
    why: 'a foreign key whose index in the other table was dropped, or whose columns became unlike (MySQL), under foreign_key_checks=0; the stock client loses the whole table to the same error',
  },
  {
    pattern: /Incorrect column name 'fts_doc_id'/,
    why: 'a column named as full-text indexes name their own, in other letters: ALTER TABLE takes it, CREATE TABLE does not; the stock client is refused too',
  },
  {
    pattern: /"trigger".*(?:Unknown column|error in your SQL syntax)/,
    why: 'a trigger of a table whose column was renamed, or whose file the suite wrote: it fails on the source too, and the stock client is refused it',
  },
  {
    pattern: /procedure\b.*Undeclared variable/,
    why: 'a procedure that the source itself cannot show',
  },
  {
    pattern: /"event".*Unknown or incorrect time zone/,
    why: 'an event in a time zone that the suite made up, which the target does not know',
  },
  {
    pattern: /"table".*errno: 140 .*Wrong create options/,
    why: 'ENCRYPTED=YES of a table whose partitions say NO: the server prints the table without their NO, and refuses that',
  },
  {
    pattern: /"event-expired"/,
    why: 'an event that was to run once, and the moment is over: servers drop it when it is created',
  },
];

/** Differences that a flavour makes impossible to avoid, each with what is behind it (docs/FIDELITY.md). */
const KNOWN: readonly { readonly what: Difference['what']; readonly pattern: RegExp; readonly why: string }[] = [
  {
    what: 'checksum',
    pattern: /^suite_maria_create_3\.t1: /,
    why: 'an Aria table of ROW_FORMAT=COMPRESSED, of which the server makes PAGE: it prints PAGE, and sums such a table up otherwise than one made with PAGE',
  },
  {
    what: 'dump',
    pattern: /: ~ (?: ?\|? {2}UNIQUE KEY [^|]*)+$/,
    why: 'unique indexes in the order that an ALTER left: CREATE TABLE puts those over columns that are NOT NULL first',
  },
  {
    what: 'dump',
    pattern:
      /^suite_parts_t_partition_auto_increment_(?:innodb|memory|maria|max)_\d+\.\w+: [-+] \) ENGINE=\w+ AUTO_INCREMENT=/,
    why: 'a counter that an UPDATE left behind its rows: servers put it behind the largest number, whatever the statement says',
  },
  {
    what: 'dump',
    pattern: /^suite_parts_t_mdev_24610_\d+\.t: [-+] \) ENGINE=MEMORY /,
    why: 'a counter at 2^64-1 of a partitioned table: no statement takes it there but the row itself',
  },
  ...(['not equal', 'checksum', 'dump'] as const).map((what) => ({
    what,
    pattern: /^main_type_float_4[2-5]\./,
    why: 'numbers that are out of the range of their DOUBLE(M,D): MySQL lets them in from another column, and in no literal; the comparison names the table',
  })),
  {
    what: 'dump',
    pattern: /^suite_vcol_t_query_cache_1\.t1: /,
    why: 'a generated column AS (RAND()), whose value is another one whenever it is read',
  },
];

/** What is known about two servers when their differences are looked at. */
export interface Known {
  /** Objects that the source itself cannot read, as `schema.name`. */
  readonly unreadable: ReadonlySet<string>;
  /** Why Shardkeep named an object, as `schema.name`, where the reason is one of those above. */
  readonly named: ReadonlyMap<string, string>;
  /** All differences, this one too. */
  readonly all: readonly Difference[];
}

/** The objects that Shardkeep named for a reason that is understood. */
export function namedForReason(differences: readonly Difference[]): Known['named'] {
  return new Map(
    differences
      .filter(({ what }) => what === 'exception' || what === 'not restored')
      .flatMap(({ object, text }): [string, string][] => {
        const why = REASONS.find(({ pattern }) => pattern.test(text))?.why;
        return why === undefined ? [] : [[object, why]];
      }),
  );
}

/** Why a difference is no loss of ours; undefined when nothing explains it. */
export function explainDifference(difference: Difference, { unreadable, named, all }: Known): string | undefined {
  const { what, object, text } = difference;
  if (isMissingDefault(difference, all))
    return 'a column made LIKE one of information_schema or by CREATE … SELECT of an aggregate may be NULL and has no default, which no other statement can say';
  if (what !== 'not named' && unreadable.has(object)) return 'the source itself cannot read it';
  if (isUnknownOption(difference, all))
    return 'an option that the engine does not know: the server prints it inside a comment, which no server reads';
  return named.get(object) ?? KNOWN.find((one) => one.what === what && one.pattern.test(`${object}: ${text}`))?.why;
}

/** A line of a definition that is the same on the other side but for DEFAULT NULL, which the source's lacks. */
function isMissingDefault({ what, object, text }: Difference, all: readonly Difference[]): boolean {
  const column = /^([-+]) {3}(`.*)$/.exec(text);
  if (what !== 'dump' || !column) return false;
  const [, sign, line = ''] = column;
  const twin = sign === '-' ? `+   ${line} DEFAULT NULL` : `-   ${line.replace(/ DEFAULT NULL$/, '')}`;
  return all.some((one) => one.object === object && one.text === twin);
}

/** A line that is the same on the other side but for a comment at its end, which the source's has. */
function isUnknownOption({ what, object, text }: Difference, all: readonly Difference[]): boolean {
  const rest = (line: string) => line.slice(1).replace(/ \/\* .* \*\/(;?)$/, '$1');
  const [there, here] = text.startsWith('-') ? ['-', '+'] : ['+', '-'];
  if (what !== 'dump' || !text.startsWith(there)) return false;
  return all.some(
    (one) => one.object === object && one.text.startsWith(here) && one.text !== text && rest(one.text) === rest(text),
  );
}
