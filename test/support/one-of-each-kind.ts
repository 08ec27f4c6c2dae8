import type { Flavour } from '../../electron/engine/mysql/connect.ts';

/** Statements that make one object of each kind in the default schema, a table t with a row among them. */
export function oneOfEachKind(flavour: Flavour): string {
  return `CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 2); CREATE TABLE other (id INT PRIMARY KEY);
       CREATE VIEW v AS SELECT id FROM t; CREATE PROCEDURE p() SELECT 1; CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
       CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1; CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @x = 1;
       ${flavour === 'mariadb' ? 'CREATE SEQUENCE sq; DO NEXTVAL(sq);' : ''}`;
}
