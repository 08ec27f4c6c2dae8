import { request as httpRequest } from 'node:http';
import { expect, test } from './hosts.ts';
import { tryToConnect } from './web-client.ts';

const CHANNEL = 'shardkeep:request';
const OWN = { url: 'app://shardkeep/index.html', isTop: true };

test.describe('a page has no privileges', () => {
  test('neither Node nor Electron is within its reach', async ({ app }) => {
    const reach = await app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__standin'].filter(
        (name) => name in globalThis,
      ),
    );
    expect(reach).toEqual([]);
  });

  test('the bridge has two functions, and they take only what the contract has', async ({ app }) => {
    test.skip(app.host === 'web', 'the web host has no preload');
    const found = await app.page.evaluate(async () => {
      const { shardkeep } = globalThis as unknown as {
        shardkeep: { invoke(m: string, i?: unknown): Promise<unknown>; on(e: string, l: () => void): () => void };
      };
      const tried = (run: () => unknown) =>
        Promise.resolve()
          .then(run)
          .then(
            () => 'done',
            (error: unknown) => String(error),
          );
      return {
        keys: Object.keys(shardkeep),
        frozen: Object.isFrozen(shardkeep),
        method: await tried(() => shardkeep.invoke('fs.read', '/etc/passwd')),
        prototype: await tried(() => shardkeep.invoke('__proto__')),
        event: await tried(() => shardkeep.on('ELECTRON_CONSOLE', () => {})),
        known: await tried(() => shardkeep.on('job.changed', () => {})()),
      };
    });
    expect(found).toMatchObject({ keys: ['invoke', 'on'], frozen: true, known: 'done' });
    for (const refused of [found.method, found.prototype, found.event]) expect(refused).toContain('no such');
  });

  test('the policy of content stops inline scripts, eval, other hosts, frames and forms', async ({ app }) => {
    const violated = await app.page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const add = (tag: string, set: Record<string, string>, text = '') => {
        const element = Object.assign(document.createElement(tag), set);
        element.append(text);
        document.body.append(element);
        return element;
      };
      add('script', {}, 'globalThis.pwned = 1');
      add('script', { src: 'https://example.com/x.js' });
      add('img', { src: 'https://example.com/x.png' });
      add('iframe', { src: 'https://example.com/' });
      add('object', { data: 'https://example.com/x.swf' });
      add('base', { href: 'https://example.com/' });
      setTimeout('globalThis.pwned = 2'); // an eval inside of evaluate would be let through by the debugger
      await fetch('https://example.com/').catch(() => {});
      const form = add('form', { action: 'https://example.com/', method: 'post' });
      if (form instanceof HTMLFormElement) form.submit();
      // Reports come in their own time; forms' through another process.
      for (let i = 0; i < 50 && (i < 3 || new Set(seen).size < 8); i++)
        await new Promise((done) => setTimeout(done, 100));
      return { seen: [...new Set(seen)].sort(), pwned: (globalThis as { pwned?: number }).pwned };
    });
    expect(violated.pwned).toBeUndefined();
    expect(violated.seen).toEqual(
      expect.arrayContaining([
        'base-uri',
        'connect-src',
        'form-action',
        'frame-src',
        'img-src',
        'object-src',
        'script-src',
        'script-src-elem',
      ]),
    );
  });
});

