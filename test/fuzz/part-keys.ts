import fc from 'fast-check';
import { findDrift } from '../../electron/engine/cluster/find-drift.ts';
import { readDefinition, readPartKey } from '../../electron/engine/cluster/table-definition.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }),
  fc.constantFrom('`', '\0', 'index\0x', "'", '"', '__proto__', 'a)', 'a,b', 'constructor', '…', 'order_3'),
);
const quoted = name.map((text) => `\`${text.replaceAll('`', '``')}\``);
const text = name.map((one) => `'${one.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`);
const columns = fc.array(quoted, { minLength: 1, maxLength: 3 }).map((list) => `(${list.join(',')})`);

/** Items as servers print them, and names in places where they hurt. */
const item = fc.oneof(
  fc.tuple(quoted, fc.constantFrom('int(11)', 'varchar(9)', "enum('a,b)')"), text).map(([n, type, comment]) => {
    return `${n} ${type} COMMENT ${comment}`;
  }),
  columns.map((list) => `PRIMARY KEY ${list}`),
  fc
    .tuple(fc.constantFrom('KEY', 'UNIQUE KEY', 'FULLTEXT KEY', 'SPATIAL KEY', 'VECTOR KEY'), quoted, columns)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(quoted, columns, quoted, columns)
    .map(([n, own, other, theirs]) => `CONSTRAINT ${n} FOREIGN KEY ${own} REFERENCES ${other} ${theirs}`),
  fc.tuple(quoted, text).map(([n, value]) => `CONSTRAINT ${n} CHECK (a <> ${value})`),
  fc.tuple(quoted, quoted).map(([from, to]) => `PERIOD FOR SYSTEM_TIME (${from}, ${to})`),
  name,
);
const words = fc
  .array(
    fc.constantFrom(
      ...['CREATE TABLE ', '`t` ', '(', ')', ',', "'", '`', '"', '\\', '/*!50100 ', '*/', '\n', '\0', 'PRIMARY KEY '],
      ...['CONSTRAINT ', 'FOREIGN KEY ', 'REFERENCES ', 'KEY ', 'CHECK ', 'PARTITION BY ', ' = ', 'ENGINE=InnoDB '],
    ),
    { maxLength: 80 },
  )
  .map((list) => list.join(''));
const options = fc.oneof(
  words,
  fc.constant(' ENGINE=InnoDB AUTO_INCREMENT=7'),
  text.map((one) => ` COMMENT=${one}`),
);
const statement = fc.oneof(
  words,
  fc
    .tuple(quoted, fc.array(item, { minLength: 1, maxLength: 8 }), options)
    .map(([n, items, behind]) => `CREATE TABLE ${n} (\n  ${items.join(',\n  ')}\n)${behind}`),
);
const long = fc.tuple(words, fc.nat({ max: 4000 })).map(([one, times]) => one.slice(0, 20).repeat(times));

/** Whatever a server prints for a table: its parts have kinds and names, and siblings can be compared. */
export const partKeys: FuzzTarget[] = [
  {
    name: 'part-keys',
    property: fc.property(
      fc.array(fc.oneof({ weight: 60, arbitrary: statement }, { weight: 1, arbitrary: long }), {
        minLength: 1,
        maxLength: 3,
      }),
      (list) => {
        for (const createSql of list) {
          const definition = orNamed(() => readDefinition(createSql, 'shop', 'order_3'));
          for (const key of definition?.keys.keys() ?? []) {
            const { part, name: rest } = readPartKey(key);
            demand(`${part}\0${rest}` === key, `${JSON.stringify(key)} is read as ${part}, ${JSON.stringify(rest)}`);
          }
        }
        const members = list.map((createSql, i) => ({ shard: `s${i}`, schema: 'shop', table: 'order_3', createSql }));
        orNamed(() => findDrift(members));
      },
    ),
  },
];
