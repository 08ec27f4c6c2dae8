import { readHeader } from '../binlog/event.ts';
import type { QueryEvent } from '../binlog/query-event.ts';
import type { Session } from '../mysql/connect.ts';
import { encodeText } from '../schema/client-charset.ts';
import { charsetDecoder } from './charset-decoder.ts';
import type { OpenGroup } from './open-group.ts';
import type { Edit, StatementPlan } from './plan-statement.ts';
import { quotingOf, type SettingsContext, settingsOf } from './query-settings.ts';
import { readStatement, type Statement } from './read-statement.ts';
import type { ReplayOptions } from './replay-options.ts';
import type { Definition } from './replay-target.ts';
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

/** Turns statements of the log into those that the target runs. */
export class Definitions {
  readonly #session: Session;
  readonly #systemTimeZone: string | undefined;
  readonly #collations: SettingsContext['collations'];

  constructor(
    session: Session,
    { systemTimeZone }: Pick<ReplayOptions, 'systemTimeZone'>,
    collations: SettingsContext['collations'],
  ) {
    this.#session = session;
    this.#systemTimeZone = systemTimeZone;
    this.#collations = collations;
  }

  /** Reads what a statement is about. */
  read(query: QueryEvent): Statement {
    const charset = this.#charsetOf(query);
    return readStatement(query.sql, { charset, ...quotingOf(query.status.sqlMode), decode: charsetDecoder(charset) });
  }

  /** False for the halves of an ALTER that do nothing by themselves. */
  counts({ status }: QueryEvent): boolean {
    return ((status.gtidFlags ?? 0) & (ALTER_BEGINS | ALTER_FAILED)) === 0;
  }

  /** The statement as the target runs it. */
  async prepare(
    event: Buffer,
    query: QueryEvent,
    statement: DefinitionStatement,
    plan: Extract<StatementPlan, { kind: 'run' }>,
    group: OpenGroup,
  ): Promise<Definition> {
    const { seconds, flags } = readHeader(event);
    const { flavour } = this.#session;
    const drops = statement.kind === 'table' && statement.verb === 'drop';
    return {
      sql: await this.#edit(query, plan.edits),
      settings: settingsOf(query, {
        flavour,
        seconds,
        systemTimeZone: this.#systemTimeZone,
        collations: this.#collations,
      }),
      schema: flags & SUPPRESS_USE ? null : plan.schema,
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

  #charsetOf(query: QueryEvent): string {
    return this.#collations.get(query.status.charset?.client ?? 0)?.charset ?? 'utf8mb4';
  }

  async #edit(query: QueryEvent, edits: readonly Edit[]): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let at = 0;
    for (const { start, end, text } of edits) {
      pieces.push(query.sql.subarray(at, start), await encodeText(this.#session, text, this.#charsetOf(query)));
      at = end;
    }
    return Buffer.concat([...pieces, query.sql.subarray(at)]);
  }
}
