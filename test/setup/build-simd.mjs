// Compiles the row converter from AssemblyScript. Runs after the packages are installed and before anything is built;
// does nothing when the compiled file is newer than its source.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const source = 'electron/engine/mysql/simd/encode-row.as.ts';
const target = 'electron/engine/mysql/simd/encode-row.wasm';

const age = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (age(target) <= age(source)) {
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--enable', 'simd', '-o', target];
  const { status, stderr } = spawnSync(process.execPath, [compiler, source, ...options], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(`The row converter was not compiled; the plain one is used.\n${stderr}`);
    process.exitCode = 1;
  }
}
