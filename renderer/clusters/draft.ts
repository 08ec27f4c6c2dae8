import type { TlsOptions } from '../../shared/cluster.ts';
import type { ClusterDraft, ClusterProfile, ShardDraft } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import { mayHoldSecret, type ParsedShard } from '../../shared/parse-dsn-list.ts';

/** A shard while it is edited: numbers and lists as they are typed. */
export interface ShardInput {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly password: string;
  readonly hasPassword: boolean;
  /** Id of the shard this one was duplicated from, whose kept password it takes over. */
  readonly passwordFrom: string | null;
  /** A reload took the password that was typed; nothing of it is kept anywhere in the page. */
  readonly passwordLost: boolean;
  /** Comma-separated globs; empty for all. */
  readonly schemas: string;
  readonly tls: TlsOptions['mode'];
  /** Paths of certificates as they are typed; an empty one is none. */
  readonly tlsFiles: Omit<TlsOptions, 'mode'>;
}

export interface DraftState {
  readonly id: string | null;
  readonly name: string;
  readonly shards: readonly ShardInput[];
  /** A pasted list of servers that was not taken over yet. */
  readonly pasted: string;
}

/** A change of the list of shards. */
export type ShardsAction =
  | { readonly type: 'change'; readonly shard: ShardInput }
  | { readonly type: 'add'; readonly shards: readonly ShardInput[] }
  | { readonly type: 'duplicate'; readonly shard: ShardInput }
  /** One password for all shards that a reload took it from. */
  | { readonly type: 'password'; readonly password: string }
  | { readonly type: 'remove'; readonly id: string };

/** The shards after a change; those that it does not concern stay the same objects. */
export function changeShards(shards: readonly ShardInput[], action: ShardsAction): readonly ShardInput[] {
  switch (action.type) {
    case 'change':
      return shards.map((one) => (one.id === action.shard.id ? action.shard : one));
    case 'add':
      return [...shards, ...action.shards];
    case 'duplicate':
      return [...shards, duplicate(action.shard, shards.length)];
    case 'password':
      return shards.map((one) => (one.passwordLost ? { ...one, password: action.password, passwordLost: false } : one));
    case 'remove':
      return shards.filter((one) => one.id !== action.id);
    default:
      return assertNever(action);
  }
}

/** Another server of the same kind: everything but id, name and host; the kept password is taken over by reference. */
function duplicate(shard: ShardInput, count: number): ShardInput {
  const from = shard.hasPassword ? shard.id : shard.passwordFrom;
  return { ...shard, id: emptyShard().id, name: `s${count}`, host: '', passwordFrom: from };
}

/** A message beside a field: `name`, `pasted`, `shards`, or `<shard id>.<field>`. */
export type Mistakes = Readonly<
  Record<string, 'needName' | 'needShard' | 'needField' | 'badPort' | 'sameName' | 'notAdded' | 'typeAgain'>
>;

export function emptyShard(): ShardInput {
  return {
    id: crypto.randomUUID(),
    name: '',
    host: '',
    port: '3306',
    user: '',
    password: '',
    hasPassword: false,
    passwordFrom: null,
    passwordLost: false,
    schemas: '',
    tls: 'preferred',
    tlsFiles: {},
  };
}

export function fromProfile({ id, name, shards }: ClusterProfile): DraftState {
  return {
    id,
    name,
    pasted: '',
    shards: shards.map((shard) => ({
      ...emptyShard(),
      id: shard.id,
      name: shard.name,
      host: shard.host,
      port: String(shard.port),
      user: shard.user,
      hasPassword: shard.hasPassword,
      schemas: (shard.schemas ?? []).join(', '),
      tls: shard.tls?.mode ?? 'preferred',
      tlsFiles: filesOf(shard.tls),
    })),
  };
}

function filesOf(tls: TlsOptions | undefined): Omit<TlsOptions, 'mode'> {
  if (!tls) return {};
  const { mode: _, ...files } = tls;
  return files;
}

/** Shards of a pasted list, with names that the draft does not have yet. */
export function fromParsed(
  parsed: readonly ParsedShard[],
  taken: readonly ShardInput[],
  password: string,
): ShardInput[] {
  const names = new Set(taken.map(({ name }) => name.toLowerCase()));
  return parsed.map((shard) => {
    let { name } = shard;
    for (let n = 0; names.has(name.toLowerCase()); n++) name = `s${n}`;
    names.add(name.toLowerCase());
    return {
      ...emptyShard(),
      name,
      host: shard.host,
      port: String(shard.port),
      user: shard.user,
      password: shard.password ?? password,
      schemas: (shard.schemas ?? []).join(', '),
      ...(shard.tls === undefined ? {} : { tls: shard.tls }),
    };
  });
}

