import { EventEmitter } from 'node:events';

// Loaded before an engine process: makes a fork look like a utility process, which has process.parentPort and no process.send.
const send = process.send?.bind(process);
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void send?.(message, undefined, {}, () => {}),
});
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.on('disconnect', () => process.exit(0)); // Electron ends its utility processes together with the app
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });
