import { expect, test } from 'vitest';
import { unwrapComments } from '../../../electron/engine/schema/unwrap-comments.ts';

const unwrap = (sql: string) => unwrapComments(Buffer.from(sql)).toString();

test('what MySQL hides from older versions becomes what MariaDB calls it', () => {
  expect(
    unwrap(
      'CREATE TABLE `t` (\n  `my_row_id` bigint unsigned NOT NULL AUTO_INCREMENT /*!80023 INVISIBLE */,\n  `a` decimal(5,2) DEFAULT NULL /*!80023 INVISIBLE */,\n  KEY `k` (`a`,`b`) /*!80000 INVISIBLE */\n)',
    ),
  ).toBe(
    'CREATE TABLE `t` (\n  `my_row_id` bigint unsigned NOT NULL AUTO_INCREMENT INVISIBLE,\n  `a` decimal(5,2) DEFAULT NULL INVISIBLE,\n  KEY `k` (`a`,`b`) IGNORED\n)',
  );
});

test('texts and other comments stay as they are', () => {
  const sql =
    "CREATE TABLE `t` (\n  `/*!80023 INVISIBLE */` int COMMENT '/*!80023 INVISIBLE */',\n  CONSTRAINT `c` CHECK ((`a` > 0)) /*!80016 NOT ENFORCED */,\n  `g` geometry NOT NULL /*!80003 SRID 4326 */\n)\n/*!50100 PARTITION BY HASH (`a`) */";
  expect(unwrap(sql)).toBe(sql);
});
