import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  readonly children: ReactNode;
  /** `wide` for tables and side panels; a page to read keeps to 1000 px. */
  readonly wide?: boolean;
}

/** The column every page stands in. */
export function Page({ children, wide = false }: PageProps) {
  return (
    <div className={classes.root} data-wide={wide || undefined}>
      {children}
    </div>
  );
}
