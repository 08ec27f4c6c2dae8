import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BINLOG_MAGIC, HEADER_BYTES } from '../../electron/engine/binlog/event.ts';
import type { ReplayEvent } from '../../electron/engine/replay/replay-options.ts';
import type { ServerHandle } from './server-handle.ts';

/** The events of a server's binary log files in their order, from the first byte of the first one. */
export async function* logEvents(server: ServerHandle): AsyncGenerator<ReplayEvent> {
  const folder = join(server.folder, 'data');
  const files = (await readdir(folder)).filter((name) => /^binlog\.\d+$/.test(name)).sort();
  for (const file of files) yield* fileEvents(join(folder, file), file);
}

async function* fileEvents(path: string, file: string): AsyncGenerator<ReplayEvent> {
  let rest = Buffer.alloc(0);
  let end = BINLOG_MAGIC.length;
  let skip = BINLOG_MAGIC.length;
  for await (const chunk of createReadStream(path, { highWaterMark: 4 << 20 })) {
    rest = Buffer.concat([rest, (chunk as Buffer).subarray(skip)]);
    skip = 0;
    let at = 0;
    while (rest.length - at >= HEADER_BYTES) {
      const length = rest.readUInt32LE(at + 9);
      if (rest.length - at < length) break;
      end += length;
      yield { bytes: Buffer.from(rest.subarray(at, at + length)), file, end };
      at += length;
    }
    rest = rest.subarray(at);
  }
}
