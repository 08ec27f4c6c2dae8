import { fork } from 'node:child_process';
import type { EngineProcess } from '../host/services/platform.ts';
import { engineFile } from '../job/engine-file.ts';
import type { FromEngine } from '../job/engine-protocol.ts';

/** An engine process of the web host: a plain Node process with a channel. */
export function forkEngine(): EngineProcess {
  const child = fork(engineFile(), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], // stdout is the host's own
    execArgv: [],
  });
  child.on('error', () => {}); // followed by `exit`, or about a message to a process that is gone
  return {
    post: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromEngine)),
    onExit: (listener) => {
      let told = false;
      const tell = (how: string) => {
        if (!told) listener(how);
        told = true;
      };
      // Exit may come before the last messages were read; `close` comes after the channel is empty.
      child.once('close', (code, signal) => tell(signal ? `signal ${signal}` : `exit code ${code}`));
      child.once('error', (error) => {
        if (child.pid === undefined) tell(`not started: ${error.message}`);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
