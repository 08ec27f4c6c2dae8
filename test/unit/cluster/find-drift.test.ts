import { describe, expect, test } from 'vitest';
import { sayDifference } from '../../../electron/cli/say-difference.ts';
import { findDrift } from '../../../electron/engine/cluster/find-drift.ts';

const BODY = [
  '`id` bigint NOT NULL AUTO_INCREMENT',
  "`note` varchar(40) DEFAULT 'a,(b'",
  'PRIMARY KEY (`id`)',
  'KEY `k` (`note`)',
];
const OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';

function member(table: string, body: readonly string[] = BODY, options = OPTIONS, shard = 's0') {
  return {
    shard,
    schema: 'shop',
    table,
    createSql: `CREATE TABLE \`${table}\` (\n  ${body.join(',\n  ')}\n) ${options}`,
  };
}

/** What is said about `order_2` beside two tables with the usual definition. */
function differences(body: readonly string[], options = OPTIONS): readonly string[] {
  const drift = findDrift([member('order_0'), member('order_1'), member('order_2', body, options)]);
  expect(drift?.majority.length ?? 2).toBe(2);
  return drift?.odd[0]?.differences.map(sayDifference) ?? [];
}

const replaced = (index: number, ...items: string[]) => BODY.toSpliced(index, 1, ...items);

describe('siblings are alike', () => {
  test('when only name and AUTO_INCREMENT differ', () => {
    expect(
      findDrift([
        member('order_0', BODY, `ENGINE=InnoDB AUTO_INCREMENT=17 DEFAULT CHARSET=utf8mb4`),
        member('order_1'),
      ]),
    ).toBeNull();
  });

  test('when constraints are called after the table and refer to the sibling of the same number', () => {
    const withKey = (n: number) =>
      member(`order_${n}`, [
        ...BODY,
        `CONSTRAINT \`order_${n}_ibfk_1\` FOREIGN KEY (\`id\`) REFERENCES \`customer_${n}\` (\`id\`)`,
        `CONSTRAINT \`order_${n}_chk_1\` CHECK ((\`id\` > 0))`,
      ]);
    expect(findDrift([withKey(0), withKey(1), withKey(12)])).toBeNull();
  });

  test('when one server prints display widths and version comments and the other does not', () => {
    expect(differences(replaced(0, '`id` bigint(20) NOT NULL AUTO_INCREMENT'))).toEqual([]);
    expect(differences(BODY, `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 /*!80016 */`)).toEqual([]);
  });

  test('when indexes are in another order', () => {
    expect(differences([BODY[0] ?? '', BODY[1] ?? '', BODY[3] ?? '', BODY[2] ?? ''])).toEqual([]);
  });

  test('when there is one or none', () => {
    expect(findDrift([])).toBeNull();
    expect(findDrift([member('order_0')])).toBeNull();
  });
});

describe('the report says', () => {
  test('which column is missing, new or different', () => {
    expect(differences(BODY.toSpliced(1, 1))).toEqual(['column "note" is missing']);
    expect(differences(replaced(2, '`city` int', BODY[2] ?? ''))).toEqual(['column "city" exists only here: int']);
    expect(differences(replaced(1, '`note` varchar(50)'))).toEqual([
      `column "note" is varchar(50), elsewhere varchar(40) DEFAULT 'a,(b'`,
    ]);
  });

  test('that columns are in another order', () => {
    expect(differences([BODY[1] ?? '', BODY[0] ?? '', BODY[2] ?? '', BODY[3] ?? ''])).toEqual([
      'columns are in another order: note, id',
    ]);
  });

  test('which index, key or constraint differs', () => {
    expect(differences(BODY.slice(0, 3))).toEqual(['index "k" is missing']);
    expect(differences(replaced(3, 'UNIQUE KEY `k` (`note`)'))).toEqual([
      'index "k" is UNIQUE KEY (`note`), elsewhere KEY (`note`)',
    ]);
    expect(differences(replaced(2, 'PRIMARY KEY (`id`,`note`)'))).toEqual([
      'primary key is PRIMARY KEY (`id`,`note`), elsewhere PRIMARY KEY (`id`)',
    ]);
    expect(differences([...BODY, 'CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `shop`.`x` (`id`)'])).toEqual([
      'foreign key (`id`) exists only here: FOREIGN KEY (`id`) REFERENCES `x` (`id`)',
    ]);
  });

  test('nothing about the names of foreign keys, which siblings of one schema cannot share', () => {
    const named = (name: string) => [...BODY, `CONSTRAINT \`${name}\` FOREIGN KEY (\`id\`) REFERENCES \`x\` (\`id\`)`];
    expect(findDrift([member('item_0', named('item_0_order')), member('item_1', named('of_item_1'))])).toBeNull();
  });

  test('that a sibling refers to a table of another number, though the texts are the same', () => {
    const key = 'CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `customer_0` (`id`)';
    const drift = findDrift([member('order_0', [...BODY, key]), member('order_1', [...BODY, key])]);
    expect(drift?.odd[0]?.differences.map(sayDifference)).toEqual([
      expect.stringMatching(/^foreign key \(`id`\) is .*`customer_0`.*, elsewhere .*`customer…`/),
    ]);
  });

  test('which option differs', () => {
    expect(differences(BODY, "ENGINE=MyISAM DEFAULT CHARSET=utf8mb4 COMMENT='AUTO_INCREMENT=5'")).toEqual([
      'ENGINE is MyISAM, elsewhere InnoDB',
      `COMMENT exists only here: 'AUTO_INCREMENT=5'`,
    ]);
    expect(differences(BODY, `${OPTIONS}\n/*!50100 PARTITION BY HASH (id)\nPARTITIONS 4 */`)).toEqual([
      'the partition clause exists only here: PARTITION BY HASH (id) PARTITIONS 4',
    ]);
    expect(differences(BODY, `${OPTIONS} WITH SYSTEM VERSIONING`)).toEqual([
      'WITH SYSTEM VERSIONING exists only here: on',
    ]);
  });

  test('which tables are odd, the most frequent definition first', () => {
    const drift = findDrift([
      member('order_0', ['`a` int']),
      member('order_1', ['`b` int']),
      member('order_2', ['`b` int']),
      member('order_3', ['`b` int'], OPTIONS, 's1'),
      member('order_4', ['`c` int']),
    ]);
    expect(drift?.majority.map(({ table }) => table)).toEqual(['order_1', 'order_2', 'order_3']);
    expect(drift?.odd.map(({ members }) => members.map(({ table }) => table))).toEqual([['order_0'], ['order_4']]);
  });
});
