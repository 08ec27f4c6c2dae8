import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** https://github.com/electron/fuses/blob/main/src/constants.ts */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1 of the fuse wire, then its length and one digit each, as an Electron 45 has them from the start. */
const WIRE = [1, '101001111'] as const;

/**
 * A folder that electron-builder takes for an unpacked Electron on Linux: files of the right names, a program with a fuse
 * wire, and a valid default_app.asar. What is packaged with it does not run; its file list and fuses are real.
 */
export async function writeStubElectron(folder: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true });
  await mkdir(join(folder, 'locales'));
  const [version, fuses] = WIRE;
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([version, fuses.length]), Buffer.from(fuses)]);
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.alloc(2048), wire, Buffer.alloc(2048)]), {
    mode: 0o755,
  });
  for (const name of ['en-US.pak', 'zh-CN.pak', 'de.pak']) await writeFile(join(folder, 'locales', name), 'stub');
  for (const name of ['chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE', 'LICENSES.chromium.html', 'version'])
    await writeFile(join(folder, name), 'stub', { mode: 0o755 });
  const app = join(folder, 'default_app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "main": "main.js" }');
  await writeFile(join(app, 'main.js'), '');
  await asar().createPackage(app, join(folder, 'resources', 'default_app.asar'));
}

interface Asar {
  createPackage(folder: string, file: string): Promise<void>;
  listPackage(file: string, options: { isPack: boolean }): string[];
}

/** A `require` as the last of `packages` has it, each of which belongs to the one before. */
export function requireFrom(...packages: readonly string[]): NodeJS.Require {
  return packages.reduce<NodeJS.Require>(
    (require, name) => createRequire(require.resolve(`${name}/package.json`)),
    createRequire(import.meta.url),
  );
}

/** The module that electron-builder itself reads and writes archives with. */
export function asar(): Asar {
  return requireFrom('electron-builder', 'app-builder-lib')('@electron/asar') as Asar;
}
