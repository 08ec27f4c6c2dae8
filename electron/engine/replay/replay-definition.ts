import { assertNever } from '../../../shared/failure.ts';
import { readHeader } from '../binlog/event.ts';
import type { QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteText } from '../mysql/quote.ts';
import { parseVersion } from '../mysql/server-info.ts';
import { claimSchema, ownerOf } from '../schema/claim-schema.ts';
import { findForeignSchema } from '../schema/guard-schemas.ts';
import { isWord, type Token } from '../sql/tokenize-sql.ts';
import type { DoubtWatch, WatchedRun, WatchedStatement } from './doubt-watch.ts';
import type { Edit } from './edit.ts';
import { editDefiner } from './edit-definer.ts';
import { editStatement } from './edit-statement.ts';
import { type LogPlace, olderTarget, refusedStatement, statementInsteadOfRows } from './log-failures.ts';
import { LoggedStatementReader } from './logged-statement-reader.ts';
import { nameCollations } from './name-collations.ts';
import { type OpenGroup, placeOf } from './open-group.ts';
import type { OpenResult } from './open-results.ts';
import { planStatement, type StatementPlan } from './plan-statement.ts';
import { type SettingsContext, settingsOf, unsettableCollations } from './query-settings.ts';
import { type Statement, tokensOf } from './read-statement.ts';
import type { ReadyEvent } from './ready-events.ts';
import type { ReplayOptions } from './replay-options.ts';
import type { Definition } from './replay-steps.ts';
import type { ReplayTally } from './replay-tally.ts';
import type { ReplayTarget } from './replay-target.ts';
import type { RowRoutes } from './route-rows.ts';
import { statementHead } from './statement-head.ts';

/** A statement that defines something. */
export type DefinitionStatement = Extract<Statement, { kind: 'table' | 'program' | 'schema' }>;

/** LOG_EVENT_SUPPRESS_USE_F: the statement does not depend on the default schema. */
const SUPPRESS_USE = 0x08;
/** ER_BAD_TABLE_ERROR, and the same for sequences and views */
const MISSING = [1051, 4091, 4092];
/** MariaDB's binlog_alter_two_phase: an ALTER is logged when it begins, and again when it has ended or failed. */
const ALTER_BEGINS = 2;
const ALTER_FAILED = 8;

/** MariaDB 11.2.1 brought character_set_collations, and other collations than before by default. */
const MARIADB_CHOSEN_COLLATIONS = 110_201;

type Collations = SettingsContext['collations'];

export interface DefinitionParts {
  readonly session: Session;
  readonly target: ReplayTarget;
  readonly routes: RowRoutes;
  readonly tally: ReplayTally;
  readonly options: ReplayOptions;
  readonly collations: Collations;
  readonly doubts: DoubtWatch;
}

/** Runs statements of the log that define something. */
export class Definitions {
  readonly reader: LoggedStatementReader;
  readonly #parts: DefinitionParts;

  constructor(parts: DefinitionParts) {
    this.#parts = parts;
    this.reader = new LoggedStatementReader(parts);
  }

  /** What may have come out differently than on the source. */
  get open(): readonly OpenResult[] {
    return this.#parts.doubts.found;
  }

  /** For a statement that an earlier run has run. */
  review(event: ReadyEvent, query: QueryEvent, statement: DefinitionStatement): void {
    if (!this.counts(query)) return;
    const plan = planStatement(statement, query.schema, placeOf(event), this.#parts.options);
    if (plan.kind === 'run') this.#parts.doubts.review(this.#watched(event.bytes, query, statement, plan));
  }

  #watched(
    event: Buffer,
    query: QueryEvent,
    statement: DefinitionStatement,
    plan: Extract<StatementPlan, { kind: 'run' }>,
  ): WatchedStatement {
    const own =
      statement.kind === 'program'
        ? [{ schema: plan.schema ?? query.schema, table: statement.names[0]?.name ?? '' }]
        : [];
    return {
      query,
      statement,
      reading: this.reader.reading(query),
      seconds: readHeader(event).seconds,
      places: [...plan.tables, ...own],
    };
  }

  /** False for the halves of an ALTER that do nothing by themselves. */
  counts({ status }: QueryEvent): boolean {
    return ((status.gtidFlags ?? 0) & (ALTER_BEGINS | ALTER_FAILED)) === 0;
  }

