/** Bytes turned to base64 at a time: small strings that are garbage at once. A multiple of 3, so that pieces fit together. */
const SLICE = 3 * 65_536;
const HEAD = Buffer.from("BINLOG '", 'latin1');

/** How long the statement is that carries so many bytes of events. */
export function binlogStatementLength(eventBytes: number): number {
  return HEAD.length + Math.ceil(eventBytes / 3) * 4 + 1;
}

/** How many bytes of events fit into a statement of `length` bytes, with the command's own bytes in front. */
export function eventBytesIn(length: number): number {
  return Math.floor((length - 64 - HEAD.length - 1) / 4) * 3;
}

/** `BINLOG '…'` with these events. */
export function writeBinlogStatement(events: readonly Buffer[]): Buffer {
  const total = events.reduce((sum, event) => sum + event.length, 0);
  const statement = Buffer.allocUnsafe(binlogStatementLength(total));
  HEAD.copy(statement);
  const all = Buffer.concat(events, total);
  let at = HEAD.length;
  for (let from = 0; from < total; from += SLICE)
    at += statement.write(all.toString('base64', from, Math.min(from + SLICE, total)), at, 'latin1');
  statement[at] = 0x27; // '
  return statement;
}
