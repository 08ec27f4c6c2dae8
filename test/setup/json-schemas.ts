import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { documents } from '../../electron/cli/documents.ts';

/** Where the schemas stand. */
export const SCHEMAS = new URL('../../docs/json/', import.meta.url);

/** The JSON Schema of each document that `--json` prints, by the name of its file. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(documents).map(([kind, schema]) => [
      `${kind}.json`,
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }), undefined, 2)}\n`,
    ]),
  );
}

/** `npm run json-schemas` */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(SCHEMAS, { recursive: true });
  for (const [file, text] of jsonSchemas()) await writeFile(new URL(file, SCHEMAS), text);
}
