import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVolume } from '../../electron/engine/archive/open-volume.ts';
import { readPlainFrames } from '../../electron/engine/archive/read-frames.ts';
import { type IncrementalOptions, runIncremental } from '../../electron/engine/backup/run-incremental.ts';
import type { WrittenSet } from '../../electron/engine/backup/write-set.ts';
import type { Segment } from '../../shared/binlog-range.ts';
import type { Shard } from '../../shared/cluster.ts';
import { backUp, temporaryFolder } from '../support/round-trip.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { FLAVOURS } from '../support/servers.ts';

const run = promisify(execFile);

function incremental(
  shards: readonly Shard[],
  to: string,
  more: Partial<IncrementalOptions> = {},
): Promise<WrittenSet> {
  return runIncremental({
    cluster: { name: 'test', shards },
    to,
    kind: 'incremental',
    method: 'hot',
    compression: 'fast',
    volumeBytes: 1 << 30,
    ...more,
  });
}

/** A segment as the binary log file that it is. */
async function unpack(folder: string, segment: Segment): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (const part of segment.parts) {
    const volume = await openVolume(join(folder, part.place.volume));
    for await (const { plain } of readPlainFrames(volume, { ...part, rows: part.events })) pieces.push(plain);
    await volume.close();
  }
  return Buffer.concat(pieces);
}

describe.each(FLAVOURS)('the binary log of %s', (flavour) => {
  const servers: TestServer[] = [];
  const shards = () => servers.map((server, i) => server.shard(`s${i}`, { schemas: ['shop'] }));

  beforeAll(async () => {
    servers.push(...(await Promise.all([startServer({ flavour }), startServer({ flavour })])));
    for (const server of servers)
      await server.client('CREATE DATABASE shop; CREATE TABLE shop.orders (id INT AUTO_INCREMENT PRIMARY KEY, v INT)');
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const insert = (server: TestServer | undefined, rows = 10) =>
    server?.client('INSERT INTO shop.orders (v) VALUES (1);'.repeat(rows));

  test('is stored from set to set without a gap, and stock tools read it', async () => {
    const to = join(temporaryFolder(), 'destination');
    const full = await backUp(shards(), { to });
    expect(full.manifest.warnings.filter(({ remark }) => remark?.code !== 'new-destination')).toEqual([]);
    await Promise.all(servers.map((server) => insert(server)));
    const one = await incremental(shards(), to);
    await servers[0]?.client('FLUSH BINARY LOGS');
    await insert(servers[0]);
    const two = await incremental(shards(), to);
    expect(one.manifest).toMatchObject({ kind: 'incremental', parent: full.manifest.id, cut: { kind: 'common' } });
    expect(two.manifest).toMatchObject({ kind: 'incremental', parent: one.manifest.id, cut: { kind: 'common' } });
    for (const i of [0, 1]) {
      expect(one.manifest.shards[i]?.binlog?.from).toEqual(full.manifest.shards[i]?.binlog?.to);
      expect(two.manifest.shards[i]?.binlog?.from).toEqual(one.manifest.shards[i]?.binlog?.to);
    }
    const segments = two.manifest.shards[0]?.binlog?.segments ?? [];
    expect(segments).toHaveLength(2); // the server went on to another file in between
    expect(segments.map((segment) => segment.transactions)).toEqual([0, 10]);
    const file = join(temporaryFolder(), 'segment.binlog');
    await writeFile(file, await unpack(two.folder, segments[1] as Segment));
    const reader = flavour === 'mysql' ? join(servers[0]?.programs.client ?? '', '../mysqlbinlog') : 'mariadb-binlog';
    const { stdout } = await run(reader, [
      '--no-defaults',
      '--verify-binlog-checksum',
      '--base64-output=DECODE-ROWS',
      '-v',
      file,
    ]);
    expect(stdout.match(/### INSERT INTO `shop`.`orders`/g)).toHaveLength(10);
  });

  test('is not stored where nothing happened', async () => {
    const to = join(temporaryFolder(), 'destination');
    await backUp(shards(), { to });
    const { manifest, folder } = await incremental(shards(), to);
    expect(manifest.shards.flatMap((shard) => shard.binlog?.segments ?? [])).toEqual([]);
    expect(manifest.volumes).toEqual([]);
    expect(await readdir(folder)).toEqual(['manifest.json', 'manifest.sha256']);
  });
});
