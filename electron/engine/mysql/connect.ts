import { TLSSocket } from 'node:tls';
import { type Connection as CallbackConnection, createConnection } from 'mysql2';
import type { LineState, Shard } from '../../../shared/cluster.ts';
import { serverName } from '../../../shared/server-name.ts';
import { EngineError, fail, failureOf } from '../engine-error.ts';
import { ANSWER_LIMITS, type AnswerLimits, mostRows } from './answer-limits.ts';
import { damagedAnswer, diagnoseConnect, diagnoseStatement, endlessAnswer } from './diagnose.ts';
import { limitAnswer } from './limit-answer.ts';
import { loginMethods } from './login-methods.ts';
import { isLoopback } from './loopback.ts';
import { openSocket } from './open-socket.ts';
import { prepareConnection } from './prepare-connection.ts';
import { probeLine } from './probe-line.ts';
import { readIdentity, refuseOtherServer, type ServerIdentity } from './server-identity.ts';
import { readTlsFile, tlsOptions } from './tls-files.ts';
import { type Answers, deadLine, type LineLimits, lostLine, waitOn, watchLine } from './watch-line.ts';
import { encryptIfOffered, type OkPacket, parseOk, type WirePacket, wireOf, writeQuery } from './wire.ts';

export type Flavour = 'mariadb' | 'mysql';

/** A row as the server sent it: original bytes by column name, or null for SQL NULL. */
export type Row = Readonly<Record<string, Buffer | null>>;

/** A row as UTF-8 text. */
export type TextRow = Record<string, string | null>;

/** One authenticated connection with the session settings that every part relies on. */
export interface Session {
  readonly shard: Shard;
  readonly flavour: Flavour;
  /** As the server reports it, such as `10.11.19-MariaDB-log` or `9.7.4`. */
  readonly version: string;
  /** Which server it is. */
  readonly identity: ServerIdentity;
  readonly connection: CallbackConnection;
  /** Who can read and change what goes over it. */
  readonly line: LineState;
  /** What is taken of an answer at most. */
  readonly limits: AnswerLimits;
  /** Runs a statement and returns its rows as bytes. */
  query(sql: string): Promise<Row[]>;
  /** Like `query`, with every value as UTF-8 text. */
  texts(sql: string): Promise<TextRow[]>;
  /** Like `texts` for several statements in one round trip; one that is refused fails all. */
  listsOfTexts(statements: readonly string[]): Promise<TextRow[][]>;
  /** Runs a statement given as bytes (for text that is not UTF-8) and returns its OK packet. */
  execute(sql: string | Buffer): Promise<OkPacket>;
  /** Says goodbye; never throws. */
  close(): Promise<void>;
  /** Cuts the line at once; the server rolls back and releases locks. */
  destroy(): void;
}

export interface ConnectOptions {
  /** Milliseconds until an address that does not answer is given up. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Lets `listsOfTexts` send several statements at once; off by default, since it is what an injected one would need. */
  readonly severalStatements?: boolean;
  /** Has both sides compress what they send (zlib); a server that cannot is read as it is. */
  readonly compressed?: boolean;
  /** The server that the run's first connection to this shard has reached; another one is refused. */
  readonly server?: ServerIdentity | undefined;
  /** When a line that says nothing is given up. */
  readonly watch?: LineLimits | 'unwatched' | undefined;
  /** What is taken of an answer at most. */
  readonly limits?: AnswerLimits | undefined;
}

const ASKED_FOR_FILE = 'the server asked for a local file that was not offered';

/** Packets of one answer that are out of turn, before nothing of it is believed. */
const MOST_ASTRAY = 100;

const CONNECT_TIMEOUT_MS = 10_000;

/** Connects, sets the session up and returns it; throws an EngineError that says what is wrong and what to do. */
export async function connect(shard: Shard, options: ConnectOptions = {}): Promise<Session> {
  const mode = shard.tls?.mode ?? 'preferred';
  if (mode !== 'preferred') return open(shard, mode === 'off' ? 'never' : 'always', options);
  // Nobody is on the line to this computer itself, and encrypting would cost time; elsewhere servers decide.
  const local = isLoopback(shard.host);
  try {
    return await open(shard, local ? 'never' : 'if-offered', options);
  } catch (error) {
    const reason = failureOf(error).fact?.reason;
    if (local && reason === 'tls-only') return open(shard, 'always', options);
    if (!local && reason === 'tls-too-old') return open(shard, 'never', options);
    throw error;
  }
}

