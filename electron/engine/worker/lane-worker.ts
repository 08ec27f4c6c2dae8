import { parentPort } from 'node:worker_threads';
import { EngineError, failureOf } from '../engine-error.ts';
import type { FromWorker, LaneCall, LaneCalls, ToWorker } from '../lane/lane-protocol.ts';
import { Lane } from './lane.ts';

/** Entry point of a worker thread: many lanes, each with its own connection, share the thread. */
const port = parentPort;
if (!port) throw new Error('lane-worker.ts runs as a worker thread only');
const lanes = new Map<number, Lane>();
const post = (message: FromWorker) => port.postMessage(message);

port.on('message', (message: ToWorker) => {
  if (message.type === 'abort') {
    lanes.get(message.lane)?.abort();
    return;
  }
  const lane = lanes.get(message.lane) ?? new Lane((volume) => post({ type: 'volume', lane: message.lane, volume }));
  lanes.set(message.lane, lane);
  void answer(lane, message.id, message.call, message.request);
});

async function answer<K extends LaneCall>(
  lane: Lane,
  id: number,
  call: K,
  request: LaneCalls[K]['request'],
): Promise<void> {
  try {
    post({ type: 'done', id, reply: await lane.handlers[call](request) });
  } catch (error) {
    post({
      type: 'failed',
      id,
      failure: failureOf(error),
      errno: error instanceof EngineError ? error.errno : undefined,
    });
  }
}