  /** Runs a statement, leaves it out where it does not concern what is restored, or throws why it cannot be run. */
  async run(
    event: ReadyEvent,
    group: OpenGroup,
    query: QueryEvent,
    statement: DefinitionStatement,
    place: LogPlace,
  ): Promise<void> {
    const { target, routes, tally, options } = this.#parts;
    const plan = planStatement(statement, query.schema, placeOf(event), options);
    switch (plan.kind) {
      case 'skip':
        return tally.skip(plan.reason, place, query.sql);
      case 'rows':
        throw statementInsteadOfRows(place, statementHead(query.sql));
      case 'refuse':
        throw refusedStatement(place, statementHead(query.sql), plan.why);
      case 'run': {
        if (group.steps.length > 0 || group.mode !== 'held')
          throw refusedStatement(place, statementHead(query.sql), 'it stands in the middle of a transaction');
        await this.#expectEmptied(query, statement, plan, place);
        const watch = await this.#watch(event.bytes, query, statement, plan);
        const making = await this.#claimable(query, statement, place);
        const edits = [
          ...plan.edits,
          ...this.#collationEdits(query, statement, place),
          ...this.#definerEdits(query, statement, place),
          ...(making?.edits ?? []),
        ];
        const definition = await this.#prepare(
          event.bytes,
          query,
          statement,
          { ...plan, edits },
          group,
          watch.zone,
          place,
        );
        await this.#guard(definition.sql, query, statement, plan, place);
        const ran = await target.define(definition);
        if (making) await making.claim();
        await watch.after();
        routes.forget();
        tally.ddl++;
        if (!definition.opensTransaction) return;
        group.mode = 'definition';
        group.skipRest = !ran;
        return;
      }
      default:
        return assertNever(plan);
    }
  }

  /**
   * A server says of a MEMORY table that it found it empty. Of any other table it is somebody's DELETE, which runs the
   * table's triggers, as whom they say, and the cascades of foreign keys.
   */
  async #expectEmptied(
    query: QueryEvent,
    statement: DefinitionStatement,
    { tables: [table] }: Extract<StatementPlan, { kind: 'run' }>,
    place: LogPlace,
  ): Promise<void> {
    if (statement.kind !== 'table' || !statement.emptied || !table) return;
    const { session, target } = this.#parts;
    await target.flush();
    await target.asOurselves();
    const [row] = await session.texts(
      `SELECT ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA=${quoteText(table.schema)} AND TABLE_NAME=${quoteText(table.table)}`,
    );
    if (row && row.engine !== 'MEMORY') throw statementInsteadOfRows(place, statementHead(query.sql));
  }

  /**
   * For a statement about a schema, where the run takes away what it made: throws where it is somebody else's. For one that
   * makes it: how it is made only where it is not there at that very moment, and then marked.
   */
  async #claimable(
    query: QueryEvent,
    statement: DefinitionStatement,
    place: LogPlace,
  ): Promise<{ readonly edits: readonly Edit[]; readonly claim: () => Promise<void> } | undefined> {
    const { session, target, options } = this.#parts;
    const { claim, route } = options;
    if (claim === undefined || statement.kind !== 'schema' || !statement.name) return undefined;
    const { name } = statement.name;
    const schema = route === 'same' ? name : (route.schema(name)?.schema ?? name);
    const owner = await ownerOf(session, schema, claim);
    if (owner === 'empty' || owner === 'other')
      throw refusedStatement(
        place,
        statementHead(query.sql),
        `the schema ${schema} is there and somebody else made it`,
      );
    if (owner === 'ours' || statement.verb !== 'create') return undefined;
    return {
      edits: createAnew(tokensOf(query.sql, this.reader.reading(query))),
      claim: async () => {
        await target.asOurselves();
        await claimSchema(session, schema, claim);
      },
    };
  }

  /** Rows that came before it count, so all of them are applied first. */
  async #watch(
    event: Buffer,
    query: QueryEvent,
    statement: DefinitionStatement,
    plan: Extract<StatementPlan, { kind: 'run' }>,
  ): Promise<WatchedRun> {
    const { target, doubts } = this.#parts;
    await target.flush();
    await target.asOurselves();
    return doubts.before(this.#watched(event, query, statement, plan));
  }

  /** The statement as the target runs it. */
  async #prepare(
    event: Buffer,
    query: QueryEvent,
    statement: DefinitionStatement,
    plan: Extract<StatementPlan, { kind: 'run' }>,
    group: OpenGroup,
    zone: string,
    place: LogPlace,
  ): Promise<Definition> {
    const { seconds, flags } = readHeader(event);
    const { session, collations, options } = this.#parts;
    const { flavour } = session;
    const drops = statement.kind === 'table' && statement.verb === 'drop';
    const sql = await editStatement(session, query.sql, plan.edits, this.reader.reading(query));
    if (!sql)
      throw refusedStatement(place, statementHead(query.sql), 'in its charset it is another one than it looks like');
    return {
      sql,
      settings: settingsOf(query, {
        flavour,
        seconds,
        versions: {
          source: options.source && parseVersion(options.source.version),
          target: parseVersion(session.version),
        },
        systemTimeZone: zone,
        collations,
        choosesCollations: this.#choosesCollations,
      }),
      // ALTER DATABASE without a name is logged with it, and means the default schema nevertheless.
      schema: flags & SUPPRESS_USE && !plan.bare ? null : plan.schema,
      bare: plan.bare,
      // What was to be dropped may be gone in part; dropping it again does no harm.
      tells: plan.tables.length > 0 && !drops ? plan.tables : null,
      // MariaDB drops what is there of a list, and its log does not say that the rest was missing.
      expected: [query.errorCode, ...(drops && flavour === 'mariadb' ? MISSING : [])],
      opensTransaction: statement.kind === 'table' && statement.startsTransaction,
      text: statementHead(query.sql),
      last: group.last,
      begin: group.begin,
    };
  }

  /** Throws where the text that would run names a schema of the server that is not the restore's to write to. */
  async #guard(
    sql: Buffer,
    query: QueryEvent,
    statement: DefinitionStatement,
    plan: Extract<StatementPlan, { kind: 'run' }>,
    place: LogPlace,
  ): Promise<void> {
    const { session, options } = this.#parts;
    const { route } = options;
    if (route === 'same') return;
    const inBody = statement.kind === 'program';
    // A body runs later, where it names what it named on the source.
    if (inBody && route.plain === true) return;
    const reading = this.reader.reading(query);
    await this.reader.learn(query, sql);
    const foreign = await findForeignSchema(
      session,
      tokensOf(sql, { ...reading, written: undefined }),
      (token) => reading.decode(sql, token),
      {
        targets: route.targets ?? new Set(plan.reaches),
        inBody,
      },
    );
    if (foreign === undefined) return;
    throw refusedStatement(place, statementHead(query.sql), `it names the schema ${foreign}, which is not restored`);
  }

  get #choosesCollations(): boolean {
    const { flavour, version } = this.#parts.session;
    return flavour === 'mariadb' && parseVersion(version) >= MARIADB_CHOSEN_COLLATIONS;
  }

  /** What has to be said in the statement, since the target has no variable for it. */
  #collationEdits(query: QueryEvent, statement: DefinitionStatement, place: LogPlace): readonly Edit[] {
    const { session, options, collations } = this.#parts;
    const collationOf = unsettableCollations(query, { collations, choosesCollations: this.#choosesCollations });
    if (!collationOf) return [];
    const edits = nameCollations(query.sql, statement, this.reader.reading(query), collationOf);
    if (edits) return edits;
    const versions = { source: options.source?.version ?? 'MariaDB 11.2', target: session.version };
    throw olderTarget(place, statementHead(query.sql), 'COLLATE DEFAULT means another collation here.', versions);
  }

  #definerEdits(query: QueryEvent, statement: DefinitionStatement, place: LogPlace): readonly Edit[] {
    const { definers } = this.#parts.options;
    if (!definers || statement.kind !== 'program') return [];
    const edits = editDefiner(query.sql, statement, query.status.invoker, this.reader.reading(query), definers);
    if (typeof edits === 'string') throw refusedStatement(place, statementHead(query.sql), edits);
    return edits;
  }
}

/** Takes OR REPLACE and IF NOT EXISTS out of CREATE DATABASE: one that is there is not to be dropped, nor taken for it. */
function createAnew(tokens: readonly Token[]): Edit[] {
  return [
    ['OR', 'REPLACE'],
    ['IF', 'NOT', 'EXISTS'],
  ].flatMap((words) => {
    const at = tokens.findIndex((_, i) => i < 6 && words.every((word, k) => isWord(tokens[i + k], word)));
    const [first, last] = [tokens[at], tokens[at + words.length - 1]];
    return first && last ? [{ start: first.start, end: last.end, text: '' }] : [];
  });
}
