import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE_FOLDER } from './programs.ts';
import type { ServerHandle } from './server-handle.ts';

const LIBRARY = join(CACHE_FOLDER, 'faketime', 'libfaketime.so.1');

/** Whether a server's clock can be set here; setup unpacks what that needs on Debian. */
export const canSetClocks = existsSync(LIBRARY);

/** The clock of one server. */
export interface ServerClock {
  /** For `startServer`. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets it so many seconds ahead of this computer's and waits until the server has it. */
  set(server: ServerHandle, seconds: number): Promise<void>;
}

/** A clock that begins `seconds` ahead; `folder` holds the file by which it is set. */
export async function openClock(folder: string, seconds: number): Promise<ServerClock> {
  const file = join(folder, `clock-${Math.random().toString(36).slice(2)}`);
  const write = async (ahead: number) => {
    await writeFile(`${file}.new`, `${ahead < 0 ? '' : '+'}${ahead}\n`);
    await rename(`${file}.new`, file);
  };
  await write(seconds);
  return {
    env: {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
    },
    set: async (server, ahead) => {
      await write(ahead);
      for (;;) {
        const told = Number(await server.client('SELECT UNIX_TIMESTAMP(NOW(6))')) - Date.now() / 1000;
        if (Math.abs(told - ahead) < 0.5) return;
        await sleep(100);
      }
    },
  };
}
