import { assertNever } from '../../shared/failure.ts';
import type { JobProgress } from '../../shared/job.ts';
import { failureOf } from '../engine/engine-error.ts';
import { openEnginePort } from './engine-port.ts';
import type { EngineEnd, FromEngine, ToEngine } from './engine-protocol.ts';
import { muteDependencies } from './mute-dependencies.ts';
import { runJob } from './run-job.ts';

/**
 * The process that runs one job and ends: Electron's utilityProcess, or a fork of the web host. The job, passwords included,
 * comes as a message; nothing is taken from arguments or environment, which other users of the computer could read.
 */

/** Ten a second at most: a page redraws no faster, and a flood would delay what matters. */
const PROGRESS_MS = 100;
/** A parent that does not acknowledge the end is gone or stuck; nothing can be done for it. */
const ACKNOWLEDGE_MS = 10_000;
/** With nobody left to tell, locks and partial files are still cleared up, but not for ever. */
const ORPHAN_MS = 30_000;

muteDependencies();
const port = openEnginePort();
const abort = new AbortController();
let begun = false;
let over = false;

port.onMessage((message: ToEngine) => {
  switch (message.type) {
    case 'run':
      if (begun) return;
      begun = true;
      return void runJob(message.job, abort.signal, throttle(PROGRESS_MS)).then(finish, (error: unknown) =>
        finish({ state: 'failed', failure: failureOf(error) }),
      );
    case 'cancel':
      return abort.abort();
    case 'received':
      return process.exit(0);
    default:
      return assertNever(message);
  }
});
port.onParentGone(() => {
  abort.abort();
  if (!begun || over) process.exit(1);
  setTimeout(() => process.exit(1), ORPHAN_MS).unref();
});
// A Ctrl-C in the terminal reaches every process of the group; the parent decides, and says so by message.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
port.onTerminate(() => abort.abort());
// Told in full to the parent; a crash without a word would be all it saw otherwise.
process.on('uncaughtException', (error) => finish({ state: 'failed', failure: failureOf(error) }));

post({ type: 'ready' });

function finish(end: EngineEnd): void {
  if (over) return;
  over = true;
  if (!port.isOpen()) process.exit(1);
  post({ type: 'ended', end });
  setTimeout(() => process.exit(1), ACKNOWLEDGE_MS);
}

function post(message: FromEngine): void {
  port.post(message);
}

/** Posts the newest progress at most once per interval; older ones in between are not worth sending. */
function throttle(ms: number): (progress: JobProgress) => void {
  let newest: JobProgress | undefined;
  let timer: NodeJS.Timeout | undefined;
  const send = () => {
    timer = undefined;
    if (!newest || over) return;
    post({ type: 'progress', progress: newest });
    newest = undefined;
    timer = setTimeout(send, ms);
  };
  return (progress) => {
    newest = progress;
    if (!timer) send();
  };
}
