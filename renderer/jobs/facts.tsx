import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** One thing and what is known of it. */
export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** A list of facts: labels left, values right of them. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ label, value }) => (
        <div key={label} className={classes.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A few figures side by side, each under its name. */
export function Figures({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.figures}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
