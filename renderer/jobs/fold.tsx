import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import classes from './fold.module.css';

interface FoldProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Something for those who want to know more: folded until it is asked for. */
export function Fold({ label, children }: FoldProps) {
  const [open, setOpen] = useState(false);
  // What nobody has asked for yet is not drawn; once it was, it stays for the way back.
  const [asked, setAsked] = useState(false);
  const id = useId();
  return (
    <div>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setAsked(true);
          setOpen(!open);
        }}
      >
        <IconChevronRight className={classes.chevron} size={16} data-open={open || undefined} aria-hidden />
        {label}
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={140} id={id}>
        {asked && <div className={classes.body}>{children}</div>}
      </Collapse>
    </div>
  );
}
