/** What is taken of one answer at most. Tests shorten them (ConnectOptions.limits). */
export interface AnswerLimits {
  /** Bytes and rows of an answer that is held as a whole: all but tables' rows and logs, which go on batch by batch. */
  readonly heldBytes: number;
  readonly heldRows: number;
  /** Bytes of one row, or of one event of a log, which is held as a whole. */
  readonly pieceBytes: number;
  /** Bytes of the rows of one SELECT from a table. */
  readonly tableBytes: number;
  /** Events in a row that are in no file of the log: signs of life, and what is made up for replicas. */
  readonly idleEvents: number;
}

/** Rows of an answer to what asks for no list: a server has less than a thousand settings. */
const FEW_ROWS = 100_000;

/** How many rows a statement may be answered with: lists of what users make and of logs may be long, all others are not. */
export function mostRows(sql: string, { heldRows }: AnswerLimits): number {
  const asksForList = !/^\s*SHOW\b/i.test(sql)
    ? /\bFROM\b/i.test(sql)
    : /^\s*SHOW\s+(?:BINARY|MASTER)\s+LOGS\b/i.test(sql);
  return asksForList ? heldRows : Math.min(heldRows, FEW_ROWS);
}

/** Far above what an honest server sends, and an end for one that was taken over. */
export const ANSWER_LIMITS: AnswerLimits = {
  heldBytes: 1 << 30,
  heldRows: 2_000_000,
  // max_allowed_packet is 1 GiB at most, also where the server's own is less: sessions and earlier times may have had more.
  pieceBytes: (1 << 30) + (64 << 20),
  // As much as one InnoDB file may have; the destination is full before.
  tableBytes: 2 ** 46,
  // Two or three at the beginning of each file, and signs of life of a slow server.
  idleEvents: 10_000,
};
