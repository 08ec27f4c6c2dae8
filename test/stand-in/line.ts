/** The line between the two halves of the stand-in: the app's main process, and the test that drives it. Both ask and answer. */
export interface Line {
  /** Asks the other half; rejects with its error, and when it is gone. */
  ask(op: string, ...args: unknown[]): Promise<unknown>;
  /** Fails everything that waits. */
  lose(why: string): void;
}

export type Answers = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Packet {
  readonly id: number;
  readonly op?: string;
  readonly args?: unknown[];
  readonly value?: unknown;
  readonly error?: string;
}

interface Wire {
  send(packet: Packet): void;
  onPacket(listener: (packet: Packet) => void): void;
}

/** Opens the line over `wire`; `answers` has a function for every question of the other half. */
export function openLine(wire: Wire, answers: Answers): Line {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let lost: string | undefined;
  wire.onPacket((packet) => {
    if (packet.op === undefined) {
      const one = waiting.get(packet.id);
      waiting.delete(packet.id);
      if (packet.error === undefined) one?.resolve(packet.value);
      else one?.reject(new Error(packet.error));
      return;
    }
    const answer = answers[packet.op] as ((...args: unknown[]) => unknown) | undefined;
    void (async () => {
      try {
        if (!answer) throw new Error(`stand-in: nobody answers ${packet.op}`);
        wire.send({ id: packet.id, value: await answer(...(packet.args ?? [])) });
      } catch (error) {
        wire.send({ id: packet.id, error: error instanceof Error ? error.message : String(error) });
      }
    })();
  });
  return {
    ask: (op, ...args) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(new Error(lost));
        waiting.set(++last, { resolve, reject });
        wire.send({ id: last, op, args });
      }),
    lose: (why) => {
      lost = why;
      for (const { reject } of waiting.values()) reject(new Error(why));
      waiting.clear();
    },
  };
}

/** The wire that a process made by `fork` or `spawn` with an `ipc` channel has; what cannot be sent any more is dropped. */
export function processWire(end: {
  send?: ((message: object, handle: undefined, options: object, done: () => void) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}): Wire {
  return {
    send: (packet) => void end.send?.(packet, undefined, {}, () => {}),
    onPacket: (listener) => void end.on('message', (message) => listener(message as Packet)),
  };
}
