import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { ADMIN, type ServerHandle } from '../support/server-handle.ts';

/** An object of a server, such as a table. */
export interface Named {
  readonly schema: string;
  readonly name: string;
}

export interface DumpLines {
  /** How often each line is in the dump, by `schema.object: line`. */
  readonly counts: ReadonlyMap<string, number>;
  /** What stands in the parentheses of each CREATE TABLE, in its order and without commas, by `schema.object`. */
  readonly definitions: ReadonlyMap<string, readonly string[]>;
}

/** Longer lines are shortened and hashed. */
const SHOWN = 400;

/** Lines that only say how the next ones are to be read. */
const SETTING = /^\/\*!\d+ SET |^\/\*M!\d+ SET |^SET @|^DELIMITER /;
/** Events are restored disabled. */
const EVENT_STATE = /( ON COMPLETION (?:NOT )?PRESERVE) (?:ENABLE|DISABLE ON SLAVE|DISABLE ON REPLICA|DISABLE)\b/;
const PROGRAM =
  /^(?:\/\*!50003 CREATE\*\/ .*?\/\*!50003 TRIGGER|CREATE (?:DEFINER=`.*?`@`.*?` )?(?:PROCEDURE|FUNCTION|PACKAGE(?: BODY)?)) (`(?:[^`]|``)+`|[^\s(]+)/i;
const OBJECT =
  /^(?:(?:DROP|CREATE) (?:TABLE|VIEW|SEQUENCE) (?:IF (?:NOT )?EXISTS )?|INSERT (?:IGNORE )?INTO |\/\*!50001 (?:DROP (?:VIEW|TABLE) IF EXISTS|CREATE TABLE|VIEW) |\/\*!50106 DROP EVENT IF EXISTS )`((?:[^`]|``)+)`/;

/**
 * What the stock dump program says of these schemas, without the objects in `leftOut`. Rows of tables without a key come in
 * any order. A charset's own collation behind it is left out (`collations` has ` CHARACTER SET c COLLATE own`), and a
 * charset in front of another of its collations: MySQL prints both only where a statement named them, and CREATE … SELECT
 * names neither.
 */
export async function dumpLines(
  server: ServerHandle,
  schemas: readonly string[],
  leftOut: readonly Named[],
  collations: ReadonlySet<string>,
): Promise<DumpLines> {
  const counts = new Map<string, number>();
  const definitions = new Map<string, string[]>();
  let schema = '';
  let object = '';
  const without = leftOut.map((one) => `--ignore-table=${one.schema}.${one.name}`);
  for await (const raw of linesOf(server, [...without, '--databases', ...schemas])) {
    if (raw === '' || SETTING.test(raw)) continue;
    if (/^(?:USE|CREATE DATABASE) /.test(raw)) object = '';
    schema = /^USE `(.*)`;$/.exec(raw)?.[1] ?? schema;
    object = OBJECT.exec(raw)?.[1] ?? PROGRAM.exec(raw)?.[1]?.replaceAll('`', '') ?? object;
    const line = raw
      .replace(EVENT_STATE, '$1')
      .replace(/;;$/, ';')
      .replaceAll(/( CHARACTER SET \w+)( COLLATE \w+)/g, (both, charset: string, collation: string) =>
        collations.has(both) ? charset : collation,
      );
    const defined = /^ {2}(?=[`A-Z])/.test(line);
    const whole = defined ? line.replace(/,$/, '') : line;
    const short = whole.length <= SHOWN ? whole : `${whole.slice(0, SHOWN)}… ${sha256(whole)}`;
    const key = `${schema}.${object}: ${short}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!defined) continue;
    const lines = definitions.get(`${schema}.${object}`) ?? [];
    lines.push(short);
    definitions.set(`${schema}.${object}`, lines);
  }
  return { counts, definitions };
}

/**
 * Lines that one side has more often than the other, `-` for the source's, and definitions whose lines come in another
 * order on the target, `~` and the lines that moved.
 */
export function differingLines(before: DumpLines, after: DumpLines): { object: string; line: string }[] {
  const all = new Set([...before.counts.keys(), ...after.counts.keys()]);
  const lines = [...all].flatMap((key) => {
    const more = (before.counts.get(key) ?? 0) - (after.counts.get(key) ?? 0);
    const at = key.indexOf(': ');
    return more === 0 ? [] : [{ object: key.slice(0, at), line: `${more > 0 ? '-' : '+'}${key.slice(at + 1)}` }];
  });
  const listed = new Set(lines.map(({ object }) => object));
  const moved = [...before.definitions].flatMap(([object, there]) => {
    const here = after.definitions.get(object) ?? [];
    const others = there.filter((line, place) => line !== here[place]);
    return listed.has(object) || others.length === 0 ? [] : [{ object, line: `~ ${others.join(' |')}` }];
  });
  return [...lines, ...moved];
}

/** The dump's lines, byte for byte. */
async function* linesOf(server: ServerHandle, args: readonly string[]): AsyncGenerator<string> {
  const own = {
    mysql: ['--set-gtid-purged=OFF', '--column-statistics=0', '--no-tablespaces'],
    mariadb: ['--dump-history'],
  };
  const what = ['--routines', '--events', '--triggers', '--hex-blob', '--skip-extended-insert', '--complete-insert'];
  const quiet = [
    '--skip-comments',
    '--skip-dump-date',
    '--skip-lock-tables',
    '--skip-add-locks',
    '--skip-disable-keys',
  ];
  const child = spawn(
    server.programs.dump,
    [
      '--no-defaults',
      `--user=${ADMIN.user}`,
      `--socket=${server.socket}`,
      '--default-character-set=utf8mb4',
      ...[...own[server.flavour], ...what, ...quiet, '--force', ...args],
    ],
    { env: { ...process.env, MYSQL_PWD: ADMIN.password }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let rest: Buffer[] = [];
  for await (const part of child.stdout as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = part.indexOf(0x0a); end >= 0; end = part.indexOf(0x0a, from)) {
      yield Buffer.concat([...rest, part.subarray(from, end)]).toString('latin1');
      rest = [];
      from = end + 1;
    }
    rest.push(part.subarray(from));
  }
}

function sha256(line: string): string {
  return createHash('sha256').update(line, 'latin1').digest('hex').slice(0, 16);
}
