import { type Connection, createConnection } from 'mysql2/promise';
import type { Shard } from '../../shared/cluster.ts';
import { createStatements, suffixesOf, TABLES } from './demo-schema.ts';

/** Rows per table for one MB of the whole system: 16 tables of each family hold about 1 MB of plain rows together. */
const ORDERS_PER_MB = 87;
const ORDERS_PER_USER = 4;
const ITEMS_PER_ORDER = 2;

export interface SeedOptions {
  /** Size of all shards together, in MB of plain rows. */
  readonly megabytes: number;
  readonly signal: AbortSignal;
  /** Called after each table. */
  readonly onTable: (done: number, total: number) => void;
}

/** Creates the schemas and fills them on the servers themselves, all shards at once; the rows are the same on every run. */
export async function seedOrders(shards: readonly Shard[], options: SeedOptions): Promise<void> {
  const total = 3 * TABLES;
  let done = 0;
  const onTable = () => options.onTable(++done, total);
  await Promise.all(shards.map((shard, index) => seedShard(shard, index, { ...options, onTable })));
}

async function seedShard(
  { host, port, user, password }: Shard,
  index: number,
  { megabytes, signal, onTable }: Omit<SeedOptions, 'onTable'> & { onTable: () => void },
): Promise<void> {
  signal.throwIfAborted();
  const connection = await createConnection({ host, port, user, password, charset: 'utf8mb4' });
  const abort = () => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    // The set's full backup holds these rows; writing them to the binary log as well would only take time.
    await connection.query("SET sql_log_bin=0, time_zone='+00:00'");
    for (const statement of createStatements(index)) await connection.query(statement);
    const orders = Math.max(1, Math.round(megabytes * ORDERS_PER_MB));
    await fillNumbers(connection, orders);
    // MariaDB loads an empty table in bulk when nothing is checked row by row.
    await connection.query('SET unique_checks=0, foreign_key_checks=0');
    for (const k of suffixesOf(index)) {
      const users = Math.ceil(orders / ORDERS_PER_USER);
      for (const statement of [fillUsers(k, users), fillOrders(k, users), fillItems(k)]) {
        await connection.query(statement);
        onTable();
      }
    }
    await connection.end();
  } catch (error) {
    connection.destroy();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A temporary table with n from 0 to count - 1; both flavours make it without special functions or settings. */
async function fillNumbers(connection: Connection, count: number): Promise<void> {
  const digits = Array.from({ length: 10 }, (_, d) => `SELECT ${d} d`).join(' UNION ALL ');
  const places = Array.from({ length: Math.max(1, String(count - 1).length) }, (_, p) => p);
  const value = places.map((p) => `t${p}.d * ${10 ** p}`).join(' + ');
  const from = places.map((p) => `(${digits}) t${p}`).join(', ');
  await connection.query('CREATE TEMPORARY TABLE numbers (n INT UNSIGNED NOT NULL PRIMARY KEY)');
  await connection.query(`INSERT INTO numbers SELECT ${value} AS n FROM ${from} HAVING n < ${count}`);
}

const CITIES = [
  '北京市朝阳区',
  '上海市浦东新区',
  '广州市天河区',
  '深圳市南山区',
  '成都市武侯区',
  '杭州市西湖区',
  '西安市雁塔区',
];
const STREETS = [
  '建国路',
  '世纪大道',
  '天河北路',
  '科技园南路',
  '人民南路',
  '文三路',
  '长安南路',
  '解放大道',
  '中山东路',
];
const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '黄', '赵', '吴', '周', '欧阳'];
const NAMES = ['伟', '芳', '娜', '秀英', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳'];
const REMARKS = [
  '请在工作日送货，谢谢！',
  '放门卫即可',
  '需要开具增值税发票',
  '生日礼物，请勿放价格单 🎁',
  '易碎品，轻拿轻放',
];
const GOODS = [
  '有机绿茶 250 克',
  '无线蓝牙耳机',
  '纯棉衬衫（蓝色）',
  '不锈钢保温杯',
  '儿童绘本《小王子》',
  '手工竹编灯罩',
];

/** Picks one of the texts by a number. */
function pick(texts: readonly string[], number: string): string {
  return `ELT(1 + (${number}) % ${texts.length}, ${texts.map((text) => `'${text}'`).join(', ')})`;
}

const person = `CONCAT(${pick(SURNAMES, 'n')}, ${pick(NAMES, 'n DIV 11')})`;

/** 1 kB that does not compress, as pictures do not. */
function picture(seed: string): string {
  const parts = Array.from({ length: 16 }, (_, part) => `UNHEX(SHA2(CONCAT(${seed}, '/${part}'), 512))`);
  return `CONCAT(${parts.join(', ')})`;
}

function fillUsers(k: number, users: number): string {
  return `INSERT INTO user_${k} (id, phone, name, city, points, profile, avatar, joined, updated_at)
    SELECT (n + 1) * ${TABLES} + ${k}, 13000000000 + n * ${TABLES} + ${k}, ${person}, ${pick(CITIES, 'n DIV 3')},
      n % 5000 + n % 97 / 100, JSON_OBJECT('level', n % 6, 'tags', JSON_ARRAY('会员', LEFT(SHA2(n, 256), 32)), 'newsletter', n % 2 = 0),
      IF(n % 3 = 0, NULL, ${picture(`n * ${TABLES} + ${k}`)}),
      '2019-01-01' + INTERVAL n % 2500 DAY, '2026-01-01' + INTERVAL n MINUTE
    FROM numbers WHERE n < ${users}`;
}

function fillOrders(k: number, users: number): string {
  return `INSERT INTO order_${k} (id, order_no, user_id, status, amount, freight, receiver, address, remark, attributes,
      signature, paid_at, created_at)
    SELECT (n + 1) * ${TABLES} + ${k}, CONCAT('SK', LPAD(n * ${TABLES} + ${k}, 18, '0')), (n % ${users} + 1) * ${TABLES} + ${k},
      1 + n % 5, 20 + n % 4000 + n % 100 / 100, IF(n % 4 = 0, 12.50, 0), ${person},
      CONCAT(${pick(CITIES, 'n')}, ${pick(STREETS, 'n DIV 7')}, 1 + n % 800, '号', 1 + n % 30, '栋', 100 + n % 2900, '室'),
      IF(n % 3 = 0, ${pick(REMARKS, 'n DIV 3')}, NULL),
      JSON_OBJECT('channel', ${pick(['微信小程序', 'app', 'web'], 'n')}, 'coupon', IF(n % 5 = 0, LEFT(SHA2(n, 256), 16), NULL),
        'trace', LEFT(SHA2(n * ${TABLES} + ${k}, 256), 40), 'gift', n % 11 = 0),
      UNHEX(SHA2(n * ${TABLES} + ${k}, 512)), IF(n % 5 = 0, NULL, '2024-01-01 08:00:00.123' + INTERVAL n * 37 SECOND),
      '2024-01-01 07:58:30.500' + INTERVAL n * 37 SECOND
    FROM numbers`;
}

function fillItems(k: number): string {
  const positions = Array.from({ length: ITEMS_PER_ORDER }, (_, p) => `SELECT ${p} p`).join(' UNION ALL ');
  return `INSERT INTO order_item_${k} (id, order_id, sku, title, quantity, price)
    SELECT ((n + 1) * ${ITEMS_PER_ORDER} + p) * ${TABLES} + ${k}, (n + 1) * ${TABLES} + ${k}, CONCAT('SKU', LPAD((n * 7 + p) % 9973, 7, '0')),
      ${pick(GOODS, 'n + p')}, 1 + n % 3, 9.90 + (n + p) % 900
    FROM numbers CROSS JOIN (${positions}) positions ORDER BY n, p`;
}
