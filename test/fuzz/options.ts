import fc from 'fast-check';
import { parseInstant } from '../../electron/cli/parse-instant.ts';
import {
  collectGlobs,
  collectPairs,
  parseChoice,
  parseCount,
  parseVolumeSize,
} from '../../electron/cli/parse-options.ts';
import { parsePoint } from '../../electron/cli/parse-point.ts';
import { MAX_VOLUME_BYTES } from '../../electron/engine/archive/volume-size.ts';
import { matchesObject } from '../../shared/glob.ts';
import { mayHoldSecret, parseDsnList } from '../../shared/parse-dsn-list.ts';
import { demand, type FuzzTarget, orNamed } from './fuzz-target.ts';
import { applyChanges, changes } from './mutate.ts';

const valid = fc.constantFrom(
  ...['2026-11-29T10:00:00Z', '2026-02-30 24:00+25:00', '0-1-2', 's0/0-1-123', 'a@b=c@d', '1GiB', '500 mb', '1e9', '7'],
  ...['3e11fa47-71ca-11e1-9e33-c80aa9429562:night:5', 'shop_*.order_?', 'before release', '*'.repeat(80), '０', '0x10'],
);
const argument = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.tuple(valid, changes).map(([text, list]) => applyChanges(Buffer.from(text), list).toString()),
  fc.tuple(valid, fc.nat({ max: 3000 })).map(([text, times]) => text.repeat(times)),
  valid,
);

const ISO = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/;

function tryAll(text: string): void {
  const count = orNamed(() => parseCount('--lanes', 1, 64)(text));
  demand(count === undefined || (Number.isInteger(count) && count >= 1 && count <= 64), `--lanes ${count}`);
  const size = orNamed(() => parseVolumeSize(text));
  demand(size === undefined || (Number.isInteger(size) && size >= 1 << 20 && size <= MAX_VOLUME_BYTES), `size ${size}`);
  const choice = orNamed(() => parseChoice('--kind', ['full', 'incremental'])(text));
  demand(choice === undefined || choice === text, `${choice}`);
  const at = orNamed(() => parseInstant('--at')(text));
  demand(at === undefined || (ISO.test(at) && Number.isFinite(Date.parse(at))), `--at ${at}`);
  const point = orNamed(() => parsePoint(text));
  demand(point?.kind !== 'mark' || !/[/\\\p{Cc}]/u.test(point.name), 'a mark that is no file’s name');
  const pairs = orNamed(() => collectPairs('--map')(text, undefined));
  for (const [from, to] of pairs ?? []) demand(`${from}=${to}` === text && from !== '' && to !== '', '--map');
  const globs = orNamed(() => collectGlobs('--only')(text, undefined));
  if (globs) orNamed(() => matchesObject(globs, 'a'.repeat(64), 'a'.repeat(64)));
}

const piece = fc.constantFrom(
  ...['mysql://', 'u', ':', 'p%40', '@', 'db', '{0..3}', '.lan', '[::1]', ':3306', '/', 'shop_', '{a,b}', '?x=y', '\n'],
  ...[
    'host=',
    'user: ',
    'password = ',
    'DB_HOST=',
    '[client]',
    '#',
    'mysql -h ',
    '-P',
    '-p',
    "'",
    '"',
    ' ',
    ';',
    '{',
    '..',
  ],
);
const list = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.tuple(piece, fc.nat({ max: 3000 })).map(([one, times]) => one.repeat(times)),
  fc.tuple(fc.array(piece, { maxLength: 5 }), fc.nat({ max: 600 })).map(([some, times]) => some.join('').repeat(times)),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** What is typed on the command line or pasted into the page: taken as it is meant, or refused with words. */
export const options: FuzzTarget[] = [
  { name: 'options', property: fc.property(argument, tryAll) },
  {
    name: 'pasted-lists',
    property: fc.property(list, (text) => {
      const { shards, mistakes } = orNamed(() => parseDsnList(text, { user: 'root', port: 3306 })) ?? {
        shards: [],
        mistakes: [],
      };
      const lines = text.split(/\r?\n/).length;
      demand(
        mistakes.every(({ line }) => line >= 1 && line <= lines),
        'a mistake in no line',
      );
      demand(
        shards.every(({ port, host }) => Number.isInteger(port) && port >= 1 && port <= 65_535 && host !== ''),
        'a shard that is no address',
      );
      for (const line of text.split('\n')) orNamed(() => mayHoldSecret(line));
    }),
  },
];
