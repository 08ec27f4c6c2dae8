import { ExceptionKind } from '../../../shared/manifest.ts';
import type { QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { holdsMomentsBetween, namesMomentsBetween } from './moments.ts';
import type { OpenResult } from './open-results.ts';
import { type Doubts, readDoubts } from './read-doubts.ts';
import { programKind, type ReadStatementOptions, type Statement } from './read-statement.ts';
import type { TablePlace } from './replay-options.ts';
import type { RowOrder } from './row-order.ts';
import type { SourceZone } from './source-zone.ts';
import { statementHead } from './statement-head.ts';

type Reading = Omit<ReadStatementOptions, 'decode'>;
type DefinitionStatement = Extract<Statement, { kind: 'table' | 'program' | 'schema' }>;

/** A statement that is about to run, or that an earlier run has run. */
export interface WatchedStatement {
  readonly query: QueryEvent;
  readonly statement: DefinitionStatement;
  readonly reading: Reading;
  /** When it began. */
  readonly seconds: number;
  /** What it is about, by the target's names. */
  readonly places: readonly TablePlace[];
}

/** What was seen before a statement; `after` is to be called when it has run. */
export interface WatchedRun {
  /** `SYSTEM` of the source. */
  readonly zone: string;
  readonly after: () => Promise<void>;
}

/** Looks at each definition of a log for what may come out differently than on the source, and remembers it by name. */
export class DoubtWatch {
  readonly #session: Session;
  readonly #zone: SourceZone;
  readonly #order: RowOrder;
  readonly #open = new Map<string, OpenResult>();
  /** Schemas whose default charset the log has, or may have, changed, and the session that did. */
  readonly #recharged = new Map<string, number>();

  constructor(session: Session, zone: SourceZone, order: RowOrder) {
    this.#session = session;
    this.#zone = zone;
    this.#order = order;
  }

  /** What may differ, in this run or an earlier one. */
  get found(): readonly OpenResult[] {
    return [...this.#open.values()];
  }

  /** To be called before a statement runs. */
  async before(watched: WatchedStatement): Promise<WatchedRun> {
    const { statement, query, reading, places } = watched;
    const [first] = places;
    if (statement.kind === 'table' && statement.verb === 'alter' && first) {
      const { values, numbers, sequences } = readDoubts(query.sql, reading);
      if (values !== null) this.#noteValues(watched, values, sequences);
      if (numbers && !(await this.#order.isKept(sourceName(statement, query.schema), first)))
        this.#note(watched, { code: 'open-numbers' });
    }
    this.#noteOrder(watched);
    this.#noteCharset(watched);
    return this.#watchZone(watched);
  }

  /** Rows were written whose stored generated columns the server computes, under a session that is not known for certain. */
  computed(place: TablePlace): void {
    this.#open.set(JSON.stringify([place.schema, place.table]), {
      place,
      kind: 'table',
      why: { code: 'open-generated' },
    });
  }

  /** For a statement that an earlier run has run: what cannot be looked at any more is doubted. */
  review(watched: WatchedStatement): void {
    const { statement, query, reading, seconds } = watched;
    if (statement.kind === 'table' && statement.verb === 'alter') {
      const { values, numbers, sequences } = readDoubts(query.sql, reading);
      if (values !== null) this.#noteValues(watched, values, sequences);
      if (numbers && this.#order.isLost(sourceName(statement, query.schema)))
        this.#note(watched, { code: 'open-numbers' });
    }
    this.#noteOrder(watched);
    this.#noteCharset(watched);
    if (this.#dependsOnZone(watched) && this.#zone.at(seconds).between !== undefined)
      this.#note(watched, { code: 'open-zone' });
  }

  async #watchZone(watched: WatchedStatement): Promise<WatchedRun> {
    const { name: zone, between } = this.#zone.at(watched.seconds);
    const nothing = { zone, after: async () => {} };
    if (between === undefined || !this.#dependsOnZone(watched)) return nothing;
    const { query, reading, places, statement } = watched;
    const tables = statement.kind === 'table' && statement.verb !== 'create' ? places : [];
    const holds = async () =>
      between !== null &&
      namesMomentsBetween(query.sql, reading, between) &&
      (await holdsMomentsBetween(this.#session, tables, between));
    if (!(await holds())) {
      this.#note(watched, { code: 'open-zone' });
      return nothing;
    }
    return {
      zone,
      after: async () => {
        if (!(await holds())) this.#note(watched, { code: 'open-zone' });
      },
    };
  }

  /** Only a statement that asks for the zone has it in the log. Of programs, events say when they run. */
  #dependsOnZone({ query, statement }: WatchedStatement): boolean {
    if (query.status.timeZone !== 'SYSTEM') return false;
    return statement.kind === 'table' || (statement.kind === 'program' && statement.what === 'EVENT');
  }

  /**
   * A session whose default schema another one alters goes on with the charset from before until it says USE again, and the
   * log does not tell which sessions these were. MySQL takes it for parameters and variables of routines alone.
   */
  #noteCharset(watched: WatchedStatement): void {
    const { statement, query } = watched;
    const namesCharset = CHARSET.test(query.sql.toString('latin1'));
    if (statement.kind === 'schema') {
      const schema = statement.name?.name ?? query.schema;
      // One that is made anew has its charset from then on, but for sessions that were in it; whoever dropped it is in none.
      const changes = statement.verb === 'drop' || REPLACES.test(query.sql.toString('latin1'));
      if (changes || (statement.verb === 'alter' && namesCharset)) this.#recharged.set(schema, query.threadId);
    } else if (statement.verb === 'create' && !(statement.kind === 'table' && namesCharset)) {
      if (statement.kind === 'program' && statement.what === 'VIEW') return; // it has no charset of the schema's
      const [name] = statement.names;
      const isMySql = this.#session.flavour === 'mysql';
      if (isMySql && !(statement.kind === 'program' && TYPED.test(query.sql.toString('latin1')))) return;
      const schema = isMySql ? query.schema : (name?.schema ?? query.schema);
      // Only a session whose default schema it is can have an old one, and whose change it was has the new one.
      const by = this.#recharged.get(schema);
      if (schema === query.schema && by !== undefined && by !== query.threadId)
        this.#note(watched, { code: 'open-charset' });
    }
  }

  #noteOrder({ statement, query }: WatchedStatement): void {
    if (statement.kind !== 'table') return;
    const { verb, names, inner } = statement;
    const sorted = verb === 'alter' && /\border\s+by\b/i.test(query.sql.toString('latin1'));
    const emptied = verb === 'drop' || verb === 'truncate' || verb === 'create';
    this.#order.changed(
      [...names, ...(verb === 'alter' ? inner : [])],
      query.schema,
      emptied ? 'emptied' : sorted ? 'sorted' : 'other',
    );
  }

  /** Where a sequence stands after it follows from how many rows the server gave a value. */
  #noteValues(watched: WatchedStatement, what: string, sequences: Doubts['sequences']): void {
    this.#note(watched, { code: 'open-values', what });
    const [, ...named] = watched.places;
    for (const place of named) {
      const isMoved = sequences.some(({ name }) => name === place.table);
      // One reason is enough.
      const isNoted = this.found.some(
        ({ kind, place: { schema, table } }) => kind === 'sequence' && schema === place.schema && table === place.table,
      );
      if (isMoved && !isNoted) this.#note({ ...watched, places: [place] }, { code: 'open-values', what }, 'sequence');
    }
  }

  #note(
    { places, statement, query }: WatchedStatement,
    why:
      | { readonly code: 'open-values'; readonly what: string }
      | { readonly code: 'open-numbers' | 'open-zone' | 'open-charset' },
    kind: OpenResult['kind'] = statement.kind === 'program' ? kindOf(statement.what) : 'table',
  ): void {
    const [place] = places;
    if (!place) return;
    const key = JSON.stringify([place.schema, place.table, why]);
    if (!this.#open.has(key))
      this.#open.set(key, { place, kind, why: { ...why, statement: statementHead(query.sql) } });
  }
}

/** Of what has a body. */
function kindOf(what: string): OpenResult['kind'] {
  return ExceptionKind.catch('event').parse(programKind(what));
}

/** Types of parameters and variables that have a charset. */
const TYPED = /\b(?:n?(?:var)?char|(?:tiny|medium|long)?text|enum|set)\b/i;

/** CREATE OR REPLACE DATABASE; comments can stand between its words. */
const REPLACES = /^\W*create\b.*?\bor\b.*?\breplace\b/is;

/** Where a statement names a charset itself; one of a column alone leaves the table’s own to the schema. */
const CHARSET = /\b(?:charset|character\s+set|collate)\b/i;

function sourceName(statement: Extract<Statement, { kind: 'table' }>, schema: string): string {
  const [name] = statement.names;
  return `${name?.schema ?? schema}.${name?.name ?? ''}`;
}
