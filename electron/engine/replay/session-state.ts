import { EngineError } from '../engine-error.ts';
import type { Session } from '../mysql/connect.ts';
import { quoteName } from '../mysql/quote.ts';

/** Runs statements of the log with the variables each of them needs, and tells the server only what changes. */
export class SessionState {
  readonly #session: Session;
  readonly #values = new Map<string, string>();
  #schema: string | null = null;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Sets variables where they differ from what this session has. */
  async set(settings: ReadonlyMap<string, string>): Promise<void> {
    const changed = [...settings].filter(([name, value]) => this.#values.get(name) !== value);
    if (changed.length === 0) return;
    await this.#session.execute(`SET ${changed.map(([name, value]) => `@@session.${name}=${value}`).join(', ')}`);
    for (const [name, value] of changed) this.#values.set(name, value);
  }

  /** Makes a schema the default one; false when the target does not have it. */
  async use(schema: string): Promise<boolean> {
    if (schema === this.#schema) return true;
    try {
      await this.#session.execute(`USE ${quoteName(schema)}`);
    } catch (error) {
      if (!isUnknownSchema(error)) throw error;
      return false;
    }
    this.#schema = schema;
    this.#values.delete('collation_database'); // USE has set it
    return true;
  }

  /** A schema may have been dropped or created anew: the next `use` asks the server again. */
  forgetSchema(): void {
    this.#schema = null;
  }
}

/** ER_BAD_DB_ERROR */
const UNKNOWN_SCHEMA = 1049;

function isUnknownSchema(error: unknown): boolean {
  return error instanceof EngineError && error.errno === UNKNOWN_SCHEMA;
}
