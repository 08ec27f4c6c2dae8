import { z } from 'zod';
import { documents } from '../../electron/cli/documents.ts';

/** Throws unless a command with `--json` that ended by itself printed the document that docs/json/ promises. */
export function expectDocument(args: readonly string[], code: number | null, stdout: string): void {
  if (code === null || stdout === '') return; // ended by a signal, or help
  const found = documents[kindOf(args, stdout)].safeParse(JSON.parse(stdout));
  if (found.success) return;
  throw new Error(
    `shardkeep ${args.join(' ')} printed another document than it should: ${z.prettifyError(found.error)}`,
  );
}

function kindOf(args: readonly string[], stdout: string): keyof typeof documents {
  if (/^\{\s*"error":/.test(stdout)) return 'error';
  const [command = ''] = args;
  if (command === 'resume') return 'backup';
  if (command === 'backup' && args.includes('--every')) return 'backup-every';
  if (command in documents) return command as keyof typeof documents;
  throw new Error(`${command} has no document`);
}