/** When a connection begins TLS. */
type Encrypt = 'never' | 'if-offered' | 'always';

async function open(shard: Shard, encrypt: Encrypt, options: ConnectOptions): Promise<Session> {
  options.signal?.throwIfAborted();
  const tls = encrypt === 'never' ? undefined : tlsOptions(shard);
  const login = loginMethods(readTlsFile(shard, 'serverKey'));
  const connection = createConnection({
    host: shard.host,
    port: shard.port,
    user: shard.user,
    password: shard.password,
    charset: 'utf8mb4',
    connectTimeout: options.timeoutMs ?? CONNECT_TIMEOUT_MS,
    ...(tls ? { ssl: tls } : {}),
    authPlugins: login.plugins,
    stream: () => openSocket(shard.host, shard.port),
    compress: options.compressed ?? false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    multipleStatements: options.severalStatements ?? false,
    flags: ['+LOCAL_FILES'],
    // Without a factory mysql2 refuses LOAD DATA LOCAL outright; ours never goes through it (load-data.ts).
    infileStreamFactory: () => {
      throw new Error(ASKED_FOR_FILE);
    },
  });
  let said: Buffer | undefined;
  wireOf(connection).stream.once('data', (bytes: Buffer) => {
    said = bytes;
  });
  if (encrypt === 'if-offered') encryptIfOffered(wireOf(connection));
  const { promise: aborted, reject: giveUp } = Promise.withResolvers<never>();
  const abort = () => giveUp(options.signal?.reason);
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    const connected = new Promise<void>((resolve, reject) => {
      connection.once('error', reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([connected, aborted]);
  } catch (error) {
    cut(connection);
    options.signal?.throwIfAborted();
    throw login.refused() ? passwordAsked(shard, error) : diagnoseConnect(shard, error, said);
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
  connection.removeAllListeners('error');
  connection.on('error', () => {}); // a lost line reaches the command that runs; between commands the next one fails
  if (options.watch !== 'unwatched')
    watchLine(shard, wireOf(connection).stream, (ms) => probeLine(shard, connection.threadId, ms), options.watch);
  const plain = makeSession(shard, connection, options.limits ?? ANSWER_LIMITS);
  try {
    const [row] = await plain.texts('SELECT VERSION() AS version, @@version_comment AS comment');
    const version = row?.version ?? '';
    const flavour = /mariadb/i.test(`${version} ${row?.comment}`) ? 'mariadb' : 'mysql';
    await prepareConnection(plain, flavour);
    const identity = await readIdentity(plain, flavour);
    if (options.server) refuseOtherServer(shard, options.server, identity);
    return { ...plain, version, flavour, identity, line: lineOf(shard, connection) };
  } catch (error) {
    cut(connection);
    throw error;
  }
}

/** Ends a connection at once; mysql2 by itself only half-closes, and the server would go on sending. */
function cut(connection: CallbackConnection): void {
  connection.destroy();
  wireOf(connection).stream.destroy();
}

/** Runs `start` and rejects when the line goes away first: what waits over a line that we cut is never told by mysql2. */
function overLine<T>(
  shard: Shard,
  connection: CallbackConnection,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  answers: Answers = 'word',
): Promise<T> {
  const { stream } = wireOf(connection);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const lost = () => reject(lostLine(shard, stream));
  const ended = waitOn(stream, answers);
  stream.once('close', lost);
  const outcome = promise.finally(() => {
    ended();
    stream.off('close', lost);
  });
  if (stream.destroyed) lost();
  else start(resolve, (error) => reject(deadLine(stream) ?? error));
  return outcome;
}

type PlainSession = Omit<Session, 'flavour' | 'version' | 'identity' | 'line'>;

function makeSession(shard: Shard, connection: CallbackConnection, limits: AnswerLimits): PlainSession {
  const ask = (sql: string, heldRows: number) =>
    overLine<Row[]>(
      shard,
      connection,
      (resolve, reject) => {
        const command = connection.query({ sql, typeCast: false }, (error, rows) => {
          ended();
          if (error) reject(diagnoseStatement(shard, error));
          else resolve(Array.isArray(rows) ? (rows as Row[]) : []);
        });
        const refuse = (why: EngineError) => {
          ended();
          reject(why);
          cut(connection);
        };
        // The driver makes an error of each packet that is out of turn, and goes on.
        let astray = 0;
        const onWarn = () => {
          if (++astray === MOST_ASTRAY)
            refuse(damagedAnswer(shard, 'packets that are not in the order of their numbers'));
        };
        connection.on('warn', onWarn);
        const endLimit = limitAnswer(
          wireOf(connection).stream,
          command,
          (bytes) => refuse(endlessAnswer(shard, bytes)),
          { heldBytes: limits.heldBytes, heldRows },
        );
        const ended = () => {
          connection.off('warn', onWarn);
          endLimit();
        };
      },
      'result',
    );
  const query = (sql: string) => ask(sql, mostRows(sql, limits));
  return {
    shard,
    connection,
    limits,
    query,
    texts: async (sql) => toTexts(await query(sql)),
    listsOfTexts: async (statements) => {
      const [first, ...more] = statements;
      if (first === undefined) return [];
      if (more.length === 0) return [toTexts(await query(first))];
      // mysql2 gives one list per statement where there are several.
      const lists = (await ask(statements.join('; '), limits.heldRows)) as unknown as Row[][];
      return lists.map(toTexts);
    },
    execute: (sql) => execute(shard, connection, typeof sql === 'string' ? Buffer.from(sql, 'utf8') : sql),
    close: () =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          cut(connection);
          resolve();
        };
        const timer = setTimeout(end, 2000);
        if (wireOf(connection).stream.destroyed) end();
        else connection.end(end);
      }),
    destroy: () => cut(connection),
  };
}

