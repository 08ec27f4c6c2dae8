import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteName, quoteText } from '../../../electron/engine/mysql/quote.ts';
import { splitCreateTable, splitCreateTableBytes } from '../../../electron/engine/schema/split-create-table.ts';

const INNODB = ') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4';

const nastyText = fc.string({
  unit: fc.constantFrom(...'`\'"(),;\\/*-#! \n中😀abKEY', '/*!', '*/', '-- ', 'ADD KEY (', 'ENGINE=MyISAM'),
  maxLength: 12,
});
const name = nastyText.map((text) => quoteName(`n${text}`));
const literal = nastyText.map(quoteText);
const expression = fc
  .tuple(name, literal, literal)
  .map(([column, one, other]) => `((concat(${column},${one},(${other})) <> ${one}))`);

interface Made {
  readonly sql: string;
  readonly role: 'column' | 'index' | 'foreign' | 'other';
}

const column = fc
  .record({ name, literal, expression, form: fc.integer({ min: 0, max: 4 }) })
  .map(({ name, literal, expression, form }): Made => {
    const rest = [
      `varchar(20) COLLATE utf8mb4_bin DEFAULT ${literal} COMMENT ${literal}`,
      `int GENERATED ALWAYS AS ${expression} VIRTUAL`,
      `enum(${literal},${literal}) NOT NULL`,
      `int DEFAULT NULL /*!80023 INVISIBLE */ COMMENT ${literal}`,
      `varchar(9) /*M!100301 COMPRESSED*/ DEFAULT ${expression}`,
    ];
    return { sql: `${name} ${rest[form]}`, role: 'column' };
  });
const index = fc
  .record({
    name,
    parts: fc.array(name, { minLength: 1, maxLength: 3 }),
    literal,
    expression,
    form: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ name, parts, literal, expression, form }): Made => {
    const forms = [
      `KEY ${name} (${parts.join(',')}) COMMENT ${literal}`,
      `UNIQUE KEY ${name} (${parts.map((part) => `${part}(7) DESC`).join(',')})`,
      `INDEX ${name} (${parts.join(',')}) USING BTREE /*!50100 WITH PARSER \`ngram\` */ `,
      `SPATIAL KEY ${name} (${parts[0]})`,
      `KEY ${name} (${expression},${parts[0]}) /*!80000 INVISIBLE */`,
    ];
    return { sql: (forms[form] ?? '').trim(), role: 'index' };
  });
const foreign = fc.tuple(name, name, name).map(([one, other, table]): Made => {
  const sql = `CONSTRAINT ${one} FOREIGN KEY (${other}) REFERENCES \`old\`.${table} (${other}) ON DELETE SET NULL`;
  return { sql, role: 'foreign' };
});
const check = fc
  .tuple(name, expression)
  .map(([one, test]): Made => ({ sql: `CONSTRAINT ${one} CHECK ${test}`, role: 'other' }));
const primary: Made = { sql: 'PRIMARY KEY (`id`)', role: 'other' };

/** In the order in which servers print them. */
const definitions = fc
  .tuple(fc.array(column), fc.array(index), fc.array(foreign), fc.array(check))
  .map(([columns, indexes, foreigns, checks]) => [
    { sql: '`id` int NOT NULL', role: 'column' } as Made,
    ...columns,
    primary,
    ...indexes,
    ...foreigns,
    ...checks,
  ]);

function createTable(definitions: readonly Made[], tail = INNODB): string {
  return `CREATE TABLE \`t(,\` (\n  ${definitions.map((definition) => definition.sql).join(',\n  ')}\n${tail}`;
}

