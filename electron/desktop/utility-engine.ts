import { utilityProcess } from 'electron';
import type { EngineProcess } from '../host/services/platform.ts';
import { engineFile } from '../job/engine-file.ts';
import type { FromEngine } from '../job/engine-protocol.ts';

/** An engine process of the desktop app. `child_process.fork` is not available there: the fuse runAsNode is off. */
export function startUtilityEngine(): EngineProcess {
  const child = utilityProcess.fork(engineFile(), [], { serviceName: 'Shardkeep engine', stdio: 'inherit' });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message: FromEngine) => listener(message)),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => void child.kill(),
  };
}
