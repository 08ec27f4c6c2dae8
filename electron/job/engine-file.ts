import { fileURLToPath } from 'node:url';

/** Beside its source while developing, beside the bundle once built (vite.config.ts). */
export function engineFile(): string {
  const name = import.meta.url.endsWith('.ts') ? './engine-process.ts' : './engine-process.js';
  return fileURLToPath(new URL(name, import.meta.url));
}
