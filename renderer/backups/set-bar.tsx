import { assertNever } from '../../shared/failure.ts';
import type { Kind } from '../../shared/manifest.ts';
import type { SetStanding } from '../../shared/set-standing.ts';
import classes from './set-bar.module.css';

/** A full stands on its own, so it is tall; what builds on it is short, and shortest what needs the most. */
export const TALL = 28;
const HEIGHTS: Readonly<Record<Kind, number>> = { full: TALL, differential: 20, incremental: 12 };

/** How tall a set stands; one that does not say what it is stands as a full one. */
export function heightOf(kind: Kind | undefined): number {
  return HEIGHTS[kind ?? 'full'];
}

interface SetBarProps {
  readonly standing: SetStanding;
  readonly kind: Kind | undefined;
  readonly x: number;
  /** Where it stands. */
  readonly bottom: number;
  readonly width: number;
  readonly chosen?: boolean;
}

function shapeOf(standing: SetStanding): 'whole' | 'gaps' | 'unfinished' | 'lost' | 'writing' {
  switch (standing.state) {
    case 'writing':
    case 'unfinished':
      return standing.state;
    case 'unreadable':
    case 'orphan':
    case 'damaged':
      return 'lost';
    default:
      return standing.exceptions > 0 ? 'gaps' : 'whole';
  }
}

/**
 * A set as a bar of an SVG. Its shape says what its colour says: whole where the set is complete, broken where something is
 * missing, an outline where it is no backup, crossed out where it is damaged or cannot be restored, half full while it is written.
 */
export function SetBar({ standing, kind, x, bottom, width, chosen = false }: SetBarProps) {
  const state = shapeOf(standing);
  const height = heightOf(kind);
  const top = bottom - height;
  const box = { x, width, rx: 1, className: classes.bar, 'data-state': state, 'data-chosen': chosen || undefined };
  const outline = { ...box, x: x + 0.5, width: width - 1, 'data-outline': true };
  switch (state) {
    case 'whole':
      return <rect {...box} y={top} height={height} />;
    case 'gaps': {
      const part = (height - 4) / 2;
      return (
        <>
          <rect {...box} y={top} height={part} />
          <rect {...box} y={bottom - part} height={part} />
        </>
      );
    }
    case 'unfinished':
      return <rect {...outline} y={top + 0.5} height={height - 1} strokeDasharray="3 2" />;
    case 'lost': {
      const cross = { className: classes.cross, 'data-state': state };
      const middle = x + width / 2;
      return (
        <>
          <rect {...box} y={top + 8} height={height - 8} />
          <line {...cross} x1={middle - 3} y1={top} x2={middle + 3} y2={top + 6} />
          <line {...cross} x1={middle - 3} y1={top + 6} x2={middle + 3} y2={top} />
        </>
      );
    }
    case 'writing':
      return (
        <>
          <rect {...outline} y={top + 0.5} height={height - 1} />
          <rect {...box} y={top + height / 2} height={height / 2} />
        </>
      );
    default:
      return assertNever(state);
  }
}
