import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADMIN, type ServerHandle } from './server-handle.ts';

/** The shell block that docs/FORMAT.md marks with this name: what is told to type is run as it stands. */
export async function formatBlock(name: 'stock-restore' | 'stock-log'): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../docs/FORMAT.md'), 'utf8');
  const [, block] = new RegExp(`<!-- ${name}:[^\\n]*-->\\n\`\`\`bash\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/FORMAT.md has no block ${name}`);
  return block;
}

/** The stock client with everything that leads to the server, as one types it. */
export function clientOf({ flavour, port, programs }: ServerHandle): string {
  const key = flavour === 'mysql' ? ' --get-server-public-key' : '';
  return `${programs.client} --no-defaults --protocol=tcp --host=127.0.0.1 --port=${port} --user=${ADMIN.user}${key}`;
}
