import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Nothing flickers when an answer comes sooner than this. */
const PATIENCE_MS = 200;

interface LoadingProps {
  /** How many lines the skeleton has; about as high as what will come. */
  readonly lines?: number;
  /** Height of a line in pixels. */
  readonly height?: number;
}

/** A skeleton, shown after 200 ms. */
export function Loading({ lines = 4, height = 16 }: LoadingProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Stack gap="sm" role="status" mih={lines * (height + 12)}>
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {shown &&
        Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are alike and never move
          <Skeleton key={line} height={height} width={`${100 - ((line * 13) % 40)}%`} radius="sm" />
        ))}
    </Stack>
  );
}
