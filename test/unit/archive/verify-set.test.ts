import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verifySet } from '../../../electron/engine/verify/verify-set.ts';
import { factFrom } from '../../../shared/failure-words.ts';
import { sampleManifest } from '../../support/sample-set.ts';

test.each(['gone', 'file'])(
  'a folder that cannot be listed while it is verified (%s) is named, not a defect',
  async (name) => {
    const parent = await mkdtemp(join(tmpdir(), 'shardkeep-test-'));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    await writeFile(join(parent, 'file'), '');
    const folder = join(parent, name);
    const mended = factFrom('stray-file', {});
    const found = verifySet({ folder, manifest: sampleManifest([]), mended });
    await expect(found).rejects.toMatchObject({
      failure: { code: 'destination', message: expect.stringContaining(parent) },
    });
  },
);