function toTexts(rows: readonly Row[]): TextRow[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? null : value.toString('utf8')]),
    ),
  );
}

/** One statement as bytes; a result set is an error here, since nobody would read it. */
function execute(shard: Shard, connection: CallbackConnection, sql: Buffer): Promise<OkPacket> {
  return overLine<OkPacket>(shard, connection, (resolve, reject) => {
    wireOf(connection).addCommand({
      execute(packet: WirePacket | undefined, wire) {
        if (!packet) {
          writeQuery(wire, sql);
          return false;
        }
        const first = packet.buffer[packet.offset];
        if (first === 0xff) reject(diagnoseStatement(shard, packet.asError('utf8')));
        else if (first === 0x00) resolve(parseOk(Buffer.from(packet.buffer.subarray(packet.offset, packet.end))));
        else {
          reject(damagedAnswer(shard, first === 0xfb ? ASKED_FOR_FILE : 'rows, where a statement gives none'));
          cut(connection);
        }
        return true;
      },
      onResult: (error) => error && reject(diagnoseStatement(shard, error)),
      emit() {},
      on() {},
    });
  });
}

/** Who can read what goes over the connection, by how it was made in the end. */
function lineOf({ tls }: Shard, connection: CallbackConnection): LineState {
  const { stream } = wireOf(connection);
  if (!(stream instanceof TLSSocket)) return isLoopback(stream.remoteAddress ?? '') ? 'local' : 'open';
  if (tls?.mode === 'verify') return 'checked';
  return tls?.ca === undefined ? 'encrypted' : 'chain-checked';
}

function passwordAsked(shard: Shard, cause: unknown): EngineError {
  const server = serverName(shard);
  return fail('password-in-clear', { shard: shard.name, server }, { where: { shard: shard.name, server }, cause });
}

/** True for the failures that mean that the connection itself is gone. */
export function isConnectionLost(error: unknown): boolean {
  return (
    error instanceof EngineError && (error.failure.code === 'connection-lost' || error.failure.code === 'unreachable')
  );
}
