import { encodeName } from '../../../shared/entry-name.ts';
import type { Volume } from '../../../shared/manifest.ts';
import type { LaneVolumes } from '../archive/lane-volumes.ts';
import { defect, fail, locate } from '../engine-error.ts';
import type { LaneCall, LaneCalls } from '../lane/lane-protocol.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';
import { readSnapshotPosition } from '../mysql/read-position.ts';
import { Tally } from '../progress.ts';
import { countPartitions } from '../schema/count-partitions.ts';
import { lookAtEveryRow, openTablesUnchanged, prepareForLoad, skipBinlog } from '../schema/session-settings.ts';
import { readContent } from './read-content.ts';

/** Seconds a reader waits behind an ALTER TABLE before the table is given up; the servers' own limits are a day and a year. */
const READ_LOCK_SECONDS = 30;

/** MariaDB keeps metadata locks at a savepoint as long as the session could write to the binary log; ours never writes. */
async function prepareForSnapshot(session: Session): Promise<void> {
  await session.query(`SET SESSION lock_wait_timeout=${READ_LOCK_SECONDS}`);
  await openTablesUnchanged(session);
  await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  if (session.flavour === 'mariadb') await session.query('SET SESSION sql_log_bin=0').catch(() => {}); // needs BINLOG ADMIN
}

/**
 * One lane inside its worker thread: a connection, the snapshot it holds, and the volume it writes. What not every run
 * needs is imported by the first call that does: each thread loads all of it anew.
 */
export class Lane {
  #session: Session | undefined;
  /** Reads the binary log. */
  #dump: Session | undefined;
  #volumes: LaneVolumes | undefined;
  #tally = new Tally();
  #onVolume: (volume: Volume) => void;
  #inSnapshot = false;
  /** That a load made the session's default one. */
  #schema: string | undefined;
  /** What lets go of the volumes that it has read. */
  #closeVolumes = async (): Promise<void> => {};
  #aborted = new AbortController();

  constructor(onVolume: (volume: Volume) => void) {
    this.#onVolume = onVolume;
  }

