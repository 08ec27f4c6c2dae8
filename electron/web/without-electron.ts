import { registerHooks } from 'node:module';

/**
 * Gives an empty module to whatever imports `electron` from now on. electron-store does; outside of Electron that import
 * would try to download the binary and throw, while with an empty one, and an absolute folder, the store works as it is.
 * The builds for plain Node have the same from vite.config.ts; this serves the source, run as it is. Must come before the
 * first import of a service, so callers import those dynamically.
 */
export function replaceElectron(): void {
  if (process.versions.electron !== undefined) return;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: 'data:text/javascript,export default {}', shortCircuit: true }
        : next(specifier, context),
  });
}
