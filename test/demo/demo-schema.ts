/** Tables of a family; table k of it is on shard k / TABLES_PER_SHARD, and every id in it is k modulo TABLES. */
export const TABLES = 16;
export const TABLES_PER_SHARD = 4;

/** The suffixes of the tables on a shard: 4, 5, 6 and 7 on shard 1. */
export function suffixesOf(shard: number): number[] {
  return Array.from({ length: TABLES_PER_SHARD }, (_, index) => shard * TABLES_PER_SHARD + index);
}

/** The schema that a shard holds. */
export function schemaOf(shard: number): string {
  return `shop_${shard}`;
}

/** Statements that create a shard's schema with everything in it but rows; one statement each, for an own connection. */
export function createStatements(shard: number): string[] {
  const schema = schemaOf(shard);
  return [
    `CREATE DATABASE ${schema} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
    `USE ${schema}`,
    ...suffixesOf(shard).flatMap((k) => [userTable(k), orderTable(k), itemTable(k)]),
    `CREATE TABLE status_log (
       id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL,
       old_status VARCHAR(10) NOT NULL, new_status VARCHAR(10) NOT NULL,
       logged_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), KEY by_order (order_id)) COMMENT '订单状态日志'`,
    `CREATE VIEW open_order AS ${suffixesOf(shard)
      .map((k) => `SELECT id, order_no, user_id, status, amount FROM order_${k} WHERE status IN ('new', 'paid')`)
      .join(' UNION ALL ')}`,
    ...suffixesOf(shard).map(
      (k) => `CREATE TRIGGER order_${k}_status AFTER UPDATE ON order_${k} FOR EACH ROW
        IF OLD.status <> NEW.status THEN
          INSERT INTO status_log (order_id, old_status, new_status) VALUES (NEW.id, OLD.status, NEW.status);
        END IF`,
    ),
    `CREATE PROCEDURE trim_log(IN keep_days INT) COMMENT '清理旧日志'
       DELETE FROM status_log WHERE logged_at < NOW() - INTERVAL keep_days DAY`,
    'CREATE EVENT trim_log_daily ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY DO CALL trim_log(90)',
  ];
}

function userTable(k: number): string {
  return `CREATE TABLE user_${k} (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY, phone CHAR(11) NOT NULL, name VARCHAR(40) NOT NULL COMMENT '姓名',
    city VARCHAR(40) NOT NULL, points DECIMAL(12,2) NOT NULL DEFAULT 0, profile JSON NOT NULL, avatar BLOB,
    joined DATE NOT NULL, updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    UNIQUE KEY by_phone (phone), KEY by_city (city, joined)) COMMENT '用户'`;
}

function orderTable(k: number): string {
  return `CREATE TABLE order_${k} (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY, order_no CHAR(20) NOT NULL, user_id BIGINT UNSIGNED NOT NULL,
    status ENUM('new', 'paid', 'shipped', 'done', 'refunded') NOT NULL,
    amount DECIMAL(12,2) NOT NULL, freight DECIMAL(8,2) NOT NULL DEFAULT 0,
    receiver VARCHAR(40) NOT NULL COMMENT '收货人', address VARCHAR(200) NOT NULL COMMENT '收货地址', remark TEXT,
    attributes JSON NOT NULL, signature VARBINARY(64), paid_at DATETIME(3), created_at DATETIME(3) NOT NULL,
    UNIQUE KEY by_number (order_no), KEY by_user (user_id, created_at), KEY by_status (status, created_at)) COMMENT '订单'`;
}

function itemTable(k: number): string {
  return `CREATE TABLE order_item_${k} (
    id BIGINT UNSIGNED NOT NULL PRIMARY KEY, order_id BIGINT UNSIGNED NOT NULL, sku CHAR(10) NOT NULL,
    title VARCHAR(120) NOT NULL, quantity SMALLINT UNSIGNED NOT NULL, price DECIMAL(10,2) NOT NULL,
    total DECIMAL(12,2) AS (price * quantity) STORED, KEY by_order (order_id), KEY by_sku (sku),
    CONSTRAINT item_${k}_order FOREIGN KEY (order_id) REFERENCES order_${k} (id) ON DELETE CASCADE) COMMENT '订单明细'`;
}
