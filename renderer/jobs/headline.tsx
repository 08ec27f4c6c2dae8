import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Status, StatusIcon } from '../components/status-word.tsx';
import classes from './headline.module.css';

interface HeadlineProps {
  readonly status: Status;
  /** One or two words: how it ended. */
  readonly word: string;
  /** What that means, in one sentence. */
  readonly children: ReactNode;
  /** What else is true of it. */
  readonly more?: ReactNode;
}

/** How a run ended, in words, before any number. */
export function Headline({ status, word, children, more }: HeadlineProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.root} data-status={status}>
      <StatusIcon status={status} size={28} />
      <div>
        <Text size="xl" className={classes.sentence}>
          <strong>{word}</strong>
          {t('gap')}
          {children}
        </Text>
        {more !== undefined && (
          <Text component="div" c="dimmed">
            {more}
          </Text>
        )}
      </div>
    </section>
  );
}
