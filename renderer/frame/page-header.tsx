import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { printable } from '../../shared/printable.ts';
import classes from './page-header.module.css';

interface PageHeaderProps {
  readonly title: string;
  /** One line saying what this page tells. */
  readonly subtitle?: ReactNode;
  /** The primary action of the page. */
  readonly action?: ReactNode;
}

/** Title, what the page tells, and its primary action; also names the window. */
export function PageHeader({ title, subtitle, action }: PageHeaderProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = printable(`${title} · ${t('appName')}`);
  }, [title, t]);
  return (
    <header className={classes.root}>
      <div className={classes.words}>
        <Title order={1}>{title}</Title>
        {subtitle !== undefined && (
          <Text component="div" c="dimmed">
            {subtitle}
          </Text>
        )}
      </div>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </header>
  );
}