  /** One handler per call; the types keep requests and replies together. */
  readonly handlers: {
    readonly [K in LaneCall]: (request: LaneCalls[K]['request']) => Promise<LaneCalls[K]['reply']>;
  } = {
    connect: async ({ shard, server, purpose, compressed, tally }) => {
      this.#tally = new Tally(tally);
      const { connect } = await import('../mysql/connect.ts');
      this.#session = await connect(shard, { signal: this.#aborted.signal, compressed, server });
      await lookAtEveryRow(this.#session);
      if (purpose === 'load-unlogged') await skipBinlog(this.#session);
      if (purpose === 'read') await prepareForSnapshot(this.#session);
      else await prepareForLoad(this.#session);
      return { flavour: this.#session.flavour };
    },
    snapshot: async () => {
      const session = this.#open();
      await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
      // Writers may be held up until this answers: the savepoint comes behind it on the same line, and need not be waited for.
      session.query('SAVEPOINT shardkeep').catch(() => {}); // without it, going back to it says so
      this.#inSnapshot = true;
      return null;
    },
    position: async () => {
      const session = this.#open();
      return session.flavour === 'mariadb' ? await readSnapshotPosition(session, { gtid: false }) : null;
    },
    target: async ({ folder, prefix, counter, volumeBytes, compression, date }) => {
      const { LaneVolumes } = await import('../archive/lane-volumes.ts');
      this.#volumes = new LaneVolumes({
        folder,
        prefix: encodeName(prefix),
        counter: new Int32Array(counter),
        volumeBytes,
        compression,
        onVolume: this.#onVolume,
        date: new Date(date),
      });
      return null;
    },
    store: async ({ entries }) => {
      const places = [];
      for (const { name, bytes } of entries) places.push(await this.#writer().add(name, Buffer.from(bytes)));
      return places;
    },
    dump: async (request) => {
      const entry = this.#writer().chunk(request.base);
      const content = await this.#located(request, async () => {
        const read = await readContent(this.#open(), request, async (tsv, rows) => {
          this.#tally.add(tsv.length, await entry.write(tsv, rows), rows);
        });
        await this.#forgetTables();
        return read;
      }).catch(async (error) => {
        // The entry is ended in any case: a table that cannot be read must not spoil the volume for the others.
        await entry.end().catch(() => {});
        await this.#forgetTables().catch(() => {});
        throw error;
      });
      return { ...content, parts: await entry.end() };
    },
    finds: (request) =>
      this.#located(request, async () => {
        try {
          return (await this.#open().query(request.query)).length > 0;
        } finally {
          await this.#forgetTables().catch(() => {});
        }
      }),
    count: (request) =>
      this.#located({ schema: request.schema, table: request.name }, async () => {
        try {
          return await countPartitions(this.#open(), request);
        } finally {
          await this.#forgetTables().catch(() => {});
        }
      }),
    capture: async (task) => {
      const { connect } = await import('../mysql/connect.ts');
      const { captureLog } = await import('../capture/capture-log.ts');
      const { shard, server, compressed } = task;
      const dump = await connect(shard, { signal: this.#aborted.signal, compressed, server });
      this.#dump = dump;
      try {
        return await captureLog(dump, this.#volumes, task, new Tally(task.tally));
      } finally {
        dump.destroy();
        this.#dump = undefined;
      }
    },
    takeVolume: async ({ source, volume, logBytes, tally }) => {
      const counted = new Tally(tally);
      const taken = await this.#writer().takeOver(source, volume, this.#aborted.signal, (bytes) =>
        counted.add(Math.round((bytes / volume.bytes) * logBytes), bytes, 0),
      );
      // A link is all of it at once; of a damaged copy nothing is left.
      counted.add(taken ? logBytes - counted.bytes : -counted.bytes, taken ? 0 : -counted.stored, 0);
      return taken;
    },
    closeVolume: async () => {
      await this.#volumes?.close();
      return null;
    },
    load: async (task) => {
      const { loadChunk } = await import('../restore/load-chunk.ts');
      await this.#readVolumes();
      return await this.#located(task, async () => {
        await this.#enter(task.schema);
        return loadChunk(this.#open(), task, this.#tally);
      });
    },
    run: async ({ schema, sql }) => {
      await this.#enter(schema);
      await this.#open().execute(Buffer.from(sql));
      return null;
    },
    replay: async (task) => {
      const { replayTask } = await import('../restore/replay-task.ts');
      return await replayTask(task, new Tally(task.tally), this.#aborted.signal);
    },
    hash: (request) =>
      this.#located(request, () =>
        readContent(this.#open(), request, async (tsv, rows) => this.#tally.add(tsv.length, 0, rows)),
      ),
    differingComputed: async (task) => {
      const { differingComputed } = await import('../restore/compare-computed.ts');
      await this.#readVolumes();
      return await this.#located(task.selection, () => differingComputed(this.#open(), task));
    },
    checkVolume: async ({ tally, ...check }) => {
      const { checkVolume } = await import('../verify/check-volume.ts');
      return await checkVolume(check, new Tally(tally), this.#aborted.signal);
    },
    close: async () => {
      await this.#volumes?.abandon();
      await this.#session?.close();
      await this.#closeVolumes();
      return null;
    },
  };

  /** Ends whatever runs: the connection is cut, and reading files stops. */
  abort(): void {
    this.#aborted.abort();
    this.#session?.destroy();
    this.#dump?.destroy();
  }

  /**
   * Gives back the metadata locks of the tables read so far and keeps the snapshot: an ALTER TABLE need not wait for the
   * end of the run, and the application not for the ALTER TABLE.
   */
  async #forgetTables(): Promise<void> {
    if (this.#inSnapshot) await this.#open().query('ROLLBACK TO SAVEPOINT shardkeep');
  }

  /**
   * Makes the schema the default one of a session that writes: as openTablesUnchanged says, a table has to be opened under
   * one, and what a server leaves out of its log or a replica by the default schema is then decided by the right one.
   */
  async #enter(schema: string): Promise<void> {
    if (this.#schema === schema) return;
    await this.#open().execute(`USE ${quoteName(schema)}`);
    this.#schema = schema;
  }

  async #readVolumes(): Promise<void> {
    const { heldVolumes } = await import('../archive/held-volumes.ts');
    this.#closeVolumes = () => heldVolumes.close();
  }

  #open(): Session {
    if (!this.#session) throw defect('The lane is not connected.');
    return this.#session;
  }

  #writer(): LaneVolumes {
    if (!this.#volumes) throw defect('The lane has no target.');
    return this.#volumes;
  }

  /** Adds shard and table to errors, and tells a lost connection with what it interrupted. */
  async #located<T>(task: { schema: string; table: string }, work: () => Promise<T>): Promise<T> {
    const shard = this.#session?.shard.name ?? '';
    try {
      return await work();
    } catch (error) {
      const located = locate(error, { shard, schema: task.schema, table: task.table });
      if (located.failure.fact?.reason !== 'connection-lost') throw located;
      const { where, cause } = located.failure;
      throw fail('connection-lost-at', { shard, table: `${task.schema}.${task.table}` }, { where, cause });
    }
  }
}
