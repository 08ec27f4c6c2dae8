#!/usr/bin/env node
// `npm start`: the desktop app where Electron's binary can be had, else the same app in a browser.
//
// Arguments go to whichever is started. Electron's npm package comes without its binary and fetches it when it is first
// imported, for as long as that takes; so it is never imported here. Its installer is run once, with a time limit.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const ELECTRON = join(ROOT, 'node_modules', 'electron');
const INSTALL_MS = 60_000;
/** Left where the installer failed, so that the next start does not wait for it again. Deleting it, or npm ci, tries anew. */
const FAILED = join(ROOT, 'node_modules', '.electron-not-available');

const hasDisplay = process.platform !== 'linux' || !!process.env.DISPLAY || !!process.env.WAYLAND_DISPLAY;
const binary = findBinary() ?? installBinary();
if (binary === undefined)
  startWeb('Electron’s program cannot be downloaded here, so the app opens in a browser instead.');
else if (!hasDisplay) startWeb('There is no display here, so the app can only be opened in a browser.');
else startElectron(binary);

/** The program's path; the package keeps it in path.txt once it is there. */
function findBinary() {
  const note = join(ELECTRON, 'path.txt');
  const path = existsSync(note) ? join(ELECTRON, 'dist', readFileSync(note, 'utf8')) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

function installBinary() {
  if (existsSync(FAILED)) return undefined;
  say('fetching Electron’s program, once, for at most a minute …');
  const result = spawnSync(process.execPath, [join(ELECTRON, 'install.js')], { stdio: 'ignore', timeout: INSTALL_MS });
  const found = findBinary();
  if (found !== undefined) return found;
  rmSync(join(ELECTRON, 'path.txt'), { force: true }); // half a download must not pass for one
  writeFileSync(FAILED, `${new Date().toISOString()} ${result.signal ?? result.status}\n`);
  return undefined;
}

function startElectron(program) {
  // Chromium's sandbox does not work for root; nobody should run a desktop as root, but containers do.
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  follow(program, [...flags, ROOT, ...process.argv.slice(2)]);
}

function startWeb(why) {
  say(why);
  const cli = join(ROOT, 'dist', 'cli', 'cli.js');
  follow(process.execPath, [cli, 'serve', ...(hasDisplay ? ['--open'] : []), ...process.argv.slice(2)]);
}

function follow(program, args) {
  const child = spawn(program, args, { stdio: 'inherit', cwd: ROOT });
  // Ctrl-C reaches the child by itself; it needs a moment to end jobs in order, and this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  child.on('error', (error) => {
    console.error(`start: ${program} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}

function say(text) {
  console.error(`start: ${text}`);
}
