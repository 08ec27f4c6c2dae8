import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { LineCounter } from 'yaml';
import { type Cluster, ClusterFile, type Shard, type ShardEntry } from '../../../shared/cluster.ts';
import { EngineError, misuse } from '../engine-error.ts';
import { FILE_LIMITS, readRegularSync } from '../open-regular.ts';
import { fieldName, lineOf, type Mistake, syntaxMistakes, toMistakes } from './cluster-file-mistakes.ts';
import { parseYaml, valuesOf } from './parse-yaml.ts';

/** What a cluster file may reach besides what is its own: it may come from elsewhere, and names the servers too. */
export interface AllowedSecrets {
  /** Environment variables whose names do not begin with SHARDKEEP_. */
  readonly env?: readonly string[];
  /** Files outside of the cluster file's folder. */
  readonly passwordFiles?: boolean;
}

/**
 * Reads a cluster file (YAML, or JSON, which is YAML) and resolves its passwords. Paths in it are relative to the file.
 * Throws `bad-input` that names the file and, for every mistake, line and field; no message ever holds a value of the file.
 */
export function readClusterFile(
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  allowed: AllowedSecrets = {},
): Cluster {
  const lines = new LineCounter();
  const document = parseYaml(readText(path), lines);
  if ('text' in document) throw badFile(path, [document]);
  const syntax = syntaxMistakes(document, lines);
  if (syntax.length > 0) throw badFile(path, syntax);
  const parsed = ClusterFile.safeParse(valuesOf(document));
  if (!parsed.success) throw badFile(path, toMistakes(parsed.error.issues, document, lines));

  const mistakes: Mistake[] = [];
  const shards = parsed.data.shards.map((entry, index): Shard => {
    const folder = dirname(resolve(path));
    const password = resolvePassword(entry, folder, env, allowed);
    if (typeof password === 'string') return toShard(entry, password, folder);
    const field = ['shards', index, password.field];
    mistakes.push({ line: lineOf(field, document, lines), field: fieldName(field), text: password.text });
    return toShard(entry, '', folder);
  });
  if (mistakes.length > 0) throw badFile(path, mistakes);
  return { name: parsed.data.name, shards };
}

function readText(path: string): string {
  try {
    return readRegularSync(path, FILE_LIMITS.cluster);
  } catch (cause) {
    throw misuse(`The cluster file ${path} cannot be read.`, {
      next: 'Check the path.',
      where: { file: path },
      cause,
    });
  }
}

/** The password itself, or what is wrong with the field that should lead to it. */
function resolvePassword(
  entry: ShardEntry,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  allowed: AllowedSecrets,
): string | Pick<Mistake, 'field' | 'text'> {
  if (entry.passwordEnv !== undefined) {
    if (!/^SHARDKEEP_/i.test(entry.passwordEnv) && !allowed.env?.includes(entry.passwordEnv))
      return {
        field: 'passwordEnv',
        text: `names ${entry.passwordEnv}; only variables that begin with SHARDKEEP_ are read, or those that --allow-env names`,
      };
    return (
      env[entry.passwordEnv] ?? {
        field: 'passwordEnv',
        text: `names the environment variable ${entry.passwordEnv}, which is not set`,
      }
    );
  }
  if (entry.passwordFile !== undefined) {
    const file = resolve(folder, entry.passwordFile);
    try {
      if (!allowed.passwordFiles && !isInside(realpathSync(folder), realpathSync(file)))
        return {
          field: 'passwordFile',
          text: `names ${file}, which is outside of the cluster file’s folder; --allow-password-files reads it all the same`,
        };
      return (
        readRegularSync(file, FILE_LIMITS.small)
          .replace(/^\uFEFF/, '')
          .split(/\r?\n/, 1)[0] ?? ''
      );
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof EngineError) return { field: 'passwordFile', text: error.failure.message };
      const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
      return { field: 'passwordFile', text: `names ${file}, which ${reason}` };
    }
  }
  return entry.password ?? '';
}

function isInside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function toShard(entry: ShardEntry, password: string, folder: string): Shard {
  const { name, host, port, user, schemas, tls } = entry;
  const files = (['ca', 'cert', 'key', 'serverKey'] as const).flatMap((field) => {
    const file = tls?.[field];
    return file === undefined ? [] : [[field, resolve(folder, file)]];
  });
  return {
    name,
    host,
    port,
    user,
    password,
    ...(schemas ? { schemas } : {}),
    ...(tls ? { tls: { mode: tls.mode, ...Object.fromEntries(files) } } : {}),
  };
}

/** Further ones are counted: a file that is something else altogether would be repeated field by field. */
const MOST_SHOWN = 20;

function badFile(path: string, mistakes: readonly Mistake[]): EngineError {
  const say = ({ line, field, text }: Mistake) => `line ${line}: ${field === '' ? text : `${field}: ${text}`}`;
  const [first] = mistakes;
  const shown = mistakes.slice(0, MOST_SHOWN).map((mistake) => `  ${say(mistake)}`);
  if (mistakes.length > MOST_SHOWN) shown.push(`  and ${mistakes.length - MOST_SHOWN} more`);
  const message =
    mistakes.length === 1 && first
      ? `The cluster file ${path} cannot be used: ${say(first)}.`
      : `The cluster file ${path} has ${mistakes.length} mistakes:\n${shown.join('\n')}`;
  return misuse(message, {
    next: `Correct ${basename(path)}.`,
    where: { file: path, ...(first && first.field !== '' ? { field: first.field } : {}) },
  });
}
