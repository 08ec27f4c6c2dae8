import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import type { z } from 'zod';

/** One small JSON file of the data folder. Reads are from memory, writes are atomic. */
export interface Stored<T> {
  get(): T;
  set(value: T): void;
}

/**
 * Opens `<folder>/<name>.json`, readable by this user only. A file that cannot be understood is set aside as
 * `<name>.unreadable-<time>.json` and the defaults are used: the app must start, and nobody's file is thrown away.
 */
export function openStore<T extends Record<string, unknown>>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  defaults: T,
): Stored<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const make = () => new Store<Record<string, unknown>>({ name, cwd: folder, configFileMode: 0o600 });
  const file = join(folder, `${name}.json`);
  const setAside = () => renameSync(file, join(folder, `${name}.unreadable-${Date.now()}.json`));
  let store: Store<Record<string, unknown>>;
  try {
    store = make();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    setAside();
    store = make();
  }
  let value = defaults;
  if (store.size > 0) {
    const parsed = schema.safeParse(store.store);
    if (parsed.success) value = parsed.data;
    else setAside();
    if (process.platform !== 'win32' && parsed.success) chmodSync(store.path, 0o600); // files written before keep theirs
  }
  return {
    get: () => value,
    set: (next) => {
      store.store = next;
      value = next;
    },
  };
}
