import { expect, test } from 'vitest';
import { definitionWords } from '../../../electron/engine/restore/definition-words.ts';

const words = (statement: string) =>
  definitionWords(
    {
      object: { kind: 'trigger', schema: 'shop', name: 'noted', statement: { offset: 0, length: statement.length } },
      statement: Buffer.from(statement),
      state: undefined,
    },
    { renames: new Map(), definers: 'keep', folds: false },
  );

test('a trigger is the same one however its own name and its table’s are written', () => {
  const wanted = words('CREATE TRIGGER noted AFTER INSERT ON `t1` FOR EACH ROW INSERT INTO log VALUES (1)');
  for (const written of [
    'CREATE TRIGGER `shop`.`noted` AFTER INSERT ON shop.t1 FOR EACH ROW INSERT INTO log VALUES (1)',
    'CREATE TRIGGER noted AFTER INSERT ON `shop`.`t1` FOR EACH ROW INSERT INTO log VALUES (1)',
  ])
    expect(words(written)).toEqual(wanted);
  expect(words('CREATE TRIGGER noted AFTER INSERT ON t2 FOR EACH ROW INSERT INTO log VALUES (1)')).not.toEqual(wanted);
  expect(words('CREATE TRIGGER noted AFTER INSERT ON t1 FOR EACH ROW INSERT INTO shop.log VALUES (1)')).not.toEqual(
    wanted,
  );
});
