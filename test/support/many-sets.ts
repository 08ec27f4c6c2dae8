import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareDestination } from '../../electron/engine/archive/destination.ts';
import type { Manifest, Table } from '../../shared/manifest.ts';
import { APP_VERSION } from '../../shared/version.ts';

/** How a store is made up. */
export interface ManySets {
  readonly cluster: string;
  readonly sets: number;
  readonly shards: number;
  /** In each set, over all shards. */
  readonly tables: number;
  /** The last set's instant; the others are `everyHours` apart before it. */
  readonly newest: Date;
  readonly everyHours: number;
}

const HASH = '0'.repeat(64);
/** Every so many sets one has an exception, and another never came to its end. */
const ODD = 40;

/** Writes a destination of real manifests without their volumes: for lists, which read no volume. Returns the sets' ids, oldest first. */
export async function writeManySets(destination: string, of: ManySets): Promise<string[]> {
  await prepareDestination(destination);
  const ids: string[] = [];
  for (let number = 0; number < of.sets; number++) {
    const at = new Date(of.newest.getTime() - (of.sets - 1 - number) * of.everyHours * 3_600_000);
    const id = `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-full-${number.toString(16).padStart(4, '0')}`;
    ids.push(id);
    const folder = join(destination, of.cluster, id);
    await mkdir(folder, { recursive: true });
    if (number % ODD === ODD - 1) continue;
    const text = `${JSON.stringify(manifestOf(id, at, number, of))}\n`;
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    await Promise.all([
      writeFile(join(folder, 'manifest.json'), text),
      writeFile(join(folder, 'manifest.sha256'), `${hash}  manifest.json\n`),
    ]);
  }
  return ids;
}

function manifestOf(id: string, at: Date, number: number, of: ManySets): Manifest {
  const begun = at.toISOString();
  const odd = number % ODD === ODD / 2;
  const names = Array.from(
    { length: of.shards },
    (_, index) => `s${String(index).padStart(of.shards > 10 ? 2 : 1, '0')}`,
  );
  const perShard = Math.ceil(of.tables / of.shards);
  return {
    format: 'shardkeep-set',
    major: 1,
    minor: 0,
    app: APP_VERSION,
    id,
    kind: 'full',
    method: number % 3 === 0 ? 'warm' : 'hot',
    parent: null,
    cluster: of.cluster,
    state: odd ? 'complete-with-exceptions' : 'complete',
    startedAt: begun,
    finishedAt: new Date(at.getTime() + 95_000).toISOString(),
    cut: { kind: 'per-shard', at: begun, skewMs: 12 },
    shards: names.map((name, index) => ({
      name,
      host: `db${index}.lan`,
      port: 3306,
      flavour: 'mariadb',
      version: '10.11.19-MariaDB',
      uuid: null,
      variables: {},
      snapshot: {
        way: 'positions',
        takenAt: begun,
        binlog: { file: 'binlog.000012', position: 4711 + number, gtid: '' },
        exact: true,
        lockMs: 0,
        lanes: 2,
      },
      schemas: [`${of.cluster}_${index}`],
      objects: [],
      tables: Array.from({ length: perShard }, (_, table) =>
        tableOf(`${of.cluster}_${index}`, index * perShard + table),
      ),
    })),
    volumes: names.map((name) => ({ file: `${name}.0001.zip`, bytes: 3_000_000 + number, sha256: HASH })),
    exceptions: odd
      ? [{ shard: 's0', schema: `${of.cluster}_0`, object: 'order_1', kind: 'table', reason: 'It was dropped.' }]
      : [],
    warnings: [],
    durations: { connect: 40, snapshot: 12, schema: 300, rows: 94_000, finish: 648, total: 95_000 },
  };
}

function tableOf(schema: string, number: number): Table {
  const [rows, bytes] = [1000 + number, 120_000 + number * 7];
  const place = { volume: 's0.0001.zip', entry: `data/${schema}/order_${number}/0.tsv.zst` };
  return {
    schema,
    name: `order_${number}`,
    engine: 'InnoDB',
    columns: [
      { name: 'id', type: 'bigint(20)', dataType: 'bigint', charset: null, nullable: false },
      { name: 'note', type: 'varchar(200)', dataType: 'varchar', charset: 'utf8mb4', nullable: true },
    ],
    key: ['id'],
    keyIndex: 'PRIMARY',
    rows,
    bytes,
    chunks: [
      {
        number: 0,
        from: null,
        to: null,
        rows,
        bytes,
        sha256: HASH,
        parts: [{ place, rows, bytes, storedBytes: 9000, frames: 1 }],
      },
    ],
    history: false,
  };
}
