import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './section.module.css';

interface SectionProps {
  readonly title: string;
  /** Said once under the title. */
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, hint, children }: SectionProps) {
  return (
    <section className={classes.root}>
      <Title order={2} size="h3">
        {title}
      </Title>
      {hint !== undefined && <p className={classes.hint}>{hint}</p>}
      <div className={classes.body}>{children}</div>
    </section>
  );
}
