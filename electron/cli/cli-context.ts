import type { Command } from 'commander';
import { jsonText } from '../../shared/printable.ts';
import { misuse } from '../engine/engine-error.ts';
import type { ExitCode } from './exit-code.ts';
import { parseChoice } from './parse-options.ts';
import { type ProgressStyle, type ProgressView, showProgress } from './show-progress.ts';
import { print, printColoured } from './terminal-text.ts';

/** What commands share: the signal of Ctrl-C, whether stdout is one JSON document, and the code to exit with. */
export interface CliContext {
  readonly signal: AbortSignal;
  readonly json: boolean;
  exitCode: ExitCode;
}

/** Prints the result: the JSON document with --json, the text for people otherwise. */
export function printResult(context: CliContext, document: unknown, text: string): void {
  print(process.stdout, context.json ? jsonText(document) : text);
}

/** The same for a text with colours. */
export function printColouredResult(context: CliContext, document: unknown, text: string): void {
  if (context.json) print(process.stdout, jsonText(document));
  else printColoured(process.stdout, text);
}

/** The options every command that takes time has. */
export function withProgressOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON document on stdout at the end')
    .option(
      '--progress <style>',
      'bar, json or none (default: bar on a terminal)',
      parseChoice('--progress', ['bar', 'json', 'none']),
    );
}

/** The progress view the options ask for, on stderr. */
export function progressOf(options: { progress?: ProgressStyle }): ProgressView {
  return showProgress(options.progress ?? (process.stderr.isTTY ? 'bar' : 'none'), process.stderr);
}

/** Refuses an option of a later version in words instead of "unknown option". */
export function refuseLater(options: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): void {
  for (const [name, option] of Object.entries(names))
    if (options[name] !== undefined) throw misuse(`${option} is not available yet.`, { where: { field: option } });
}
