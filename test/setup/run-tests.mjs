#!/usr/bin/env node
// `npm test`: every stage runs to its end and is reported, so that one red test hides nothing that comes behind it; fails at
// the end if one did. Without a build there are no pages to try.
import { spawnSync } from 'node:child_process';

/** Scripts of package.json, in this order. */
const STAGES = [
  { script: 'types', name: 'types' },
  { script: 'lint', name: 'lint' },
  { script: 'build', name: 'build' },
  { script: 'test:servers', name: 'unit tests and tests on servers' },
  { script: 'e2e', name: 'the app in a browser', after: 'build' },
];

const ended = [];
for (const { script, name, after } of STAGES) {
  const skipped = ended.some((stage) => stage.script === after && !stage.passed);
  const began = Date.now();
  const { status, signal } = skipped ? {} : run(script);
  const said = skipped
    ? `not run, since ${after} failed`
    : `${status === 0 ? 'passed' : 'FAILED'} after ${seconds(began)}`;
  ended.push({ script, passed: status === 0, line: `  ${name.padEnd(32)} ${said}` });
  if (signal !== null && signal !== undefined) break; // Ctrl-C is for all of it
}
console.log(`\n${ended.map(({ line }) => line).join('\n')}`);
process.exitCode = ended.length === STAGES.length && ended.every(({ passed }) => passed) ? 0 : 1;

/** npm itself says which one it is; Windows starts no `npm` without a shell. */
function run(script) {
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  return spawnSync(program, [...first, 'run', '-s', script], { stdio: 'inherit' });
}

function seconds(began) {
  return `${Math.round((Date.now() - began) / 1000)} s`;
}
