import { CopyButton } from './copy-button.tsx';
import classes from './statement.module.css';

interface StatementProps {
  readonly sql: string;
  /** What it is for, where there are several. */
  readonly on?: string | undefined;
}

/** SQL to copy. */
export function Statement({ sql, on }: StatementProps) {
  return (
    <div className={classes.root}>
      {on !== undefined && <span className={classes.on}>{on}</span>}
      <code>{sql}</code>
      <CopyButton value={sql} label={sql} />
    </div>
  );
}