test.describe('the desktop app', () => {
  test.beforeEach(({ host }) => test.skip(host === 'web', 'the web host has no windows'));

  test('stays on its own pages', async ({ app }) => {
    const before = app.page.url();
    for (const target of ['https://example.com/', 'file:///etc/passwd', 'app://shardkeep.evil/', 'data:text/html,x']) {
      await app.page.evaluate((url) => {
        location.href = url;
      }, target);
      await app.page.waitForTimeout(200);
      expect(app.page.url()).toBe(before);
    }
  });

  test('opens no windows and no webviews', async ({ app }) => {
    await app.page.evaluate(() => void window.open('https://example.com/'));
    await app.page.evaluate(() => void window.open(location.href));
    await app.page.waitForTimeout(500); // a window that was let through would be there by now
    await expect.poll(() => app.page.context().pages().length).toBe(1);
    test.skip(!app.standIn, 'a webview can be attached by force only in the stand-in');
    expect(await app.standIn?.ask('attachWebview', 1)).toBe(true);
  });

  test('answers requests from the main frame of its own page only', async ({ app }) => {
    test.skip(!app.standIn, 'senders can be forged only in the stand-in');
    const forged = [
      { url: 'https://example.com/', isTop: true },
      { url: 'app://shardkeep.evil/index.html', isTop: true },
      { url: 'app://evil/index.html#app://shardkeep/', isTop: true },
      { url: 'app://shardkeep@evil/index.html', isTop: true },
      { url: 'file:///app://shardkeep/index.html', isTop: true },
      { url: 'about:blank', isTop: true },
      { url: '', isTop: true },
      { ...OWN, isTop: false },
      null,
    ];
    for (const sender of forged)
      await expect(app.standIn?.invokeAs(sender, CHANNEL, 'app.info'), JSON.stringify(sender)).rejects.toThrow(
        'refused',
      );
    expect(await app.standIn?.invokeAs(OWN, CHANNEL, 'app.info')).toMatchObject({ ok: true });
  });

  test('checks the input again behind the preload', async ({ app }) => {
    test.skip(!app.standIn, 'the preload can be passed by only in the stand-in');
    const ask = (method: unknown, input?: unknown) => app.standIn?.invokeAs(OWN, CHANNEL, method, input);
    for (const method of ['fs.read', '__proto__', 'constructor', 'toString', null, 7, { toString: 'app.info' }])
      expect(await ask(method)).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
    for (const input of [undefined, null, 'x', [], { kind: 'backup' }, { kind: 'format', to: '/' }])
      expect(await ask('jobs.start', input)).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
  });

  test('grants no permission but putting text on the clipboard', async ({ app }) => {
    test.skip(!app.standIn, 'permissions can be asked for by name only in the stand-in');
    const ask = (permission: string, origin: string) => app.standIn?.ask('permissions', 1, permission, origin);
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen'])
      expect(await ask(permission, 'app://shardkeep/'), permission).toEqual({
        request: false,
        check: false,
        device: false,
      });
    expect(await ask('clipboard-sanitized-write', 'app://shardkeep/')).toEqual({
      request: true,
      check: true,
      device: false,
    });
    expect(await ask('clipboard-sanitized-write', 'https://example.com/')).toMatchObject({ check: false });
  });

  test('serves its pages with the headers, and no file outside of them', async ({ app }) => {
    test.skip(!app.standIn, 'app:// can be asked directly only in the stand-in');
    const get = async (url: string, method = 'GET') =>
      (await app.standIn?.ask('request', url, method)) as { status: number; headers: Record<string, string> };
    const index = await get('app://shardkeep/index.html');
    expect(index.status).toBe(200);
    expect(index.headers['content-security-policy']).toContain("default-src 'none'");
    expect(index.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    for (const url of [
      'app://shardkeep/..%2f..%2fpackage.json',
      'app://shardkeep/..%2fmain%2fmain.js', // there, and of a kind that is served
      'app://shardkeep/%2e%2e/main/main.js',
      'app://shardkeep/assets/..%5c..%5cmain%5cmain.js',
      'app://shardkeep/%00.html',
      'app://shardkeep/%ff.html',
      'app://other/index.html',
    ])
      expect((await get(url)).status, url).toBe(404);
    expect((await get('app://shardkeep/index.html', 'POST')).status).toBe(404);
  });

  test('keeps passwords encrypted by the key store', async ({ app }) => {
    test.skip(!app.standIn, 'the key store can be chosen only in the stand-in');
    expect(await app.call('app.info')).toMatchObject({ host: 'electron', secrets: { kept: 'keychain', safe: true } });
  });

  test.describe('where the key store is none', () => {
    test.use({ environment: { STANDIN_SECRET_BACKEND: 'basic_text' } });

    test('passwords are kept for this session only, and the app says so', async ({ app }) => {
      test.skip(!app.standIn, 'the key store can be chosen only in the stand-in');
      expect(await app.call('app.info')).toMatchObject({ secrets: { kept: 'nowhere' } });
    });
  });
});

test.describe('the web host', () => {
  test.beforeEach(({ host }) => test.skip(host !== 'web', 'the desktop app listens nowhere'));

  test('lets in who has the token, from its own page, under its own name', async ({ app }) => {
    const url = app.webUrl ?? '';
    const { host, hash, port } = new URL(url);
    const token = hash.slice('#token='.length);
    expect(token).toMatch(/^[\w-]{43}$/); // 256 bits
    expect(await tryToConnect(url, {})).toBe('open');
    expect(await tryToConnect(url, { protocols: ['shardkeep.v1', 'x'.repeat(43)] })).toBe('closed 4401');
    expect(await tryToConnect(url, { protocols: ['shardkeep.v1', `${token}x`] })).toBe('closed 4401');
    expect(await tryToConnect(url, { protocols: ['shardkeep.v1'] })).toBe('closed 4401');
    expect(await tryToConnect(url, { protocols: ['other', token] })).toBe('403');
    expect(await tryToConnect(url, { origin: 'http://example.com' })).toBe('403');
    expect(await tryToConnect(url, { origin: `http://localhost:${port}` })).toBe('403');
    expect(await tryToConnect(url, { origin: `https://${host}` })).toBe('403');
    expect(await tryToConnect(url, { origin: 'null' })).toBe('403');
    expect(await tryToConnect(url, { host: 'example.com' })).toBe('403');
    expect(await tryToConnect(url, { host: `localhost:${port}` })).toBe('403');
    expect(await tryToConnect(url, { path: '/other' })).toBe('403');
  });

  test('serves files of the page and nothing else', async ({ app }) => {
    const { port, host } = new URL(app.webUrl ?? '');
    const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<{ status: number; csp: string | undefined }>((done, failed) => {
        httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          response.resume();
          done({ status: response.statusCode ?? 0, csp: String(response.headers['content-security-policy']) });
        })
          .on('error', failed)
          .end();
      });
    expect(await get('/')).toMatchObject({ status: 200, csp: expect.stringContaining("script-src 'self'") });
    expect((await get('/', { Host: 'example.com' })).status).toBe(403); // DNS rebinding
    expect((await get('/', { Host: `${host}.example.com` })).status).toBe(403);
    expect((await get('/', {}, 'POST')).status).toBe(405);
    for (const path of [
      '/../package.json',
      '/../../package.json',
      '/%2e%2e/main/main.js',
      '/..%2f..%2fetc%2fpasswd',
      '/..%2fcli%2fcli.js', // there, and of a kind that is served
      '/../cli/cli.js',
      '//etc/passwd',
      '/%00.html',
      '/%ff',
      'http://example.com/',
    ])
      expect((await get(path)).status, path).toBeGreaterThanOrEqual(400);
  });

  test('takes the token out of the address, and a reload needs none', async ({ app }) => {
    await expect.poll(() => app.page.url()).not.toContain('token');
    await app.page.reload();
    await expect(app.page.locator('body')).not.toBeEmpty();
    const token = new URL(app.webUrl ?? '').hash.slice('#token='.length);
    const stored = await app.page.evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie]));
    expect(stored).not.toContain(token); // in the tab's own storage only
  });

  test('cuts off who sends what is no request', async ({ app }) => {
    const closed = await app.page.evaluate(
      ([host, token]) =>
        new Promise<number>((done) => {
          const socket = new WebSocket(`ws://${host}/ws`, ['shardkeep.v1', token]);
          socket.onopen = () => socket.send('{"id":"x"}');
          socket.onclose = ({ code }) => done(code);
        }),
      [new URL(app.webUrl ?? '').host, new URL(app.webUrl ?? '').hash.slice('#token='.length)] as const,
    );
    expect(closed).toBe(1007);
  });
});
