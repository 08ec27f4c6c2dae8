#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { jsonText } from '../shared/printable.ts';
import { APP_VERSION } from '../shared/version.ts';
import { addBackupCommand } from './cli/backup-command.ts';
import type { CliContext } from './cli/cli-context.ts';
import type { Documents } from './cli/documents.ts';
import { exitCodeOf } from './cli/exit-code.ts';
import { addInspectCommand } from './cli/inspect-command.ts';
import { addListCommand } from './cli/list-command.ts';
import { addMarkCommand } from './cli/mark-command.ts';
import { addProveCommand } from './cli/prove-command.ts';
import { renderFailure } from './cli/render-failure.ts';
import { addRestoreCommand } from './cli/restore-command.ts';
import { addResumeCommand } from './cli/resume-command.ts';
import { sayFailure } from './cli/say-failure.ts';
import { addServeCommand } from './cli/serve-command.ts';
import { stopSignal } from './cli/stop-signals.ts';
import { print } from './cli/terminal-text.ts';
import { addUndoneCommand } from './cli/undone-command.ts';
import { addVerifyCommand } from './cli/verify-command.ts';
import { failureOf } from './engine/engine-error.ts';
import { muteDependencies } from './job/mute-dependencies.ts';

/** Commands that are planned and not built; they are absent from help and say so when they are tried. */
const NOT_YET = new Set(['prune', 'key', 'run-plan']);

muteDependencies();
const signal = stopSignal((text) => process.stderr.write(text));

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const fail = (code: number, text: string, document: Documents['error']) => {
    print(process.stderr, text);
    if (json) print(process.stdout, jsonText(document));
    return code;
  };
  const [command = ''] = args;
  if (NOT_YET.has(command))
    return fail(2, `"${command}" is not available yet.`, {
      error: { code: 'bad-input', message: `"${command}" is not available yet.`, where: {} },
    });
  const context: CliContext = { signal, exitCode: 0, json };
  const program = makeProgram(context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // help and version
      const noCommand = error.code === 'commander.help';
      const message = noCommand ? program.helpInformation().trimEnd() : error.message.replace(/^error: /, '');
      return fail(2, message, { error: { code: 'bad-input', message, where: {} } });
    }
    const failure = sayFailure(failureOf(error));
    return fail(exitCodeOf(failure.code), renderFailure(failure), { error: failure });
  }
}

function makeProgram(context: CliContext): Command {
  const program = new Command('shardkeep')
    .description('Backs up and restores sharded MySQL and MariaDB systems, and proves what it wrote.')
    .version(APP_VERSION)
    .exitOverride()
    .configureOutput({ writeErr: () => {} }) // errors are printed once, by main
    .showHelpAfterError(false)
    .addHelpText(
      'after',
      '\nExit codes: 0 done · 1 failed · 2 bad input · 3 done with named exceptions · 4 damage or difference found',
    );
  const add = [
    addInspectCommand,
    addBackupCommand,
    addMarkCommand,
    addResumeCommand,
    addListCommand,
    addVerifyCommand,
    addRestoreCommand,
    addUndoneCommand,
    addProveCommand,
    addServeCommand,
  ];
  for (const addTo of add) addTo(program, context);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  return program;
}
