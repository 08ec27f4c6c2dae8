import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Random } from './seeded-random.ts';

/** Schemas of a walk that are backed up: two that are there, and one that its log makes and drops. */
export const WALK_SCHEMAS = ['walk_a', 'walk_b', 'walk_c'] as const;

export const TABLES = ['t0', 't1', 't2', 't3'] as const;
export const PARTED = ['p0', 'p1'] as const;
export const COLUMNS = ['c0', 'c1', 'c2'] as const;
/** A name that a live table may have where a walk is restored to. */
export const LIVE_TABLE = 't9';

/** What one random statement is made of. */
export interface Words {
  readonly random: Random;
  readonly maria: boolean;
  readonly schema: () => string;
  /** A table's name, with its schema or without, in quotes or without. */
  readonly name: (list?: readonly string[]) => string;
  /** A column's name and definition. */
  readonly column: string;
  readonly type: string;
  readonly number: number;
  /** One of these, for texts that take many forms. */
  readonly pick: <T>(...list: readonly T[]) => T;
  /** The same half of the time, and nothing else. */
  readonly maybe: (text: string) => string;
}

const TYPES = [
  ...['INT DEFAULT 7', "VARCHAR(30) DEFAULT 'a.b'", 'DECIMAL(9,2)', "CHAR(9) DEFAULT 'walk_a.t0'", 'DATETIME(3)'],
  // What a session's settings give another meaning.
  ...["ENUM('ä','ß') DEFAULT 'ß'", "SET('é','x') NOT NULL", "VARCHAR(9) DEFAULT 'ö\\\\n'", 'TIMESTAMP', 'TIMESTAMP(3)'],
  ...["TIMESTAMP DEFAULT '2021-03-28 12:30:00'", 'TIMESTAMP NULL', "TEXT COMMENT 'ü'' \\\\'", 'REAL', 'JSON'],
  ...['INT INVISIBLE DEFAULT 3', 'INT CHECK (c0 <> -9)', 'BIGINT UNSIGNED', 'BLOB', "DATE DEFAULT '2020-02-30'"],
  ...["ENUM('a','A') CHARACTER SET latin1 COLLATE latin1_bin", 'CHAR(5) CHARACTER SET latin1', 'NCHAR(3)', 'BIT(9)'],
];

/** Names and types for one statement. */
export function wordsOf(random: Random, flavour: Flavour): Words {
  const pick = <T>(...list: readonly T[]) => random.pick(list);
  // The schema that comes and goes is seldom there.
  const schema = () => (random.chance(10) ? 'walk_c' : pick('walk_a', 'walk_b'));
  const quoted = (name: string) => (random.chance(50) ? `\`${name}\`` : name);
  return {
    random,
    maria: flavour === 'mariadb',
    schema,
    name: (list = TABLES) =>
      random.chance(40) ? quoted(random.pick(list)) : `${quoted(schema())}.${quoted(random.pick(list))}`,
    column: random.pick(COLUMNS),
    type: random.pick(TYPES),
    number: random.below(40),
    pick,
    maybe: (text) => (random.chance(50) ? text : ''),
  };
}
