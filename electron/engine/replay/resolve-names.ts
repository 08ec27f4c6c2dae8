import type { ObjectKind } from '../../../shared/manifest.ts';
import { quoteName, quoteTable } from '../mysql/quote.ts';
import { isUsersSchema } from '../schema/list-schemas.ts';
import type { Edit } from './edit.ts';
import type { ReplayOptions, ReplayRoute, TablePlace } from './replay-options.ts';
import type { NamePlace, QualifierPlace } from './token-reader.ts';

/** True for the schemas that every server has for itself: what is in them belongs to one server. */
export function isSystemSchema(schema: string): boolean {
  return schema !== '' && !isUsersSchema(schema);
}

/** A name as the source resolved it, and what it becomes on the target; null: nothing there. */
export interface ResolvedName {
  readonly place: NamePlace;
  readonly source: TablePlace;
  readonly target: TablePlace | null;
}

/** Resolves names of one statement: `schema` is the session's default, `table` the schema of what is defined. */
export class Names {
  readonly #route: ReplayOptions['route'];
  readonly #schema: string;

  constructor(route: ReplayOptions['route'], schema: string) {
    this.#route = route;
    this.#schema = schema;
  }

  /** The session's default schema on the target; null: it has none there. */
  get schema(): string | null {
    return this.schemaOf(this.#schema);
  }

  /** The session had a default schema that is not restored. */
  get isElsewhere(): boolean {
    return this.#schema !== '' && this.schema === null;
  }

  get route(): 'same' | ReplayRoute {
    return this.#route;
  }

  resolve(place: NamePlace, table = this.#schema): ResolvedName {
    const schema = place.schema ?? (place.within === 'table' ? table : this.#schema);
    const source = { schema, table: place.name };
    return { place, source, target: routeTo(this.#route, source) };
  }

  /** What a schema is called on the target; null where it is not restored. */
  schemaOf(schema: string): string | null {
    if (schema === '' || isSystemSchema(schema)) return null;
    return this.#route === 'same' ? schema : (this.#route.schema(schema)?.schema ?? null);
  }

  /** What of these the target had before and keeps, as a refusal; null where all of them are the restore's. */
  refuseKept(kind: ObjectKind, names: readonly ResolvedName[]): { kind: 'refuse'; why: string } | null {
    const route = this.#route;
    if (route === 'same') return null;
    const found = names.find(({ target }) => target && route.kept?.(target.schema, kind, target.table));
    return found?.target ? { kind: 'refuse', why: keptWhy(`${found.target.schema}.${found.target.table}`) } : null;
  }

  /** Nothing where an object keeps its name and its default schema, so that a statement stays as it was written. */
  edit({ place, source, target }: ResolvedName): Edit[] {
    const isSame = target?.schema === source.schema && target.table === source.table;
    // Without a schema it follows the table that is defined, whatever that is called.
    const follows = place.schema === null && place.within === 'table' && target?.table === source.table;
    if (!target || follows || (isSame && (place.schema !== null || !this.isElsewhere))) return [];
    return [{ start: place.start, end: place.end, text: quoteTable(target.schema, target.table) }];
  }

  /** Its text leaves the schema to the session also on the target. */
  isBare(name: ResolvedName): boolean {
    return name.place.schema === null && name.place.within === 'session' && this.edit(name).length === 0;
  }

  /** The same for a schema in front of a dot. */
  editQualifier({ name, start, end }: QualifierPlace): Edit[] {
    const target = this.schemaOf(name);
    return target === null || target === name ? [] : [{ start, end, text: quoteName(target) }];
  }
}

/** Why something of the log is not done to `what`, which is the target's own. */
export function keptWhy(what: string): string {
  return `it is about ${what}, which the target had before and which is none of what is restored`;
}

function routeTo(route: 'same' | ReplayRoute, place: TablePlace): TablePlace | null {
  if (isSystemSchema(place.schema)) return null;
  return route === 'same' ? place : route.object(place.schema, place.table);
}

/** A list of tables or views without those that stay. */
export function keepOnly(own: readonly ResolvedName[], wanted: readonly ResolvedName[]): Edit {
  const text = wanted.flatMap(({ target }) => (target ? quoteTable(target.schema, target.table) : [])).join(', ');
  return { start: own[0]?.place.start ?? 0, end: own.at(-1)?.place.end ?? 0, text };
}