/** What has to be corrected before the draft can be tested or saved. */
export function findMistakes({ name, shards, pasted }: DraftState): Mistakes {
  const mistakes: Record<string, Mistakes[string]> = {};
  if (name.trim() === '') mistakes.name = 'needName';
  if (pasted.trim() !== '') mistakes.pasted = 'notAdded';
  else if (shards.length === 0) mistakes.shards = 'needShard';
  const names = Map.groupBy(shards, nameOf);
  for (const shard of shards) {
    for (const field of ['name', 'host', 'user'] as const)
      if (shard[field].trim() === '') mistakes[`${shard.id}.${field}`] = 'needField';
    const port = Number(shard.port);
    if (!Number.isInteger(port) || port < 1 || port > 65535) mistakes[`${shard.id}.port`] = 'badPort';
    if (shard.passwordLost) mistakes[`${shard.id}.password`] = 'typeAgain';
    if ((names.get(nameOf(shard)) ?? []).length > 1 && shard.name.trim() !== '')
      mistakes[`${shard.id}.name`] = 'sameName';
  }
  return mistakes;
}

const CHECKED = ['name', 'host', 'port', 'user', 'password', 'schemas'] as const;
export type CheckedField = (typeof CHECKED)[number];

/** What the fields of one shard are drawn from. */
export interface DrawnShard {
  readonly shard: ShardInput;
  readonly index: number;
  /** Of the whole draft. */
  readonly mistakes: Mistakes;
  /** What its test found. */
  readonly test: unknown;
}

/** The mistake in one field of a shard. */
export function mistakeIn({ mistakes, shard }: DrawnShard, field: CheckedField): Mistakes[string] | undefined {
  return mistakes[`${shard.id}.${field}`];
}

/** Whether nothing of a shard has changed: of sixty-four, a key press draws one anew. */
export function isDrawnAlike(before: DrawnShard, after: DrawnShard): boolean {
  return (
    before.shard === after.shard &&
    before.index === after.index &&
    before.test === after.test &&
    CHECKED.every((field) => mistakeIn(before, field) === mistakeIn(after, field))
  );
}

function nameOf({ name }: ShardInput): string {
  return name.trim().toLowerCase();
}

/** The shard as the contract wants it. */
export function toShardDraft(shard: ShardInput): ShardDraft {
  const schemas = shard.schemas
    .split(',')
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '');
  return {
    id: shard.id,
    name: shard.name.trim(),
    host: shard.host.trim(),
    port: Number(shard.port),
    user: shard.user,
    ...(shard.password === '' ? {} : { password: shard.password }),
    ...(shard.password === '' && shard.passwordFrom !== null ? { passwordFrom: shard.passwordFrom } : {}),
    ...(schemas.length === 0 ? {} : { schemas }),
    ...tlsOf(shard),
  };
}

/** What a shard says of its encryption; nothing where all is as it would be without. */
function tlsOf({ tls, tlsFiles }: ShardInput): Pick<ShardDraft, 'tls'> {
  const files = Object.entries(tlsFiles).flatMap(([name, path = '']) =>
    path.trim() === '' ? [] : [[name, path.trim()] as const],
  );
  return tls === 'preferred' && files.length === 0 ? {} : { tls: { ...Object.fromEntries(files), mode: tls } };
}

export function toClusterDraft({ id, name, shards }: DraftState): ClusterDraft {
  return { ...(id === null ? {} : { id }), name: name.trim(), shards: shards.map(toShardDraft) };
}

/** Nothing is lost on a reload but passwords, which are kept nowhere in the page. */
export function keepDraft(key: string, draft: DraftState): void {
  sessionStorage.setItem(key, JSON.stringify(withoutPasswords(draft)));
}

/** The draft as it may be kept: shards say that their password was there, pasted lines lose it. */
export function withoutPasswords(draft: DraftState): DraftState {
  return {
    ...draft,
    pasted: draft.pasted
      // Up to the last @ of the line: a password with one in it is no valid line, and a password all the same.
      .replace(/^(\s*(?:[\w:]+:\/\/)?[^:@/\s]*):.*@/gm, '$1@')
      .replace(/(password=)[^&\s]*/gi, '$1')
      .split('\n')
      .map((line) => (mayHoldSecret(line) ? '' : line))
      .join('\n'),
    shards: draft.shards.map((shard) => ({
      ...shard,
      password: '',
      passwordLost: shard.passwordLost || shard.password !== '',
    })),
  };
}

export function keptDraft(key: string): DraftState | null {
  const text = sessionStorage.getItem(key);
  if (text === null) return null;
  try {
    return JSON.parse(text) as DraftState; // written by keepDraft in this very tab
  } catch {
    return null;
  }
}
