import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './number-cell.module.css';

interface NumberCellProps {
  readonly children: ReactNode;
  /** A heading over numbers is set as they are. */
  readonly heading?: boolean;
}

/** A table cell for figures: right, in figures of one width, on one line. */
export function NumberCell({ children, heading = false }: NumberCellProps) {
  return heading ? (
    <Table.Th className={classes.root}>{children}</Table.Th>
  ) : (
    <Table.Td className={classes.root}>{children}</Table.Td>
  );
}