describe('splitCreateTable', () => {
  test('what a table of few rows has stays with it, where all its indexes are of plain columns, and is named to be dropped else', () => {
    const id: Made = { sql: '`id` int NOT NULL', role: 'column' };
    const plain: Made[] = [
      { sql: 'UNIQUE KEY `u``1` (`a`(7) DESC,`b`)', role: 'index' },
      { sql: "KEY `k` (`b`) COMMENT '(('", role: 'index' },
    ];
    const all = [id, primary, ...plain];
    expect(splitCreateTable(createTable(all), { indexesStay: true }).create).toBe(createTable(all));
    expect(splitCreateTable(createTable(all))).toMatchObject({
      indexes: plain.map(({ sql }) => `ADD ${sql}`),
      dropped: ['DROP KEY `u``1`', 'DROP KEY `k`'],
    });
    for (const sql of [
      'KEY `e` ((`a` + 1))',
      'KEY `e` (`a`,(lower(`b`)))',
      'FULLTEXT KEY `f` (`a`)',
      'SPATIAL KEY `s` (`p`)',
    ]) {
      const mixed = [...all, { sql, role: 'index' as const }];
      expect(splitCreateTable(createTable(mixed), { indexesStay: true })).toEqual(splitCreateTable(createTable(mixed)));
    }
  });

  test('takes out every index and foreign key, and nothing else changes, whatever names and texts contain', () => {
    fc.assert(
      fc.property(definitions, literal, (all, comment) => {
        const tail = `${INNODB} COMMENT=${comment}\n/*!50100 PARTITION BY HASH (\`id\`) PARTITIONS 4 */`;
        const split = splitCreateTable(createTable(all, tail));
        const sqlOf = (role: Made['role']) => all.filter((made) => made.role === role).map((made) => made.sql);
        expect(split.indexes).toEqual(sqlOf('index').map((sql) => `ADD ${sql}`));
        expect(split.foreignKeys).toEqual(sqlOf('foreign').map((sql) => `ADD ${sql}`));
        const kept = all.filter((made) => made.role === 'column' || made.role === 'other');
        expect(split.create).toBe(createTable(kept, tail));
      }),
    );
  });

  test('renames the schema in every reference and nowhere else', () => {
    fc.assert(
      fc.property(definitions, (all) => {
        const { foreignKeys, create } = splitCreateTable(createTable(all), { renames: new Map([['old', 'new`name']]) });
        const plain = splitCreateTable(createTable(all));
        expect(create).toBe(plain.create);
        expect(foreignKeys).toEqual(
          plain.foreignKeys.map((sql) =>
            sql.replace(/REFERENCES `old`\.(?=`n)(?!.*REFERENCES `old`\.`n)/s, 'REFERENCES `new``name`.'),
          ),
        );
      }),
    );
  });

  const index = (sql: string): Made => ({ sql, role: 'index' });
  const id: Made = { sql: '`id` int NOT NULL AUTO_INCREMENT', role: 'column' };

  test('keeps what AUTO_INCREMENT needs, and the indexes before it so that their order stays', () => {
    const all = [
      id,
      index('PRIMARY KEY (`a`)'),
      index('KEY `x` (`a`)'),
      index('KEY `n` (`id`,`a`)'),
      index('KEY `y` (`id`)'),
    ];
    const split = splitCreateTable(createTable(all));
    expect(split.indexes).toEqual(['ADD KEY `y` (`id`)']);
    expect(split.create).toBe(createTable(all.slice(0, 4)));
  });

  test('keeps nothing for an AUTO_INCREMENT that leads the primary key', () => {
    const all = [id, index('PRIMARY KEY (`id`,`a`)'), index('KEY `x` (`id`)')];
    expect(splitCreateTable(createTable(all)).indexes).toEqual(['ADD KEY `x` (`id`)']);
  });

  test('keeps the unique keys of a table without a primary key', () => {
    const all = [index('UNIQUE KEY `u` (`b`)'), index('UNIQUE KEY `v` (`c`)'), index('KEY `k` (`b`)')];
    expect(splitCreateTable(createTable([id, ...all]).replace(' AUTO_INCREMENT', '')).indexes).toEqual([
      'ADD KEY `k` (`b`)',
    ]);
  });

  test('moves one full-text index, but keeps two', () => {
    const [one, two] = [
      index('FULLTEXT KEY `f` (`b`)'),
      index('FULLTEXT KEY `g` (`b`) /*!50100 WITH PARSER `ngram` */ '),
    ];
    const other = index('KEY `k` (`b`)');
    expect(splitCreateTable(createTable([id, primary, other, one])).indexes).toEqual([
      `ADD ${other.sql}`,
      `ADD ${one.sql}`,
    ]);
    expect(splitCreateTable(createTable([id, primary, other, one, two])).indexes).toEqual([`ADD ${other.sql}`]);
  });

  test('moves full-text indexes, several too, out of a table with document numbers of its own', () => {
    const numbers: Made = { sql: '`FTS_DOC_ID` bigint unsigned NOT NULL', role: 'column' };
    const fulltext = [index('FULLTEXT KEY `f` (`b`)'), index('FULLTEXT KEY `g` (`c`)')];
    expect(splitCreateTable(createTable([numbers, ...fulltext])).indexes).toEqual(
      fulltext.map(({ sql }) => `ADD ${sql}`),
    );
  });

  test('keeps all indexes beside a unique one of type HASH', () => {
    const all = [id, primary, index('UNIQUE KEY `u` (`a`) USING HASH'), index('KEY `k` (`b`)')];
    expect(splitCreateTable(createTable(all))).toEqual({
      create: createTable(all),
      indexes: [],
      dropped: [],
      foreignKeys: [],
    });
  });

  test('keeps the index it is told to keep', () => {
    const all = [id, primary, index('KEY `k1` (`b`)'), index('KEY `k``2` (`b`)'), index('KEY `k3` (`b`)')];
    expect(splitCreateTable(createTable(all), { keepIndex: 'k`2' }).indexes).toEqual(['ADD KEY `k3` (`b`)']);
  });

  const foreignKey: Made = {
    sql: 'CONSTRAINT `c` FOREIGN KEY (`b`) REFERENCES `old`.`t` (`id`)',
    role: 'foreign',
  };

  test('leaves a table of another engine whole, but for its references', () => {
    const all = [id, primary, index('KEY `k` (`b`)'), foreignKey];
    const tail = ') ENGINE=MyISAM DEFAULT CHARSET=utf8mb4';
    const split = splitCreateTable(createTable(all, tail), { renames: new Map([['old', 'new']]) });
    expect(split).toEqual({
      create: createTable(all, tail).replace('`old`', '`new`'),
      indexes: [],
      dropped: [],
      foreignKeys: [],
    });
  });

  test('takes the foreign keys out of a table with history, and leaves it its indexes', () => {
    const all = [id, primary, index('KEY `k` (`b`)')];
    const tail = `${INNODB} WITH SYSTEM VERSIONING`;
    const split = splitCreateTable(createTable([...all, foreignKey], tail));
    expect(split).toEqual({
      create: createTable(all, tail),
      indexes: [],
      dropped: [],
      foreignKeys: [`ADD ${foreignKey.sql}`],
    });
  });

  test('renames the schema of a sequence in a default and of the tables of a MERGE table', () => {
    const renames = new Map([['a', 'b']]);
    const sql =
      "CREATE TABLE `t` (\n  `a` int DEFAULT nextval(`a`.`s`) COMMENT '(`a`.`s`)'\n) ENGINE=MRG_MyISAM UNION=(`a`.`x`,`c`.`y`)";
    expect(splitCreateTable(sql, { renames }).create).toBe(
      "CREATE TABLE `t` (\n  `a` int DEFAULT nextval(`b`.`s`) COMMENT '(`a`.`s`)'\n) ENGINE=MRG_MyISAM UNION=(`b`.`x`,`c`.`y`)",
    );
  });

  test('keeps bytes that are not UTF-8, and renames in UTF-8 beside them', () => {
    const sql = Buffer.concat([
      Buffer.from("CREATE TABLE `t` (\n  `b` varbinary(3) DEFAULT '"),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(
        "',\n  PRIMARY KEY (`b`),\n  KEY `库` (`b`),\n  CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `库`.`x` (`b`)\n) ENGINE=InnoDB",
      ),
    ]);
    const split = splitCreateTableBytes(sql, { renames: new Map([['库', '新']]) });
    expect(split.create.includes(Buffer.from([0x27, 0xff, 0xfe, 0x27]))).toBe(true);
    expect(split.indexes.map(String)).toEqual(['ADD KEY `库` (`b`)']);
    expect(split.foreignKeys.map(String)).toEqual(['ADD CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `新`.`x` (`b`)']);
  });
});
