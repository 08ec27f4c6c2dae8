import { assertNever } from '../../shared/failure.ts';
import { formatBytes, formatDuration, formatRate } from '../../shared/format.ts';
import type { JobPhase, JobProgress } from '../../shared/job.ts';
import { jsonText } from '../../shared/printable.ts';
import { print } from './terminal-text.ts';

export type ProgressStyle = 'bar' | 'json' | 'none';

export interface ProgressView {
  readonly show: (progress: JobProgress) => void;
  /** Clears what stands on the line; to be called before anything else is printed. */
  readonly end: () => void;
}

const BAR_WIDTH = 28;

/** Shows progress on `stream` (stderr): a bar on one line of a terminal, a JSON line per change, or nothing. */
export function showProgress(style: ProgressStyle, stream: NodeJS.WriteStream): ProgressView {
  switch (style) {
    case 'none':
      return { show: () => {}, end: () => {} };
    case 'json':
      return { show: (progress) => void print(stream, jsonText(progress)), end: () => {} };
    case 'bar': {
      let furthest = 0;
      let phase: JobPhase | undefined;
      return {
        show: (progress) => {
          if (progress.phase !== phase) furthest = 0;
          phase = progress.phase;
          // Totals are estimates; a bar that went back would say less than it seems to.
          furthest = Math.max(furthest, progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0);
          stream.write(`\r\u001b[K${barLine(progress, Math.min(1, furthest)).slice(0, (stream.columns ?? 80) - 1)}`);
        },
        end: () => void stream.write('\r\u001b[K'),
      };
    }
    default:
      return assertNever(style);
  }
}

function barLine(progress: JobProgress, fraction: number): string {
  const words = PHASE_WORDS[progress.phase];
  if (progress.bytesTotal === 0) return `${words} …`;
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = progress.secondsLeft === null || fraction >= 1 ? '' : ` · ${formatDuration(progress.secondsLeft)} left`;
  const { bytesDone, bytesTotal, bytesPerSecond } = progress;
  return `${words} ${bar} ${Math.floor(fraction * 100)} % · ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)} · ${formatRate(bytesPerSecond)}${left}`;
}

const PHASE_WORDS: Readonly<Record<JobPhase, string>> = {
  connecting: 'Connecting',
  checking: 'Checking',
  snapshot: 'Taking snapshots',
  planning: 'Reading definitions',
  reading: 'Reading rows',
  logging: 'Reading binary logs',
  loading: 'Loading rows',
  objects: 'Creating objects',
  replaying: 'Applying binary logs',
  verifying: 'Comparing',
  finishing: 'Finishing',
};
