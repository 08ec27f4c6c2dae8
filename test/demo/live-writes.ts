import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import type { Shard } from '../../shared/cluster.ts';
import { schemaOf, suffixesOf, TABLES } from './demo-schema.ts';

export interface LiveWritesReport {
  /** Business transactions, each committed on two shards. */
  readonly transactions: number;
  /** Milliseconds of the slowest one: what the application felt. */
  readonly slowestMs: number;
  /** Transactions that a server refused (deadlock, lock wait, read-only) and that were given up. */
  readonly refused: number;
}

export interface LiveWrites {
  /** Lets the transactions at work finish, closes the connections, and tells; throws when a writer broke down. */
  stop(): Promise<LiveWritesReport>;
}

/** Orders that the demo places have numbers far above those of the seeded ones. */
const FIRST_ORDER = 1_000_000_000;
const ORDERS_PER_WRITER = 100_000_000;
/** Lock wait, deadlock, read-only (a cold backup): the application would try again later. */
const REFUSALS = new Set([
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
]);

/**
 * Keeps an application at work on the seeded shards: one writer per shard places an order there and credits a friend of
 * the buyer on the next shard, commits both, pauses, and begins again.
 */
export async function startLiveWrites(shards: readonly Shard[], pauseMs: number): Promise<LiveWrites> {
  const stopping = new AbortController();
  const report = { transactions: 0, slowestMs: 0, refused: 0 };
  const writers = shards.map(async (shard, index) => {
    const next = (index + 1) % shards.length;
    const [here, there] = await Promise.all([shard, shards[next] ?? shard].map(open));
    if (!here || !there) return;
    try {
      for (let number = 0; !stopping.signal.aborted; number++) {
        const began = performance.now();
        try {
          await placeOrder({ connection: here, shard: index }, { connection: there, shard: next }, number);
          report.transactions++;
          report.slowestMs = Math.max(report.slowestMs, performance.now() - began);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          await Promise.all([here.query('ROLLBACK'), there.query('ROLLBACK')]);
          report.refused++;
        }
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    } finally {
      here.destroy();
      there.destroy();
    }
  });
  const all = Promise.allSettled(writers);
  return {
    stop: async () => {
      stopping.abort();
      const broken = (await all).find((writer) => writer.status === 'rejected');
      if (broken) throw new Error(`the live writes broke down: ${broken.reason}`);
      return report;
    },
  };
}

interface Side {
  readonly connection: Connection;
  readonly shard: number;
}

async function placeOrder(buyer: Side, friend: Side, number: number): Promise<void> {
  const [k = 0] = suffixesOf(buyer.shard).slice(number % suffixesOf(buyer.shard).length);
  const [f = 0] = suffixesOf(friend.shard);
  const id = (FIRST_ORDER + buyer.shard * ORDERS_PER_WRITER + number) * TABLES + k;
  const user = ((number % 50) + 1) * TABLES + k;
  const steps: readonly [Side, string, unknown[]][] = [
    [
      buyer,
      `INSERT INTO order_${k} (id, order_no, user_id, status, amount, receiver, address, attributes, created_at)
       VALUES (?, ?, ?, 'new', ?, '王小明', '杭州市西湖区文三路 1 号', '{"channel":"app"}', NOW(3))`,
      [id, `LV${String(id).padStart(18, '0')}`, user, (number % 900) + 0.99],
    ],
    [
      buyer,
      `INSERT INTO order_item_${k} (id, order_id, sku, title, quantity, price) VALUES (?, ?, 'SKU0000001', '有机绿茶', 2, 49.50)`,
      [id, id],
    ],
    [buyer, `UPDATE order_${k} SET status = 'paid', paid_at = NOW(3) WHERE id = ?`, [id]],
    [friend, `UPDATE user_${f} SET points = points + 1 WHERE id = ?`, [((number % 50) + 1) * TABLES + f]],
  ];
  await Promise.all([buyer.connection.query('BEGIN'), friend.connection.query('BEGIN')]);
  for (const [side, sql, values] of steps) await side.connection.query(sql, values);
  await Promise.all([buyer.connection.query('COMMIT'), friend.connection.query('COMMIT')]);
}

async function open({ name, host, port, user, password }: Shard): Promise<Connection> {
  const database = schemaOf(Number(name.slice(1)));
  const connection = await createConnection({ host, port, user, password, database, charset: 'utf8mb4' });
  connection.on('error', () => {}); // a line lost during a pause fails the next statement
  return connection;
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && REFUSALS.has(String(error.code));
}
