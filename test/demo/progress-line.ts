import { formatBytes, formatDuration, formatRate } from '../../shared/format.ts';
import type { CliProgress } from './run-cli.ts';

/** One line that is written over and over on a terminal, and seldom elsewhere. */
export interface ProgressLine {
  update(text: string): void;
  /** Takes the line away, for text that stays. */
  clear(): void;
}

/** In a log file a line now and then tells that something moves. */
const LOG_EVERY_MS = 10_000;
const BAR_WIDTH = 24;

/** Writes to standard error, so that the report can be redirected alone. */
export function createProgressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let lastLogged = performance.now();
  return {
    update: (text) => {
      if (stream.isTTY) stream.write(`\r\x1b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
      else if (performance.now() - lastLogged > LOG_EVERY_MS) {
        lastLogged = performance.now();
        stream.write(`${text}\n`);
      }
    },
    clear: () => {
      lastLogged = performance.now();
      if (stream.isTTY) stream.write('\r\x1b[2K');
    },
  };
}

/** `backup   ━━━━━━────  62 %  124.3 MB of 200.1 MB  48.0 MB/s  2 s left`. */
export function progressText(step: string, progress: CliProgress): string {
  const share = progress.bytesTotal > 0 ? Math.min(1, progress.bytesDone / progress.bytesTotal) : 0;
  return [
    bar(step, share),
    progress.bytesTotal > 0
      ? `${formatBytes(progress.bytesDone)} of ${formatBytes(progress.bytesTotal)}`
      : progress.phase,
    ...(progress.bytesPerSecond > 0 ? [formatRate(progress.bytesPerSecond)] : []),
    ...(progress.secondsLeft === null ? [] : [`${formatDuration(progress.secondsLeft)} left`]),
  ].join('  ');
}

/** A step's name and a bar for a share from 0 to 1. */
export function bar(step: string, share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  return `  ${step.padEnd(9)} ${'━'.repeat(full)}${'─'.repeat(BAR_WIDTH - full)} ${percent}`;
}
