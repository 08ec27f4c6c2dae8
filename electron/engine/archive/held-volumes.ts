import { type OpenVolume, openVolume } from './open-volume.ts';

/** Volumes that nobody reads at the moment and that stay open all the same. */
const IDLE = 4;

interface HeldVolume {
  readonly volume: Promise<OpenVolume>;
  users: number;
}

/**
 * Volumes that stay open from one chunk to the next: the directory of one with ten thousand small tables takes as long to
 * read as hundreds of them, and each of these would read it anew.
 */
export class HeldVolumes {
  /** The one that was used last stands last. */
  readonly #held = new Map<string, HeldVolume>();
  readonly #open: typeof openVolume;

  constructor(open = openVolume) {
    this.#open = open;
  }

  /** Opens a volume for `use`, unless it is open. */
  async use<T>(path: string, use: (volume: OpenVolume) => Promise<T>): Promise<T> {
    const held = this.#held.get(path) ?? { volume: this.#open(path), users: 0 };
    this.#held.delete(path);
    this.#held.set(path, held);
    held.users++;
    let opened = false;
    try {
      const volume = await held.volume;
      opened = true;
      return await use(volume);
    } finally {
      held.users--;
      // What could not be opened may be there the next time.
      if (!opened && this.#held.get(path) === held) this.#held.delete(path);
      await this.#closeBeyond(IDLE);
    }
  }

  /** Closes what nobody reads. */
  async close(): Promise<void> {
    await this.#closeBeyond(0);
  }

  async #closeBeyond(most: number): Promise<void> {
    const idle = [...this.#held].filter(([, { users }]) => users === 0);
    const old = idle.slice(0, Math.max(0, idle.length - most));
    for (const [path] of old) this.#held.delete(path);
    // It was only read from: what a drive says to the end of that changes nothing.
    for (const [, { volume }] of old) await volume.then((one) => one.close()).catch(() => {});
  }
}

/** Those of this thread. */
export const heldVolumes = new HeldVolumes();
