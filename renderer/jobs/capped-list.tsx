import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** As many as are read at a glance, and how many more come with every click. */
const FIRST = 12;
const MORE = 200;

interface CappedListProps<T> {
  readonly items: readonly T[];
  /** How many are shown at first. */
  readonly first?: number;
  /** Draws the items that are shown. */
  children(shown: readonly T[]): ReactNode;
}

/** A list that begins short: a thousand exceptions do not push the next step off the page. */
export function CappedList<T>({ items, first = FIRST, children }: CappedListProps<T>) {
  const { t } = useTranslation('jobs');
  const [limit, setLimit] = useState(first);
  const rest = items.length - limit;
  return (
    <>
      {children(items.slice(0, limit))}
      {rest > 0 && (
        <Button variant="subtle" size="compact-sm" mt={4} onClick={() => setLimit(limit + MORE)}>
          {t('result.more', { count: Math.min(rest, MORE) })}
        </Button>
      )}
    </>
  );
}
