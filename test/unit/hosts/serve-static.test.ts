import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveStatic } from '../../../electron/host/serve-static.ts';
import { dataFolder } from '../../support/services.ts';

async function site(): Promise<string> {
  const folder = await dataFolder();
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<p>page');
  await writeFile(join(root, 'assets', 'a-1234.js'), 'code');
  await writeFile(join(root, 'assets', 'a-1234.js.map'), 'map');
  await writeFile(join(folder, 'secret.html'), 'secret');
  await mkdir(join(folder, 'renderer-other'));
  await writeFile(join(folder, 'renderer-other', 'x.html'), 'secret');
  return root;
}

test.each([
  '/../secret.html',
  '/%2e%2e/secret.html',
  '/..%2fsecret.html',
  '/assets/..%2f..%2fsecret.html',
  '/assets/../../secret.html',
  '/../renderer-other/x.html',
  '/..%5csecret.html',
  '//etc/passwd',
  '/index.html%00.js',
  '/%ff.html',
  '/%',
  '/assets',
  '/assets/a-1234.js.map',
  '/nothing.html',
])('%s is not there', async (path) => {
  const answer = await serveStatic(await site(), path);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('not found');
  expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
});

test('files of the page come with their type, the policy, and caching by name', async () => {
  const root = await site();
  const page = await serveStatic(root, '/');
  expect([page.status, await page.text()]).toEqual([200, '<p>page']);
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('Cache-Control')).toBe('no-cache');
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const policy = page.headers.get('Content-Security-Policy') ?? '';
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ])
    expect(policy.split('; ')).toContain(part);
  expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
  const asset = await serveStatic(root, '/assets/a-1234.js');
  expect(asset.headers.get('Cache-Control')).toContain('immutable');
});
