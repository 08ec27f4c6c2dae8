import { matchesObject } from '../../shared/glob.ts';
import type { Manifest, ObjectKind } from '../../shared/manifest.ts';
import type { RestoreRun } from '../../shared/set-checks.ts';
import { quoteName, quoteTable } from '../engine/mysql/quote.ts';

/** What goes with the thing it belongs to, or is the schema itself. */
const GOES_WITH: ReadonlySet<ObjectKind> = new Set(['database', 'trigger', 'package-body']);

/** The command that does the same restore again. Null where it was chosen per shard, which only the app can ask for. */
export function finishingCommand(run: RestoreRun, from: string, set: string): string | null {
  const { instant, after, mark, scope, names, rename, verify } = run;
  const lists = [...new Set(Object.values(scope ?? {}).map((globs) => JSON.stringify(globs)))];
  if (lists.length > 1) return null;
  const only: readonly string[] = JSON.parse(lists[0] ?? 'null') ?? [];
  const point = instant ?? after ?? mark;
  const moved = Object.entries(names ?? {}).filter(([source, target]) => source !== target);
  const words = [
    ...['shardkeep', 'restore', '--from', from, '--id', set, '--cluster', 'FILE'],
    ...(point === undefined ? [] : ['--at', point]),
    ...moved.flatMap(([source, target]) => ['--map', `${source}=${target}`]),
    ...Object.entries(rename).flatMap(([source, target]) => ['--rename', `${source}=${target}`]),
    ...only.flatMap((glob) => ['--only', glob]),
    ...(verify ? [] : ['--no-verify']),
  ];
  return words.map(shellWord).join(' ');
}

/**
 * The statements that take away what a restore may have made, by server: whole schemas where whole ones were restored, else
 * what was chosen of them. `manifest` is that of the chain's full set.
 */
export function undoStatements(run: RestoreRun, manifest: Manifest): { server: string; statements: string[] }[] {
  return Object.entries(run.targets).flatMap(([name, server]) => {
    const shard = manifest.shards.find((one) => one.name === name);
    if (!shard) return [];
    const globs = run.scope?.[name] ?? null;
    const target = (schema: string) => run.rename[schema] ?? schema;
    const schemas = [...new Set([...shard.objects, ...shard.tables].map(({ schema }) => schema))];
    const statements =
      globs === null
        ? schemas.map((schema) => `DROP DATABASE IF EXISTS ${quoteName(target(schema))};`)
        : shard.objects
            .filter((one) => !GOES_WITH.has(one.kind) && matchesObject(globs, one.schema, one.name))
            .map((one) => `DROP ${one.kind.toUpperCase()} IF EXISTS ${quoteTable(target(one.schema), one.name)};`);
    return [{ server, statements }];
  });
}

/** Plain words stay as they are. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
