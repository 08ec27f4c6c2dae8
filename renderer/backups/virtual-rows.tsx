import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './virtual-rows.module.css';

/** A column of a long table. */
export interface Column {
  readonly title: string;
  /** CSS width; a column without one takes its share of the rest. */
  readonly width?: number;
  /** Figures stand at the right. */
  readonly number?: boolean;
}

interface VirtualRowsProps<T> {
  readonly items: readonly T[];
  readonly columns: readonly Column[];
  readonly rowHeight: number;
  /** The table scrolls in itself from this height on. */
  readonly maxHeight: string;
  /** Below this width it scrolls sideways. */
  readonly minWidth: number;
  /** What the rows are, for those who hear the page. */
  readonly label: string;
  readonly className?: string | undefined;
  /** Place of an item that is scrolled into view. */
  readonly reveal?: number | undefined;
  keyOf(item: T): string;
  /** The cells of one row. */
  children(item: T, index: number): ReactNode;
}

/** A table of which only the rows in view are in the page, so that ten thousand are as quick as ten. */
export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { items, columns, rowHeight, maxHeight, minWidth, label, className, reveal = -1, keyOf, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (reveal >= 0) virtualizer.scrollToIndex(reveal, { align: 'auto' });
  }, [virtualizer, reveal]);
  const rows = virtualizer.getVirtualItems();
  const before = rows[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0);
  return (
    <div
      ref={scroller}
      className={`${classes.scroller} ${className ?? ''}`}
      style={{ maxHeight }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keys
      tabIndex={0}
    >
      <table className={classes.table} aria-label={label} aria-rowcount={items.length + 1} style={{ minWidth }}>
        <colgroup>
          {columns.map(({ title, width }) => (
            <col key={title} {...(width === undefined ? {} : { style: { width } })} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, number }) => (
              <th key={title} scope="col" data-number={number || undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} columns={columns.length} />}
          {rows.map(({ index }) => {
            const item = items[index];
            if (item === undefined) return null;
            return (
              <tr key={keyOf(item)} aria-rowindex={index + 2} style={{ height: rowHeight }}>
                {children(item, index)}
              </tr>
            );
          })}
          {after > 0 && <Space height={after} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not in view. */
function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden className={classes.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
