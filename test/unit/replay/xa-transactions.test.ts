import { expect, test, vi } from 'vitest';
import { EventType } from '../../../electron/engine/binlog/event.ts';
import type { ReadyEvent } from '../../../electron/engine/replay/ready-events.ts';
import { XaTransactions } from '../../../electron/engine/replay/xa-transactions.ts';

const memory = vi.hoisted(() => ({ left: Number.MAX_SAFE_INTEGER }));
vi.mock('node:process', async (original) => ({ ...(await original<object>()), availableMemory: () => memory.left }));

/** One piece of memory stands for all of them. */
const BYTES = Buffer.alloc(64 << 20);
const event: ReadyEvent = { type: EventType.writeRows, bytes: BYTES, file: 'b.1', end: 4 };

test('rows that wait for their transaction’s decision do not take more memory than is left', () => {
  const xa = new XaTransactions();
  const events: ReadyEvent[] = [];
  const more = (count: number) => {
    for (let i = 0; i < count; i++) xa.hold(events, event);
  };
  more(40);
  memory.left = 512 << 20;
  expect(() => more(4)).toThrow('has to be held in memory');
  memory.left = Number.MAX_SAFE_INTEGER;
  expect(() => more(40)).not.toThrow();
});
