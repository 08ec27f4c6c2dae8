import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

// Runs the app's own bundle, unmodified, on the stand-in: `node launch.ts dist/main/main.js`.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
const { becomeReady } = await import('./electron.ts');
await import(pathToFileURL(process.argv[2] ?? '').href);
// As in Electron, 'ready' comes only after the main module was evaluated: a top-level `await app.whenReady()` hangs here too.
becomeReady();
