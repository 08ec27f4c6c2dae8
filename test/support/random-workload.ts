import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../../electron/engine/engine-error.ts';
import { connect, type Flavour, type Session } from '../../electron/engine/mysql/connect.ts';
import { definitionStatements, firstStatements, rowStatement } from './random-statements.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import type { ServerHandle } from './server-handle.ts';

/** `rows`: neither definitions nor XA, for what must not meet them. */
type Mode = 'rows' | 'all';

const WRITERS = 4;

/** Settings of a writer's session, of the kind that changes what is logged. */
const SETTINGS: Readonly<Record<Flavour, readonly string[]>> = {
  mariadb: ["binlog_row_image='MINIMAL'", "binlog_row_image='NOBLOB'", "binlog_row_image='FULL'", "time_zone='+05:00'"],
  mysql: [
    "binlog_row_image='MINIMAL'",
    "binlog_row_image='NOBLOB'",
    'binlog_transaction_compression=1',
    "time_zone='+05:00'",
  ],
};

/**
 * Writers that run random transactions and changes of definitions on all shards, out of one seed. Their order among each
 * other is the servers', so the same seed gives the same kinds of statements and not the same rows.
 */
export class RandomWorkload {
  readonly counts = { done: 0, refused: 0, transactions: 0, xa: 0 };
  mode: Mode = 'rows';
  /** Sessions in which MariaDB does not log all that REPLACE changes (backup-warnings.ts). */
  readonly #withoutReplace = new Set<Session>();
  #paused: Promise<void> | undefined;
  #resume = () => {};
  #idle = 0;
  #stopped = false;
  #writers: Promise<unknown> = Promise.resolve();

  /** Creates the tables anew and begins to write. */
  async start(servers: readonly ServerHandle[], seed: number): Promise<void> {
    for (const server of servers) await server.client(`${firstStatements().join(';')};`);
    this.#writers = Promise.all(
      Array.from({ length: WRITERS }, (_, i) => this.#write(servers, i, seededRandom(seed * WRITERS + i))),
    );
    this.#writers.catch(() => {}); // whoever waits for the writers is told
  }

  /** Resolves when nothing is under way on any shard but XA transactions that wait for their decision. */
  async pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#paused = promise;
    this.#resume = resolve;
    while (this.#idle < WRITERS) await Promise.race([pause(5), this.#writers]);
  }

  resume(): void {
    this.#paused = undefined;
    this.#idle = 0;
    this.#resume();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.resume();
    await this.#writers;
  }

  async #rest(): Promise<void> {
    if (!this.#paused) return;
    this.#idle++;
    await this.#paused;
  }

  async #write(servers: readonly ServerHandle[], writer: number, random: Random): Promise<void> {
    const sessions = await Promise.all(servers.map((server) => connect(server.shard('writer'))));
    for (const session of sessions) {
      await session.query('SET SESSION lock_wait_timeout=1, innodb_lock_wait_timeout=1');
      const setting = random.pick(SETTINGS[session.flavour]);
      await session.query(`SET SESSION ${setting}`);
      if (session.flavour === 'mariadb' && /MINIMAL|NOBLOB/.test(setting)) this.#withoutReplace.add(session);
      await session.query('USE shop');
    }
    for (let round = 0; !this.#stopped; round++) {
      await this.#rest();
      const session = random.pick(sessions);
      const kind = random.below(this.mode === 'all' ? 100 : 75);
      if (kind < 20) await this.#run(session, rowStatement(random));
      else if (kind < 75) await this.#transaction(session, random);
      else if (kind < 90) for (const sql of definitionStatements(random)) await this.#run(session, sql);
      else await this.#global(random.chance(70) ? sessions : [session], `g${writer}-${round}`, random);
    }
    await Promise.all(sessions.map((session) => session.close()));
  }

  /** Runs a statement; false when the server refused it. */
  async #run(session: Session, sql: string): Promise<boolean> {
    if (this.#withoutReplace.has(session) && sql.startsWith('REPLACE')) return true;
    try {
      await session.query(sql);
      this.counts.done++;
      return true;
    } catch (error) {
      if (!(error instanceof EngineError) || error.errno === undefined) throw error;
      this.counts.refused++;
      return false;
    }
  }

  /** Ends a transaction, which a backup's lock may hold up for longer than a session waits. */
  async #end(session: Session, sql: string): Promise<void> {
    for (let tries = 0; tries < 10; tries++) if (await this.#run(session, sql)) return;
  }

  async #transaction(session: Session, random: Random): Promise<void> {
    await session.query('BEGIN');
    for (let left = 1 + random.below(5); left > 0; left--) {
      const point = random.chance(30);
      if (point) await session.query('SAVEPOINT here');
      await this.#run(session, rowStatement(random));
      // After a deadlock there is nothing left to go back to.
      if (point && random.chance(50)) await this.#run(session, 'ROLLBACK TO here');
    }
    await this.#end(session, random.chance(85) ? 'COMMIT' : 'ROLLBACK');
    this.counts.transactions++;
  }

  /** A global transaction over these shards, with time for a pause between its preparing and its decision. */
  async #global(sessions: readonly Session[], name: string, random: Random): Promise<void> {
    const id = `'${name}','b',1`;
    const onePhase = sessions.length === 1 && random.chance(40);
    for (const session of sessions) {
      await session.query(`XA START ${id}`);
      for (let left = 1 + random.below(3); left > 0; left--) await this.#run(session, rowStatement(random));
    }
    let whole = true;
    for (const session of sessions) whole = (await this.#run(session, `XA END ${id}`)) && whole;
    if (onePhase && whole) await this.#run(sessions[0] as Session, `XA COMMIT ${id} ONE PHASE`);
    else if (whole) {
      for (const session of sessions) whole = (await this.#run(session, `XA PREPARE ${id}`)) && whole;
      await this.#rest();
      const decision = whole && random.chance(75) ? 'COMMIT' : 'ROLLBACK';
      for (const session of sessions) await this.#end(session, `XA ${decision} ${id}`);
      this.counts.xa++;
    } else for (const session of sessions) await this.#run(session, `XA ROLLBACK ${id}`);
  }
}
