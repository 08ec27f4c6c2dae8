import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Other people's programs that are compared; null where one is not installed. */
export interface Peers {
  /** Named by the environment: MYDUMPER and MYLOADER. */
  readonly newMydumper: string | null;
  readonly newMyloader: string | null;
  /** On PATH: what the distribution has. */
  readonly oldMydumper: string | null;
  readonly oldMyloader: string | null;
  readonly zstd: string | null;
}

/** Finds what is there; the benchmark leaves out the rest and says so. */
export async function findPeers(): Promise<Peers> {
  return {
    newMydumper: process.env.MYDUMPER || null,
    newMyloader: process.env.MYLOADER || null,
    oldMydumper: await onPath('mydumper'),
    oldMyloader: await onPath('myloader'),
    zstd: await onPath('zstd'),
  };
}

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter((one) => one !== '')) {
    const path = join(folder, name);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return null;
}
