import { hash } from 'node:crypto';
import type { Column } from '../../../shared/manifest.ts';
import type { readFrames } from '../archive/read-frames.ts';
import type { ComputedTask } from '../lane/lane-protocol.ts';
import { selectChunk } from '../lane/select-chunk.ts';
import type { Session } from '../mysql/connect.ts';
import { readRows } from '../mysql/row-stream.ts';
import { RowSum } from '../mysql/row-sum.ts';
import { inVolume } from './load-chunk.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;

/** True for a table in which some columns are computed and stored, and others are not. */
export function hasComputed(columns: readonly Column[]): boolean {
  return columns.some(({ as }) => as === 'computed') && columns.some(({ as }) => as !== 'computed');
}

/**
 * The computed columns whose stored values are others on the target than in the set, where all else of the rows is the
 * same; null where that differs too. Rows are compared in any order: a key may hold such a column.
 */
export async function differingComputed(session: Session, task: ComputedTask): Promise<readonly string[] | null> {
  const { columns } = task.selection;
  const wanted = new ComputedSums(columns);
  for (const part of task.parts)
    await inVolume(task.folder, part, async (frames: ReturnType<typeof readFrames>) => {
      for await (const { tsv } of frames) wanted.add(tsv);
    });
  const found = new ComputedSums(columns);
  for await (const { tsv } of readRows(session, selectChunk(task.selection, session.flavour))) found.add(tsv);
  if (wanted.data() !== found.data()) return null;
  return columns.filter((_, at) => wanted.column(at) !== found.column(at)).map(({ name }) => name);
}

/** Sums of rows without what was computed, and with one such column each. */
class ComputedSums {
  #data = new RowSum();
  #columns: ReadonlyMap<number, RowSum>;

  constructor(columns: readonly Column[]) {
    this.#columns = new Map(columns.flatMap(({ as }, at) => (as === 'computed' ? [[at, new RowSum()] as const] : [])));
  }

  add(tsv: Uint8Array): void {
    for (let start = 0; start < tsv.length; ) {
      const end = tsv.indexOf(NEWLINE, start);
      this.#addRow(tsv.subarray(start, end));
      start = end + 1;
    }
  }

  data(): string {
    return this.#data.digest();
  }

  column(at: number): string {
    return this.#columns.get(at)?.digest() ?? '';
  }

  #addRow(row: Uint8Array): void {
    const data: Uint8Array[] = [];
    const computed: { sum: RowSum; field: Uint8Array }[] = [];
    for (let at = 0, start = 0; start <= row.length; at++) {
      const tab = row.indexOf(TAB, start);
      const field = row.subarray(start, tab < 0 ? row.length : tab);
      const sum = this.#columns.get(at);
      if (sum) computed.push({ sum, field });
      else data.push(field, SEPARATOR);
      start += field.length + 1;
    }
    const rest = Buffer.concat(data);
    this.#data.add(line(rest));
    for (const { sum, field } of computed) sum.add(line(rest, field));
  }
}

const SEPARATOR = Uint8Array.of(TAB);

/** What a row sum takes for a row: the hash of these bytes, so that long ones are not copied again. */
function line(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.from(`${parts.map((part) => hash('sha256', part)).join('\t')}\n`);
}
