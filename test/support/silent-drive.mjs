/**
 * Loaded before a command (`node --import`): from then on opening a manifest never ends, as on a drive or share that has
 * stopped answering. A pipe cannot stand in for one: the engine refuses it without waiting.
 */
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { open } = promises;
promises.open = (path, ...rest) => {
  if (!String(path).endsWith('manifest.json')) return open(path, ...rest);
  process.stderr.write('the drive is silent\n');
  setInterval(() => {}, 60_000); // a call that the system holds keeps the process alive
  return new Promise(() => {});
};
syncBuiltinESMExports();
