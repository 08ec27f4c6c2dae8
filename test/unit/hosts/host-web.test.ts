import { expect, onTestFinished, test, vi } from 'vitest';
import { startWebHost } from '../../../electron/host-web.ts';
import * as files from '../../../electron/serve-static.ts';
import { dataFolder } from '../../support/services.ts';

vi.mock('electron', () => ({ default: {} }));
vi.mock('../../../electron/serve-static.ts', { spy: true });

test('a page that cannot be read ends its own answer, and the host goes on', async () => {
  const host = await startWebHost({ dataFolder: await dataFolder() });
  onTestFinished(() => host.close());
  const { origin } = new URL(host.url);
  vi.mocked(files.serveStatic).mockRejectedValueOnce(new Error('EIO: i/o error, read'));
  await expect(fetch(origin)).rejects.toThrow();
  expect((await fetch(`${origin}/nothing.html`)).status).toBe(404);
  expect(host.running()).toBe(0);
});
