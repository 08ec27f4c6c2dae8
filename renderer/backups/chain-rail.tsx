import type { SetSummary } from '../../shared/contract.ts';
import type { Chains } from '../../shared/set-chains.ts';
import classes from './chain-rail.module.css';

const WIDTH = 18;
/** As tall as a row, so that the line goes on in the next one. */
const HEIGHT = 36;
const MIDDLE = { x: WIDTH / 2 - 2, y: HEIGHT / 2 };

interface ChainRailProps {
  /** All rows of the list. */
  readonly sets: readonly SetSummary[];
  readonly index: number;
  readonly chains: Chains;
}

/**
 * What a row builds on, as a line down to its full set: a square stands on its own, a dot is held by the line, and a dot
 * without a line has lost what it builds on.
 */
export function ChainRail({ sets, index, chains }: ChainRailProps) {
  const set = sets[index];
  const chain = set && chains.of.get(set.id);
  const orphan = set !== undefined && chains.orphans.has(set.id);
  // Lists are newest first: what follows below is older.
  const place = chain === undefined ? -1 : chain.sets.findIndex(({ id }) => id === set?.id);
  const newer = chain !== undefined && place < chain.sets.length - 1;
  const full = set?.parent == null;
  return (
    <svg className={classes.rail} width={WIDTH} height={HEIGHT} aria-hidden>
      {newer && <line className={classes.line} x1={MIDDLE.x} x2={MIDDLE.x} y1={0} y2={MIDDLE.y} />}
      {place > 0 && <line className={classes.line} x1={MIDDLE.x} x2={MIDDLE.x} y1={MIDDLE.y} y2={HEIGHT} />}
      {chain !== undefined && full && (
        <rect className={classes.node} x={MIDDLE.x - 4} y={MIDDLE.y - 4} width={8} height={8} rx={1} />
      )}
      {!full && (chain !== undefined || orphan) && (
        <circle className={classes.node} data-orphan={orphan || undefined} cx={MIDDLE.x} cy={MIDDLE.y} r={3.5} />
      )}
    </svg>
  );
}
