/**
 * A thread that writes the ledger of `startLedger` as fast as it can, so that the thread which takes the cuts is not held
 * up by it: each writer counts on by one on the first shard and, when that commit has returned, on the next one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../../electron/engine/mysql/connect.ts';
import type { LedgerWork } from './ledger.ts';

const { shards, writers } = workerData as LedgerWork;
let writing = true;
let commits = 0;
parentPort?.once('message', () => {
  writing = false;
});
const sessions = await Promise.all(
  Array.from({ length: writers }, () => Promise.all(shards.map((shard) => connect(shard)))),
);
parentPort?.postMessage('ready');
await Promise.all(
  sessions.map(async (own, writer) => {
    while (writing)
      for (const session of own) {
        await session.execute(`UPDATE shop.ledger SET n = n + 1 WHERE writer = ${writer}`);
        commits++;
      }
    await Promise.all(own.map((session) => session.close()));
  }),
);
parentPort?.postMessage(commits);
