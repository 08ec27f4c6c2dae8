import { createHash } from 'node:crypto';
import type { ChunkPart } from '../../../shared/manifest.ts';
import { heldVolumes } from '../archive/held-volumes.ts';
import { type DecodedFrame, readFrames } from '../archive/read-frames.ts';
import { volumePath } from '../archive/volume-path.ts';
import { fail } from '../engine-error.ts';
import type { LoadTask } from '../lane/lane-protocol.ts';
import type { Session } from '../mysql/connect.ts';
import { loadData } from '../mysql/load-data.ts';
import { quoteTable } from '../mysql/quote.ts';
import { RowSum } from '../mysql/row-sum.ts';
import type { Tally } from '../progress.ts';
import { loadTarget } from '../schema/select-columns.ts';
import { hasEmptyField, isLeftOutWhenEmpty } from './empty-geometry.ts';
import { insertStatements, PACKET_OVERHEAD } from './insert-rows.ts';

/** Warnings kept per chunk, so that a table where every row warns does not fill memory. */
const KEPT_WARNINGS = 5;

/**
 * Loads one chunk in one transaction: all rows arrive and their hash is the recorded one, or none do.
 * Returns the rows loaded and the server's warnings; whether a warning did harm is decided by reading back.
 */
export async function loadChunk(
  session: Session,
  task: LoadTask,
  tally: Tally,
): Promise<{ rows: number; warnings: string[]; rowSum?: string }> {
  if (task.history) await session.query('SET SESSION system_versioning_insert_history=1');
  await session.query('START TRANSACTION');
  try {
    const hash = createHash('sha256');
    const sum = task.sum ? new RowSum() : undefined;
    const warnings: string[] = [];
    let rows = 0;
    for (const part of task.parts) {
      const loaded = await inVolume(task.folder, part, (frames) =>
        loadPart(session, task, counted(frames, { hash, sum, tally }), warnings),
      );
      if (loaded !== part.rows)
        throw fail(
          'rows-missing',
          { loaded, rows: part.rows, table: `${task.schema}.${task.table}` },
          becauseOfWarning(warnings[0]),
        );
      rows += loaded;
    }
    if (hash.digest('hex') !== task.sha256) throw fail('table-altered', { table: `${task.source}.${task.table}` });
    await session.query('COMMIT');
    return { rows, warnings, ...(sum && { rowSum: sum.digest() }) };
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function loadPart(
  session: Session,
  task: LoadTask,
  frames: AsyncIterable<DecodedFrame>,
  warnings: string[],
): Promise<number> {
  switch (task.way) {
    case 'load-data': {
      const mayBeEmpty = task.columns.flatMap((one, place) =>
        isLeftOutWhenEmpty(one, session.flavour) ? [place] : [],
      );
      if (mayBeEmpty.length === 0) return loadFile(session, task, bytesOf(frames), warnings);
      let rows = 0;
      for await (const { tsv } of frames)
        rows += await (hasEmptyField(tsv, mayBeEmpty)
          ? insertRows(session, task, tsv, warnings)
          : loadFile(session, task, [tsv], warnings));
      return rows;
    }
    case 'insert': {
      let rows = 0;
      for await (const { tsv } of frames) rows += await insertRows(session, task, tsv, warnings);
      return rows;
    }
  }
}

async function loadFile(
  session: Session,
  { schema, table, columns }: LoadTask,
  tsv: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  warnings: string[],
): Promise<number> {
  const { columnList, set } = loadTarget(columns, session.flavour);
  const sql = `LOAD DATA LOCAL INFILE 'shardkeep' INTO TABLE ${quoteTable(schema, table)} CHARACTER SET binary ${columnList} ${set}`;
  const ok = await loadData(session, sql, tsv);
  if (ok.warnings > 0) await keepWarnings(session, warnings);
  return Number(/Records: (\d+)/.exec(ok.info)?.[1] ?? 0) - Number(/Skipped: (\d+)/.exec(ok.info)?.[1] ?? 0);
}

async function insertRows(session: Session, task: LoadTask, tsv: Uint8Array, warnings: string[]): Promise<number> {
  let rows = 0;
  for (const statement of insertStatements(tsv, { ...task, flavour: session.flavour })) {
    if (statement.length + PACKET_OVERHEAD > task.maxStatement)
      throw fail('packet-too-small', { table: `${task.schema}.${task.table}` });
    const ok = await session.execute(statement);
    rows += Number(ok.affectedRows);
    if (ok.warnings > 0) await keepWarnings(session, warnings);
  }
  return rows;
}

async function keepWarnings(session: Session, kept: string[]): Promise<void> {
  for (const row of await session.texts(`SHOW WARNINGS LIMIT ${KEPT_WARNINGS}`))
    if (kept.length < KEPT_WARNINGS) kept.push(`${row.Code}: ${row.Message}`);
}

async function* bytesOf(frames: AsyncIterable<DecodedFrame>): AsyncGenerator<Uint8Array> {
  for await (const { tsv } of frames) yield tsv;
}

async function* counted(
  frames: AsyncIterable<DecodedFrame>,
  { hash, sum, tally }: { hash: ReturnType<typeof createHash>; sum: RowSum | undefined; tally: Tally },
): AsyncGenerator<DecodedFrame> {
  for await (const frame of frames) {
    hash.update(frame.tsv);
    sum?.add(frame.tsv);
    tally.add(frame.raw, frame.stored, frame.rows);
    yield frame;
  }
}

/** Opens the volume of a part for `use`, which reads its frames. */
export async function inVolume<T>(
  folder: string,
  part: ChunkPart,
  use: (frames: AsyncGenerator<DecodedFrame>) => Promise<T>,
): Promise<T> {
  return heldVolumes.use(volumePath(folder, part.place.volume), (volume) => use(readFrames(volume, part)));
}

/** LOAD DATA leaves out what would be an error of INSERT, and says in a warning, `number: words`, which. */
function becauseOfWarning(warning: string | undefined): { cause?: string; errno?: number } {
  return warning === undefined ? {} : { cause: warning, errno: Number.parseInt(warning, 10) };
}
