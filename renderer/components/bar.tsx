import classes from './bar.module.css';

interface BarProps {
  /** What makes progress, for those who hear the page. */
  readonly label: string;
  /** 0 to 1; null while nothing is known. */
  readonly fraction: number | null;
  /** Of the whole: the thick one. */
  readonly whole?: boolean;
}

/** A bar of progress: two elements and no layout when it moves, since a run of sixty shards moves sixty of them five times a second. */
export function Bar({ label, fraction, whole = false }: BarProps) {
  const known = fraction !== null;
  const percent = Math.round((fraction ?? 0) * 1000) / 10;
  return (
    <div
      className={classes.root}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? percent : undefined}
      data-whole={whole || undefined}
      data-waiting={!known || undefined}
    >
      <div className={classes.done} style={known ? { transform: `translateX(${percent - 100}%)` } : undefined} />
    </div>
  );
}
