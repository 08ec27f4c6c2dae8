import type { FromEngine, ToEngine } from './engine-protocol.ts';

/** The line from an engine process to its parent. */
export interface EnginePort {
  post(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
  onParentGone(listener: () => void): void;
  /** Somebody asked this process to end by signal. */
  onTerminate(listener: () => void): void;
  isOpen(): boolean;
}

/** What Electron gives a utility process; it is on `process`, so this file needs nothing of Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

/** The same line in both hosts: Electron's parentPort, or the channel of a fork. */
export function openEnginePort(): EnginePort {
  const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPort };
  if (parentPort)
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToEngine)),
      // Electron ends its utility processes together with the app; the port's end is only the first sign of it.
      onParentGone: (listener) => parentPort.on('close', listener),
      onTerminate: () => {}, // by SIGTERM Electron ends a process that does not answer: it must not be caught
      isOpen: () => true,
    };
  return {
    post: (message) => void process.send?.(message, undefined, {}, () => {}), // a parent that is gone is no error here
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToEngine)),
    onParentGone: (listener) => void process.on('disconnect', listener),
    onTerminate: (listener) => void process.on('SIGTERM', listener),
    isOpen: () => process.connected,
  };
}
