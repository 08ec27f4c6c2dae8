import { createHash, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { makeRestoreKey, readRestoreKey } from '../archive/restore-key.ts';
import type { Session } from '../mysql/connect.ts';
import { FILE_LIMITS } from '../open-regular.ts';
import type { LogPosition } from '../replay/replay-options.ts';
import { placeIn } from '../store/store-at.ts';
import { putFileAt, readFileAt, removeFileAt } from '../store/whole-files.ts';
import { notePlace } from './restore-note.ts';
import type { ShardScope } from './select-scope.ts';

/**
 * What a restore to one target writes down beside the set: what it seals with is another key each time it is begun anew,
 * and its log is applied at least up to here. Whoever can write to the target only cannot put an earlier state back.
 */
const RestoreRun = z.object({
  run: z.string().regex(/^[0-9a-f]{64}$/),
  reached: z.object({ file: z.string(), position: z.int() }).exactOptional(),
});

/** With what a restore to one target seals what it writes down there. */
export interface RestoreSeal {
  readonly key: string | undefined;
  readonly reached: LogPosition | undefined;
  /** Where it writes down how far it is; undefined on a drive that nothing can be written to. */
  readonly file: string | undefined;
  readonly run: string | undefined;
}

interface Target {
  readonly scope: ShardScope;
  readonly session: Session;
}

/** As earlier runs of restores from this copy of the set have left it. */
export async function readSeals(folder: string, targets: readonly Target[]): Promise<RestoreSeal[]> {
  const key = await readRestoreKey(folder);
  return Promise.all(targets.map((target) => readSeal(fileOf(folder, target), key)));
}

/** For a restore that begins anew: nothing that was sealed before holds any more. */
export async function beginSeals(folder: string, targets: readonly Target[]): Promise<RestoreSeal[]> {
  const key = (await readRestoreKey(folder)) ?? (await makeRestoreKey(folder));
  const seals: RestoreSeal[] = [];
  for (const target of targets) {
    const file = fileOf(folder, target);
    const run = randomBytes(32).toString('hex');
    if (key !== undefined) await writeRun(file, { run });
    seals.push(await readSeal(file, key));
  }
  return seals;
}

/** What is done with is written down no more. */
export async function endSeals(seals: readonly RestoreSeal[]): Promise<void> {
  for (const { file } of seals) if (file !== undefined) await removeFileAt(file).catch(() => {});
}

async function readSeal(file: string, key: string | undefined): Promise<RestoreSeal> {
  const known = key === undefined ? undefined : await readRun(file);
  // Restores of earlier versions have none.
  if (!known || key === undefined) return { key, reached: undefined, file: undefined, run: undefined };
  const own = createHmac('sha256', key).update(known.run).digest('hex');
  return { key: own, reached: known.reached, file, run: known.run };
}

async function readRun(file: string): Promise<z.infer<typeof RestoreRun> | undefined> {
  try {
    return RestoreRun.parse(JSON.parse((await readFileAt(file, FILE_LIMITS.small)).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** A drive that cannot be written to does not keep a restore from running. */
async function writeRun(file: string, content: z.infer<typeof RestoreRun>): Promise<void> {
  await putFileAt(file, `${JSON.stringify(content)}\n`).catch(() => {});
}

/** Known again by another way to the server: one without a uuid by what it calls itself. The dot keeps it out of the set. */
function fileOf(folder: string, { scope, session: { identity } }: Target): string {
  const { uuid, host, port, folder: data } = identity;
  const { schema, table, id } = notePlace(scope, undefined);
  const named = JSON.stringify([uuid === '' ? [host, port, data] : uuid, schema, table, id]);
  return placeIn(folder, `.restore-run-${createHash('sha256').update(named).digest('hex').slice(0, 16)}`);
}

/** How long what is reached may go unwritten. */
const EVERY_MS = 2000;

/** Writes down beside the set how far a log is applied, now and then. */
export class ReachedMark {
  readonly #file: string;
  readonly #run: string;
  #written: LogPosition | undefined;
  #at = Number.NEGATIVE_INFINITY;

  constructor(file: string, run: string) {
    this.#file = file;
    this.#run = run;
  }

  /** Nothing to wait for while the last time is not long ago. */
  note(reached: LogPosition): Promise<void> | undefined {
    if (performance.now() - this.#at < EVERY_MS) return undefined;
    return this.write(reached);
  }

  /** Writes it down at once, where that has changed. */
  async write({ file, position }: LogPosition): Promise<void> {
    if (this.#written?.file === file && this.#written.position === position) return;
    this.#written = { file, position };
    await writeRun(this.#file, { run: this.#run, reached: this.#written });
    this.#at = performance.now();
  }
}
