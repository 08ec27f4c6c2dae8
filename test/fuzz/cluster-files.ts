import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { readClusterFile } from '../../electron/engine/cluster/read-cluster-file.ts';
import { EngineError } from '../../electron/engine/engine-error.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';
import { applyChanges, changes } from './mutate.ts';

/** Letters that stand nowhere else: a message that holds them has repeated a password. */
const SECRET = 'qZxJ7vKw';
const VALID = `name: shop
shards:
  - name: s0
    host: db1
    port: 3306
    user: app
    password: ${SECRET}
    schemas: [shop, "shop_*"]
    tls: {mode: verify, ca: ca.pem}
  - &second {name: s1, host: db2, user: app, passwordEnv: SHARDKEEP_PW}
`;

const piece = fc.constantFrom(
  ...['name: ', 'shards:', '- ', 'host: h', '&a ', '*a', '[', ']', '{', '}', '"', "'", ':', '\n', '  ', '<<: *a', '? '],
  ...[
    '!!js/function ',
    '!!binary ',
    '|\n',
    '>\n',
    'port: 1',
    '%YAML 1.2\n',
    '---\n',
    '...\n',
    '\t',
    '#',
    'user: u',
    '~',
  ],
  ...[
    `password: ${SECRET}\n`,
    `passwordFile: ${SECRET}\n`,
    '0x10',
    '1e999',
    '\u2028',
    '\0',
    ',',
    '\uFEFF',
    'passwordEnv: ',
  ],
);
const pieces = fc.array(piece, { maxLength: 50 });
const short = fc.oneof(
  pieces.map((list) => list.join('')),
  changes.map((list) => applyChanges(Buffer.from(VALID), list).toString()),
);
/** Deep, wide and repeated: what takes a reader's stack or its time. */
const long = fc.oneof(
  fc
    .tuple(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.nat({ max: 40_000 }), pieces)
    .map(([some, times, behind]) => some.join('').repeat(times) + behind.join('')),
  fc
    .tuple(fc.nat({ max: 20_000 }), fc.constantFrom('k', '- &a', '? k', ' k', '- *a #'))
    .map(([count, start]) => `a: &a [x]\n${Array.from({ length: count }, (_, i) => `${start}${i}: 1\n`).join('')}`),
);

const text = fc.oneof({ weight: 60, arbitrary: short }, { weight: 1, arbitrary: long });

const folder = mkdtempSync(join(tmpdir(), 'shardkeep-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'cluster.yaml');

/** A cluster file is a cluster, or its mistakes are named with their lines, without a value of it. */
export const clusterFiles: FuzzTarget[] = [
  {
    name: 'cluster-files',
    property: fc.property(text, (content) => {
      writeFileSync(file, content);
      let message = '';
      const cluster = orNamed(() => {
        try {
          return readClusterFile(file, { SHARDKEEP_PW: 'x' });
        } catch (error) {
          if (error instanceof EngineError) message = error.failure.message;
          throw error;
        }
      });
      demand(cluster === undefined || cluster.shards.length > 0, 'a cluster without shards');
      // A file that is named by what stands there is named: passwordFile leads to it.
      demand(content.includes('passwordFile') || !message.includes(SECRET), 'a password in a message');
      demand(message.length < 20_000, `a message of ${message.length} characters`);
    }),
  },
];
