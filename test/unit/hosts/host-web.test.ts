import { expect, onTestFinished, test, vi } from 'vitest';
import * as files from '../../../electron/host/serve-static.ts';
import { startWebHost } from '../../../electron/web/host-web.ts';
import { dataFolder } from '../../support/services.ts';

vi.mock('electron', () => ({ default: {} }));
vi.mock('../../../electron/host/serve-static.ts', { spy: true });

test('a page that cannot be read ends its own answer, and the host goes on', async () => {
  const host = await startWebHost({ dataFolder: await dataFolder() });
  onTestFinished(() => host.close());
  const { origin } = new URL(host.url);
  vi.mocked(files.serveStatic).mockRejectedValueOnce(new Error('EIO: i/o error, read'));
  await expect(fetch(origin)).rejects.toThrow();
  expect((await fetch(`${origin}/nothing.html`)).status).toBe(404);
  expect(host.running()).toBe(0);
});
