import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { jsonSchemas, SCHEMAS } from '../../setup/json-schemas.ts';

test('docs/json/ has the schema of every document that --json prints: npm run json-schemas writes them', async () => {
  const schemas = jsonSchemas();
  const files = (await readdir(SCHEMAS)).filter((file) => file.endsWith('.json'));
  expect(files.toSorted()).toEqual([...schemas.keys()].toSorted());
  for (const [file, text] of schemas) expect(await readFile(new URL(file, SCHEMAS), 'utf8'), file).toBe(text);
});
